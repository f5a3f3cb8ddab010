"""`guanzi up`: everything in the foreground, a file that says how to get in, a supervisor's duties, and nothing left behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from services.contracts.roles import TERMS
from services.operations.failures import Failed
from services.operations.rest import Rest
from services.operations.settings_files import SettingsFiles

ORGANISATIONS = Path(__file__).parents[2] / "services" / "operations" / "example" / "organisations.csv"


@dataclass
class Up:
    """A running `guanzi up` with DATA=none."""

    process: "subprocess.Popen[bytes]"
    folder: Path
    environ: dict[str, str]

    @property
    def told(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads((self.folder / "up.json").read_text())
        return answer

    def guanzi(self, *arguments: str) -> str:
        return subprocess.run(GUANZI + list(arguments), env=self.environ, check=True, capture_output=True, text=True, timeout=60).stdout


GUANZI = [sys.executable, "-c", "from services.operations.cli import main; main()"]


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.3)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    folder = tmp_path_factory.mktemp("up") / "var"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GUANZI_")}
    environ = {**clean, "GUANZI_VAR": str(folder), "DATA": "none", "GUANZI_PORT": str(free_port())}
    log = folder.with_name("log")
    with log.open("wb") as output:
        process = subprocess.Popen([*GUANZI, "up"], env=environ, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        assert eventually(lambda: (folder / "up.json").exists() or process.poll() is not None, 120), log.read_text()
        assert process.poll() is None, log.read_text()
        yield Up(process, folder, environ)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(90)


def test_it_says_how_to_get_in_to_its_owner_only(up):
    assert stat.S_IMODE((up.folder / "up.json").stat().st_mode) == 0o600
    assert up.told["base_url"] == f"http://127.0.0.1:{up.environ['GUANZI_PORT']}"
    assert up.told["amqp_url"].startswith("amqp://")
    assert {entry["at"] for entry in up.told["accounts"]} == {"310151", "31"}


def test_it_says_where_the_simulated_platform_takes_orders(up):
    with urllib.request.urlopen(up.told["platform_control_url"], timeout=5) as answer:  # noqa: S310  # our own address
        assert json.loads(answer.read())["orders"]["mode"] == "normal"


def test_every_account_it_names_signs_in_without_another_change_of_password(up):
    names = {terms.chinese for terms in TERMS.values()}
    for entry in up.told["accounts"]:
        assert entry["post"] in names
        answer = Rest(up.told["base_url"]).post("sessions", {"account": entry["account"], "password": entry["password"]})
        assert answer["must_change_password"] is False


def test_no_password_reaches_a_log_or_an_output(up):
    secrets = [entry["password"] for entry in up.told["accounts"]]
    for file in (up.folder.with_name("log"), up.folder / "postgres" / "log", *(up.folder / "rabbitmq" / "log").iterdir()):
        assert not [secret for secret in secrets if secret in file.read_text(errors="replace")]


def test_a_second_one_on_the_same_folder_is_refused_in_one_sentence(up):
    answer = subprocess.run([*GUANZI, "up"], env=up.environ, check=False, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert "is in use by another guanzi" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert up.process.poll() is None
    assert (up.folder / "up.json").exists()


def test_a_port_in_use_is_one_sentence(up, tmp_path):
    environ = {**up.environ, "GUANZI_VAR": str(tmp_path / "other")}
    answer = subprocess.run([*GUANZI, "up"], env=environ, check=False, capture_output=True, text=True, timeout=60)
    assert answer.returncode == 1
    assert up.environ["GUANZI_PORT"] in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_process_that_is_killed_comes_back(up):
    port = int(SettingsFiles(up.folder / "env").read("identity")["GUANZI_IDENTITY_GRPC_ADDRESS"].rpartition(":")[2])
    victim = next(each for each in psutil.Process(up.process.pid).children(recursive=True) if listens(each, port))
    victim.kill()
    clerk = up.told["accounts"][0]

    def signs_in() -> bool:
        try:
            return bool(Rest.signed_in(up.told["base_url"], clerk["account"], clerk["password"]).token)
        except Failed:
            return False

    assert eventually(signs_in)


def test_units_imported_later_get_accounts_for_their_posts(up):
    up.guanzi("org", "import", str(ORGANISATIONS))
    assert eventually(lambda: len(up.told["accounts"]) == 15)
    assert {entry["at"] for entry in up.told["accounts"]} == {"310151", "31", "004011", "004001"}
    desks = {("单位经办岗", "004011"), ("单位审核岗", "004011"), ("资产管理行政主管部门岗", "310151"), ("省财政岗", "31")}
    assert desks <= {(entry["post"], entry["at"]) for entry in up.told["accounts"]}


def test_the_operators_commands_work_beside_it(up):
    assert "链完整" in up.guanzi("audit", "verify")
    assert up.guanzi("events", "parked").strip() == "没有搁置的消息。"


def test_sigterm_drains_and_leaves_nothing_behind(up):
    pids = [each.pid for each in psutil.Process(up.process.pid).children(recursive=True)]
    url = SettingsFiles(up.folder / "env").read("registry")["GUANZI_REGISTRY_DATABASE_URL"]
    psycopg.connect(url).close()
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(60) == 0
    assert eventually(lambda: not [pid for pid in pids if psutil.pid_exists(pid)], 5)  # a guard's `sleep 2` outlives its shell
    assert not [each for each in psutil.process_iter(["cmdline"]) if str(up.folder) in " ".join(each.info["cmdline"] or [])]
    assert not (up.folder / "up.json").exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def listens(process: psutil.Process, port: int) -> bool:
    return any(each.laddr.port == port for each in process.net_connections("tcp") if each.status == psutil.CONN_LISTEN)
