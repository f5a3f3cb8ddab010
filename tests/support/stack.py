"""How a test run gets one whole installation: real processes of every service, shared by its workers, ended with the run.

The processes are those of `guanzi up`, each kept by its launcher, so that they end even when the run is killed.
"""

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from services.operations.foreground import await_ready
from services.operations.process_list import PROCESSES
from services.operations.processes import NotStarted, last_lines, spawn
from services.operations.settings_files import SettingsFiles
from services.operations.setup import Installation, Servers, set_up
from tests.support import vhosts
from tests.support.parts import Run

GENEROUS = {
    "GUANZI_GATEWAY_SIGN_IN_RATE": "100000/minute",
    "GUANZI_GATEWAY_SESSION_RATE": "100000/minute",
    "GUANZI_GATEWAY_ANONYMOUS_RATE": "100000/minute",
    "GUANZI_GATEWAY_IDENTITY_CACHE_SECONDS": "1",
}


@dataclass(frozen=True)
class Stack:
    """A running installation: its folder with settings and logs, and where the gateway listens."""

    folder: Path
    base_url: str

    @cached_property
    def files(self) -> SettingsFiles:
        return SettingsFiles(self.folder / "env")

    def database_url(self, service: str) -> str:
        return self.files.read(service)[f"GUANZI_{service.upper()}_DATABASE_URL"]


def running(run: Run) -> Stack:
    """The run's installation, started by the first who asks."""
    record, folder = run.folder / "stack.json", run.folder / "stack"
    with run.locked("stack"):
        if not record.exists():
            record.write_text(json.dumps(_started(run, folder)))
    part = json.loads(record.read_text())
    return Stack(folder, part["url"])


def _started(run: Run, folder: Path) -> Mapping[str, object]:
    broker = run.broker()
    vhost = vhosts.make(broker)
    set_up(Installation(folder), Servers(run.postgres().url, vhost.amqp_url, broker.management_url))
    files = SettingsFiles(folder / "env")
    files.write("gateway", {**files.read("gateway"), **GENEROUS})
    children = [start(folder, process.name, run.owner) for process in PROCESSES]
    try:
        await_ready(folder)
    except NotStarted as error:
        logs = "\n".join(f"--- {path.name}\n{last_lines(path)}" for path in sorted(folder.glob("*.log")))
        raise NotStarted(f"{error}\n{logs}") from None
    url = f"http://127.0.0.1:{files.read('gateway')['GUANZI_PORT']}"
    return {"url": url, "management_url": "", "pids": [child.pid for child in children], "ends_with": int(signal.SIGTERM)}


def start(folder: Path, name: str, owner: int) -> "subprocess.Popen[bytes]":
    """Start one process of the installation under its launcher."""
    command = [sys.executable, "-m", "services.operations.launcher", str(folder), name, str(owner)]
    return spawn(command, folder / f"{name}.log", environ=os.environ, folder=Path(__file__).parents[2])


def answers(url: str) -> bool:
    """Whether a GET gives 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 — our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
