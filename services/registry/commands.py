"""Which commands an operator has for the registry: `guanzi class-codes import FILE`, on the registry's database directly."""

import getpass
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from services.chassis.actor import Actor, Call, Post
from services.chassis.database import engine_for, sessions_of
from services.chassis.errors import ServiceError
from services.registry.domain.class_codes import read_list
from services.registry.settings import CommandSettings
from services.registry.usecases.class_codes import import_class_codes

app = typer.Typer()
class_codes = typer.Typer(no_args_is_help=True, help="资产分类代码。")
app.add_typer(class_codes, name="class-codes")


@class_codes.callback()
def _group() -> None:
    """资产分类代码（GB/T 14885-2022）。"""


@class_codes.command("import")
def import_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]) -> None:
    """按 CSV 文件（列 code、name）更换整个分类表；缺少已用代码时不更换。"""
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            names = read_list(source)
        typer.echo(f"已更换分类表：{_import(names)} 个代码。")
    except (ValueError, ServiceError) as error:
        typer.echo(f"{error.message}{error.remedy}" if isinstance(error, ServiceError) else str(error), err=True)
        raise typer.Exit(1) from None


def _import(names: Mapping[str, str]) -> int:
    operator = Actor(f"operator:{getpass.getuser()}", "运维", (Post("system_administrator", "", ""),))
    engine = engine_for(str(CommandSettings.load().database_url), pool=1, application="guanzi-command")
    try:
        with sessions_of(engine).begin() as session:
            return import_class_codes(session, Call(operator, datetime.now(UTC), str(uuid4())), names)
    finally:
        engine.dispose()
