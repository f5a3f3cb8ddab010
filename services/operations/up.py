"""How the whole stack runs in the foreground: servers, setup, processes, first data, and a file that says how to get in."""

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import IO

from services.contracts.roles import Role
from services.operations.accounts import BUREAU, REGION, SCHOOL, KnownAccount, account_of, import_organisations, keep_accounts
from services.operations.example.export import write
from services.operations.failures import Failed, told_to_end
from services.operations.foreground import Foreground
from services.operations.process_list import processes
from services.operations.processes import port_is_free, private_file
from services.operations.rest import Rest
from services.operations.servers import running_servers
from services.operations.settings import OperationsSettings
from services.operations.setup import SIMULATED, Installation, Servers, platform_of, set_up
from services.operations.units_known import await_units, units_registered

DEMO_CARDS = 2000
ANNOUNCEMENT = "up.json"


def run_stack(settings: OperationsSettings, then: Callable[[Servers, str], bool], output: IO[str] = sys.stdout) -> None:
    """Run everything; `then` gets the servers and the base URL once all is ready, and ends all by returning True.

    Returns when everything has ended; raises Failed where `then` failed or a process could not be kept running.
    """
    installation, platform = Installation(settings.folder.absolute()), platform_of(settings, otherwise=SIMULATED)
    with told_to_end(), running_servers(settings) as servers:
        if settings.port and not port_is_free(settings.port):
            raise Failed(f"GUANZI_PORT：端口 {settings.port} 已被占用 / the port is in use")
        set_up(installation, servers, settings.port, platform)
        os.environ.update(installation.files.everything())
        base_url = f"http://{installation.files.read('gateway')['GUANZI_GATEWAY_WEB_ADDRESS']}"
        running = processes(simulated=platform.simulated)
        stack = Foreground(installation.folder, running, lambda: then(servers, base_url), output)
        announcement = installation.folder / ANNOUNCEMENT
        announcement.unlink(missing_ok=True)  # of a run that was killed
        try:
            stack.loop()
        finally:
            announcement.unlink(missing_ok=True)
    if stack.failure is not None:
        raise stack.failure
    if stack.returncode not in (0, 130, 143, None):
        raise Failed(f"有进程反复退出，状态 {stack.returncode} / a process kept ending")


def up(settings: OperationsSettings) -> None:
    """Run until told to end; writes up.json (mode 0600) once everything is ready and in place."""
    announcement = settings.folder.absolute() / ANNOUNCEMENT

    def announce(servers: Servers, base_url: str, accounts: list[KnownAccount]) -> None:
        control = "" if settings.platform_url else f"http://{os.environ['GUANZI_NATIONAL_SIMULATOR_ADDRESS']}/control"
        told = {
            "base_url": base_url, "amqp_url": servers.amqp_url, "platform_control_url": control,
            "accounts": [asdict(each) for each in accounts],
        }
        private_file(announcement, json.dumps(told, ensure_ascii=False, indent=1))
        print(f"就绪：{base_url}，{len(accounts)} 个账号见 {announcement}；Ctrl-C 停止", flush=True)

    def then(servers: Servers, base_url: str) -> bool:
        announce(servers, base_url, fill(settings, base_url))
        if settings.data == "none":  # the units' posts get their accounts once somebody has imported the units
            while not units_registered((SCHOOL, BUREAU)):
                time.sleep(2)
            announce(servers, base_url, keep_accounts(settings.folder.absolute() / "accounts.json", with_units=True))
        return False

    run_stack(settings, then)


def fill(settings: OperationsSettings, base_url: str) -> list[KnownAccount]:
    """Accounts for every post and, unless DATA=none, the demo's organisations and cards; what is there already stays."""
    folder, demo = settings.folder.absolute(), settings.data == "demo"
    if demo:
        organisations()
    accounts = keep_accounts(folder / "accounts.json", with_units=demo)
    if demo:
        finance = account_of(accounts, Role.FINANCE_REVIEWER, REGION)
        clerk = Rest.signed_in(base_url, finance.account, finance.password)
        if not clerk.get("registry/assets", limit=1)["total"]:
            import_example(clerk, folder / "example.xlsx", DEMO_CARDS)
    return accounts


def organisations() -> None:
    """The demo's organisations, told to identity and heard of by the registry."""
    source = files("services.operations.example").joinpath("organisations.csv")
    import_organisations(Path(str(source)))
    await_units(len(source.read_text(encoding="utf-8-sig").splitlines()) - 1)


def import_example(clerk: Rest, file: Path, count: int) -> None:
    """Write an example export and import it as this clerk; raises Failed with the first fault where it is rejected."""
    write(file, count)
    record = clerk.imported(file, mode="commit")
    if record["state"] != "committed":
        raise Failed(f"样例导入未成功：{record['state']} {record['errors'][:1]}")
