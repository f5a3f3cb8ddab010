"""Debian's ippeveprinter as an office printer, in network and process namespaces of its own, with the message bus it insists on.

It needs no rights beyond a user namespace; where the machine forbids that, or the program is missing, the test says so and fails.
"""

import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.labels.station import bridge

ROOT = Path(__file__).parents[3]
PORT = 8631
# The bus that libavahi asks for although nothing is announced; nobody else can reach it.
BUS = """<busconfig><type>system</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true"/><allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/>
<allow receive_type="signal"/></policy></busconfig>
"""
SCRIPT = """set -e
PATH=$PATH:/usr/sbin:/sbin
ip link set lo up
export DBUS_SYSTEM_BUS_ADDRESS=unix:path={folder}/bus
dbus-daemon --config-file={folder}/bus.conf --nofork --nopidfile &
while [ ! -S {folder}/bus ]; do sleep 0.05; done
{python} -m tests.labels.station.bridge {folder}/port {port} &
exec ippeveprinter -p {port} -d {folder}/spool -k -r off -f application/pdf -c {folder}/engine "Guanzi Office"
"""
# The printer's engine: it takes a moment, and gives up a page that says REFUSED.
ENGINE = """#!/bin/sh
sleep 0.3
! grep -q REFUSED "$1"
"""


@dataclass(frozen=True)
class OfficePrinter:
    folder: Path
    port: int

    @property
    def address(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    def printed(self) -> list[bytes]:
        """The pages that its engine took, in order."""
        jobs = sorted((self.folder / "spool").glob("*.pdf"), key=lambda path: int(path.name.partition("-")[0]))
        return [path.read_bytes() for path in jobs]

    def load(self, sheets: int) -> None:
        """Put so many sheets into its first tray and empty the others, as somebody at its web page would."""
        tray = f"size1=iso_a4_210x297mm&type1=stationery&level1={sheets}&size3=&type3=&level3=-2"
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/media?{tray}", timeout=5) as answer:
            answer.read()


@contextmanager
def office_printer(folder: Path) -> Iterator[OfficePrinter]:
    _require()
    (folder / "spool").mkdir(parents=True)
    (folder / "bus.conf").write_text(BUS.format(folder=folder))
    (folder / "engine").write_text(ENGINE)
    (folder / "engine").chmod(0o755)
    script = SCRIPT.format(folder=folder, python=sys.executable, port=PORT)
    apart = ["unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "sh", "-c", script]
    with (folder / "printer.log").open("wb") as log:
        process = subprocess.Popen(apart, cwd=ROOT, stdout=log, stderr=log)
    try:
        with bridge.outside(folder / "port") as port:
            _await(folder, port, process)
            yield OfficePrinter(folder, port)
    finally:
        process.send_signal(signal.SIGKILL)  # whatever runs in the namespace ends with it
        process.wait()


def _require() -> None:
    where = "/usr/sbin:/usr/bin:/sbin:/bin"
    missing = [name for name in ("ippeveprinter", "dbus-daemon", "unshare", "ip") if shutil.which(name, path=where) is None]
    if missing:
        pytest.fail(f"缺少 {'、'.join(missing)}：请执行 make test-tools / missing: run make test-tools", pytrace=False)
    trial = subprocess.run(["unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "true"], capture_output=True, check=False)
    if trial.returncode:
        pytest.fail(f"本机不允许用户命名空间，无法测试办公打印机 / user namespaces are forbidden: {trial.stderr.decode()}", pytrace=False)


def _await(folder: Path, port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 15
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as answer:
                answer.read()
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"ippeveprinter 未能启动 / did not start: {(folder / 'printer.log').read_text()}", pytrace=False)
            time.sleep(0.05)
        else:
            return
