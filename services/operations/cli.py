"""Which commands an operator has: `guanzi COMMAND --help`. Each one's work is in a module of its own.

Every command reads the installation's settings files (`$GUANZI_VAR`, by default `var`), so that it may do what the
services may; `setup`, `up` and `demo` read an administrator's DATABASE_URL and AMQP_URL besides.
"""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import typer

from services.operations import audit, events, launcher, station, subscribers
from services.operations.example.export import write
from services.operations.failures import in_one_sentence, told_to_end
from services.operations.process_list import PROCESSES
from services.operations.servers import running_servers
from services.operations.settings import OperationsSettings
from services.operations.settings_files import SettingsFiles
from services.operations.setup import Installation, platform_of, set_up

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, help="管资：安装、运行与运维。")
COMMANDS_OF_SERVICES = ("services.identity.commands", "services.registry.commands", "services.disposal.commands")


@app.callback()
def settings_of_the_installation() -> None:
    """Give every command the settings of the installation, where the environment does not say otherwise."""
    for name, value in SettingsFiles(OperationsSettings.load().folder / "env").everything().items():
        if name not in ("GUANZI_PORT", "GUANZI_PLATFORM_URL", "GUANZI_PLATFORM_SECRET"):  # the last ones used are no wish for the next time
            os.environ.setdefault(name, value)


@app.command(help="建立数据库、角色、消息服务用户与拓扑、签名密钥和各服务的配置文件；重复执行不改变任何内容。")
def setup() -> None:
    """Make the installation, or complete it."""
    settings = OperationsSettings.load()
    platform = platform_of(settings)
    with told_to_end(), running_servers(settings) as servers:
        set_up(Installation(settings.folder.absolute()), servers, settings.port, platform, settings.layout)
    print(f"配置文件已就绪：{settings.folder / 'env'}")
    if not platform.url:
        print("没有设置 GUANZI_PLATFORM_URL：须报送全国平台的信息将一直等待，设置后重新执行 guanzi setup 并重启 gateway-dispatcher。")


@app.command(help="在前台运行整套系统：本机服务器、配置、全部进程；就绪后写 up.json。DATA=none 不带单位与卡片。")
def up() -> None:
    """Run everything in the foreground."""
    from services.operations.up import up as run_up  # noqa: PLC0415  # what only this command needs

    run_up(OperationsSettings.load())


@app.command(help="从零开始演示一遍，结束后不留任何进程和数据。")
def demo() -> None:
    """Tell the whole story once."""
    from services.operations.demo import demo as run_demo  # noqa: PLC0415

    run_demo(OperationsSettings.load())


@app.command(help="以其服务的配置运行一个进程：" + "、".join(process.name for process in PROCESSES))
def run(process: str) -> None:
    """Become one process of the list."""
    try:
        launcher.run(OperationsSettings.load().folder, process)
    except KeyError:
        raise typer.BadParameter(f"没有这个进程：{process}") from None


@app.command(help="生成财政版导出样例：COUNT 张卡片，写入 FILE.csv 或 FILE.xlsx。")
def example(count: int, file: Path) -> None:
    """Write an example export."""
    if file.suffix not in {".csv", ".xlsx"}:
        raise typer.BadParameter("文件名应以 .csv 或 .xlsx 结尾")
    totals = write(file, count)
    print(f"{totals.cards} 张卡片，原值 {totals.value_fen} 分，{len(totals.units)} 个单位：{file}")


def _mount() -> None:
    app.add_typer(events.app, name="events")
    app.add_typer(audit.app, name="audit")
    app.add_typer(subscribers.app, name="subscriber")
    app.add_typer(station.app)
    for name in COMMANDS_OF_SERVICES:
        if find_spec(name) is not None:
            app.add_typer(import_module(name).app)


def main() -> None:
    """The entry point of `guanzi`."""
    _mount()
    in_one_sentence(app)
