"""Which commands disposal has.

`guanzi disposal verify BUNDLE` reads a bundle alone, neither database nor broker nor settings; `guanzi disposal simulate`
reads disposal's database and changes nothing there.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from services.chassis.database import engine_for
from services.chassis.errors import ServiceError
from services.disposal.documents import simulation as told
from services.disposal.domain.digest import digest
from services.disposal.domain.policy.shipped import policy_at
from services.disposal.proof.verify import said
from services.disposal.proof.verify import verify as verify_bundle
from services.disposal.queries.simulation import replay
from services.disposal.settings import CommandSettings

app = typer.Typer()
disposal = typer.Typer(no_args_is_help=True, help="资产处置。")
app.add_typer(disposal, name="disposal")


@disposal.callback()
def _group() -> None:
    """资产处置。"""


@disposal.command()
def verify(
    bundle: Annotated[Path, typer.Argument(exists=True, readable=True, help="导出的案卷包（.zip），或解压后的文件夹")],
    anchor: Annotated[str, typer.Option(help="另行保管的审计链首，形如 42:9f86d0…（guanzi audit verify disposal 打印）")] = "",
    rules: Annotated[bool, typer.Option("--rules", help="按政策重新认定审批路线并比对")] = False,
) -> None:
    """离线校验处置案卷包：文件、材料、审计链、审批意见逐一重算；有任何改动时以非零状态结束。"""
    found = verify_bundle(bundle, anchor, rules=rules)
    typer.echo(said(found), err=bool(found.faults))
    if found.faults:
        raise typer.Exit(1)


@disposal.command()
def simulate(
    policy: Annotated[Path, typer.Option(exists=True, dir_okay=False, readable=True, help="要试算的政策文件（.toml）")],
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出，金额以分计")] = False,
) -> None:
    """以另一份政策重算已办结审批的处置单，列出审批路线、拒绝事项和材料会有的变化；只读，不改变任何数据。"""
    with _refusals_in_one_sentence():
        other = policy_at(policy)
    with _reading() as session:
        count, changed = 0, []
        for one in replay(session, other):
            count += 1
            if one.difference:
                changed.append(one)
    if as_json:
        typer.echo(json.dumps(told.to_mapping(other, digest(other), count, changed), ensure_ascii=False, indent=1))
        return
    typer.echo(f"按 {policy.name}（{other.title}）重算 {count} 件已审批的处置单，视同该政策在申报时已经施行：{len(changed)} 件有变化。")
    for line in told.table(changed, other) if changed else ():
        typer.echo(line)


@contextmanager
def _reading() -> Iterator[Session]:
    """A session on disposal's database in which PostgreSQL itself refuses every change."""
    engine = engine_for(str(CommandSettings.load().database_url), pool=1, application="guanzi-command")
    try:
        with engine.connect().execution_options(postgresql_readonly=True) as connection, Session(connection) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def _refusals_in_one_sentence() -> Iterator[None]:
    try:
        yield
    except ServiceError as error:
        typer.echo(error.message, err=True)
        for fault in getattr(error, "faults", ()):
            typer.echo(f"  {fault.field}：{fault.message}", err=True)
        raise typer.Exit(1) from None
