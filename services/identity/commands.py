"""Which commands an operator has for identity: `guanzi org …` and `guanzi account …`, on identity's database directly.

They run the use cases as the operator of this machine, who holds an administrator's posts everywhere and no account.
"""

import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import uuid4

import typer
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call, Post
from services.chassis.database import engine_for, sessions_of
from services.chassis.errors import ServiceError
from services.contracts.roles import TERMS, Role
from services.identity.domain.account import AccountKind
from services.identity.domain.regions import is_region_code
from services.identity.hashing import Hasher, hash_random, new_secret
from services.identity.queries.accounts import list_accounts
from services.identity.settings import CommandSettings
from services.identity.usecases import accounts, organisations, passwords, posts
from services.identity.usecases.organisations import Imported

app = typer.Typer()
org = typer.Typer(no_args_is_help=True, help="组织机构。")
account = typer.Typer(no_args_is_help=True, help="用户账号。")
app.add_typer(org, name="org")
app.add_typer(account, name="account")
Answer = TypeVar("Answer")
Name = Annotated[str, typer.Argument(metavar="ACCOUNT", help="账号")]
Flag = Annotated[str, typer.Option("--account", help="账号，同 ACCOUNT")]


@org.command("import")
def import_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)], check: bool = False) -> None:
    """按 CSV 文件建立或更新组织机构：先检查整个文件，有错误则全部不入库；同一文件再次导入不改变任何内容。"""
    content = file.read_bytes()
    imported = _in_one_transaction(lambda session, call: organisations.import_organisations(session, call, content, commit=not check))
    for fault in imported.reading.warnings:
        typer.echo(f"注意 第 {fault.row} 行 {fault.column}：{fault.message}（{fault.value}）", err=True)
    for fault in imported.reading.faults:
        typer.echo(f"错误 第 {fault.row} 行 {fault.column}：{fault.message}" + (f"（{fault.value}）" if fault.value else ""), err=True)
    typer.echo(_summary(imported))
    if imported.reading.faults:
        raise typer.Exit(1)


@account.command()
def create(
    at: Annotated[str, typer.Option(help="单位预算编码、财政区划，或完整编码如 310151-004011")],
    account: Annotated[str, typer.Option(help="账号；不写则为财政区划加预算编码")] = "",
    post: Annotated[list[str] | None, typer.Option(help="岗位，中文或英文名；可多次")] = None,
    name: Annotated[str, typer.Option(help="姓名；不写则同账号")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="从标准输入读密码")] = False,
    no_change: Annotated[bool, typer.Option("--no-change", help="首次登录不要求修改密码")] = False,
    machine: Annotated[bool, typer.Option("--machine", help="机器账号：打印客户端凭据，仅此一次")] = False,
) -> None:
    """建立账号并授予岗位。"""
    with _refusals_in_one_sentence():
        if machine and password_stdin:
            raise typer.BadParameter("机器账号的密钥由系统生成，不能同时使用 --password-stdin。")
        secret, stored = _secret(account, machine=machine, given=password_stdin, final=no_change)
    kind = AccountKind.MACHINE if machine else AccountKind.PERSON
    cmd = accounts.CreateAccount(account, name or account or at, at, stored, kind, must_change=not (no_change or machine))
    made = _in_one_transaction(lambda session, call: _create(session, call, cmd, post or []))
    typer.echo(f"client_id={made}\nclient_secret={secret}" if machine else f"已建立账号 {made}")
    if not machine and not password_stdin:
        typer.echo(f"初始密码：{secret}")


@account.command()
def reset(name: Name = "", account: Flag = "", password_stdin: Annotated[bool, typer.Option("--password-stdin")] = False) -> None:
    """重置密码：结束其全部会话，首次登录须修改；不写 --password-stdin 则打印随机密码。"""
    name = _named(name, account)
    kind = _in_one_transaction(lambda session, call: passwords.kind_of(session, call, name))
    with _refusals_in_one_sentence():
        if password_stdin and kind is AccountKind.MACHINE:
            raise typer.BadParameter("机器账号的密钥由系统生成，不能同时使用 --password-stdin。")
        secret, stored = _given(name, final=True) if password_stdin else passwords.new_credential(Hasher(), kind)
    _in_one_transaction(lambda session, call: passwords.reset_password(session, call, name, stored))
    typer.echo(f"已重置账号 {name}" + ("" if password_stdin else f"\n初始密码：{secret}"))


