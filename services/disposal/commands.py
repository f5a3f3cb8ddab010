"""Which commands disposal has: `guanzi disposal verify BUNDLE` reads a bundle alone, neither database nor broker nor settings."""

from pathlib import Path
from typing import Annotated

import typer

from services.disposal.proof.verify import said
from services.disposal.proof.verify import verify as verify_bundle

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
