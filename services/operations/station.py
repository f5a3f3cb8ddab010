"""How the print station's program is called on a machine with the whole product: `guanzi station`; elsewhere it is guanzi-station.pyz."""

import sys

import typer

app = typer.Typer()
_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


@app.command(context_settings=_PASSED_ON)
def station(context: typer.Context) -> None:
    """打印站：enrol 登记、run 运行、look 查看打印机。"""
    from services.labels.station.command import main  # noqa: PLC0415  # what only this command needs

    sys.exit(main(context.args, "guanzi station"))