@account.command()
def disable(name: Name = "", account: Flag = "", reason: Annotated[str, typer.Option(help="原因，记入审计")] = "") -> None:
    """停用账号，并立即结束其全部会话。"""
    name = _named(name, account)
    _in_one_transaction(lambda session, call: accounts.disable_account(session, call, name, reason))
    typer.echo(f"已停用账号 {name}")


@account.command()
def enable(name: Name = "", account: Flag = "") -> None:
    """重新启用账号。"""
    name = _named(name, account)
    _in_one_transaction(lambda session, call: accounts.enable_account(session, call, name))
    typer.echo(f"已启用账号 {name}")


@account.command("list")
def list_all(query: Annotated[str, typer.Argument(help="账号或姓名的一部分")] = "") -> None:
    """列出账号及其岗位。"""
    page = _in_one_transaction(lambda session, call: list_accounts(session, call, query=query))
    for view in page.items:
        seats = "、".join(f"{post.role.value}@{post.org_id}" for post in view.posts)
        typer.echo("\t".join([view.account, view.name, view.org_id, seats, "停用" if view.disabled else ""]))


def _create(session: Session, call: Call, cmd: accounts.CreateAccount, roles: list[str]) -> str:
    if is_region_code(cmd.at) and any(_sits_at_regions(role) for role in roles) and not organisations.is_known(session, cmd.at):
        organisations.ensure_region(session, call, cmd.at)  # an empty installation gets its first administrators before its units
    made = accounts.create_account(session, call, cmd)
    for role in roles:
        posts.grant_post(session, call, made.account, role, made.org_id)
    return made.account


def _sits_at_regions(role: str) -> bool:
    return any(role in (each.value, terms.chinese) and "region" in terms.seats for each, terms in TERMS.items())


def _secret(name: str, *, machine: bool, given: bool, final: bool) -> tuple[str, str]:
    if machine:
        secret = new_secret()
        return secret, hash_random(secret)
    if given:
        return _given(name, final=final)
    secret = passwords.first_password(CommandSettings.load().initial_password.get_secret_value())
    return secret, Hasher().hash(secret)


def _given(name: str, *, final: bool) -> tuple[str, str]:
    secret = sys.stdin.readline().rstrip("\r\n")
    if final or not secret:
        passwords.check_password(secret, name, [CommandSettings.load().initial_password.get_secret_value()])
    return secret, Hasher().hash(secret)


def _in_one_transaction(do: Callable[[Session, Call], Answer]) -> Answer:
    engine = engine_for(str(CommandSettings.load().database_url), pool=1, application="guanzi-command")
    try:
        with _refusals_in_one_sentence(), sessions_of(engine).begin() as session:
            return do(session, _operator())
    finally:
        engine.dispose()


def _operator() -> Call:
    provinces = [str(code) for code in range(11, 100)]
    roles = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    everywhere = tuple(Post(role.value, code, code) for role in roles for code in provinces)
    return Call(Actor(f"operator:{getpass.getuser()}", "运维", everywhere), datetime.now(UTC), str(uuid4()))


@contextmanager
def _refusals_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except ServiceError as error:
        typer.echo(f"{error.message}{error.remedy}", err=True)
        raise typer.Exit(1) from None


def _named(name: str, flag: str) -> str:
    if not (name or flag):
        raise typer.BadParameter("请写明账号。")
    return name or flag


def _summary(imported: Imported) -> str:
    reading = imported.reading
    if reading.faults:
        return f"{reading.rows} 行，{len(reading.faults)} 处错误，没有入库。"
    done = "已入库" if imported.committed else "检查通过，未入库"
    return f"{reading.rows} 行，{done}：新增 {imported.registered}，变更 {imported.changed}，未变 {imported.unchanged}。"
