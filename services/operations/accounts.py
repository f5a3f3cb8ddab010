"""Which accounts a fresh installation gets, one for each post, with random passwords: through identity's own commands."""

import contextlib
import io
import json
import secrets
import sys
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import typer

from services.contracts.roles import TERMS, Role
from services.operations.failures import Failed
from services.operations.processes import private_file

SCHOOL, BUREAU, REGION, PROVINCE = "004011", "004001", "310151", "31"
_UNIT = (Role.UNIT_HANDLER, Role.UNIT_REVIEWER, Role.ASSET_ADMINISTRATOR)
_REGION = (
    Role.FINANCE_REVIEWER, Role.COUNTY_APPROVER, Role.ASSET_AUTHORITY, Role.AUDITOR,
    Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR,
)
OF_REGIONS = (*((REGION, role) for role in _REGION), (PROVINCE, Role.PROVINCIAL_FINANCE))
OF_UNITS = (*((SCHOOL, role) for role in _UNIT), *((BUREAU, role) for role in (*_UNIT, Role.DEPARTMENT_REVIEWER)))


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account whose password is known here: 城桥中学's, its department's or the region's; `post` is the Chinese name."""

    account: str
    password: str
    post: str
    at: str


def keep_accounts(path: Path, *, with_units: bool) -> list[KnownAccount]:
    """The accounts in the file, and those that are missing there: created now, their passwords already changed."""
    known = {each.account: each for each in _read(path)}
    for at, role in (*OF_REGIONS, *(OF_UNITS if with_units else ())):
        name = f"{at}-{role.value.replace('_', '-')}"
        if name not in known:
            known[name] = _create(name, role, at)
            private_file(path, json.dumps([asdict(each) for each in known.values()], ensure_ascii=False))
    return list(known.values())


def account_of(accounts: list[KnownAccount], role: Role, at: str) -> KnownAccount:
    """The account that holds this post there."""
    return next(each for each in accounts if (each.post, each.at) == (TERMS[role].chinese, at))


def import_organisations(file: Path) -> None:
    """`guanzi org import FILE`; the same file again changes nothing."""
    run_identity(["org", "import", str(file)])


def run_identity(arguments: list[str], answer: str = "") -> str:
    """Run one of identity's commands here, `answer` on its standard input; returns what it printed, raises Failed where it refuses."""
    command = typer.main.get_command(import_module("services.identity.commands").app)
    printed, before = io.StringIO(), sys.stdin
    sys.stdin = io.StringIO(f"{answer}\n")
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            status = command.main(arguments, prog_name="guanzi", standalone_mode=False)
    except SystemExit as end:
        status = end.code
    finally:
        sys.stdin = before
    if status not in (None, 0):
        raise Failed(f"guanzi {' '.join(arguments[:2])}: {status} {printed.getvalue().strip()}")
    return printed.getvalue()


def _create(name: str, role: Role, at: str) -> KnownAccount:
    password, post = f"{secrets.token_urlsafe(15)}-Zh7", TERMS[role].chinese
    options = ["--account", name, "--name", post, "--at", at, "--post", post, "--password-stdin", "--no-change"]
    run_identity(["account", "create", *options], password)
    return KnownAccount(name, password, post, at)


def _read(path: Path) -> list[KnownAccount]:
    return [KnownAccount(**each) for each in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []
