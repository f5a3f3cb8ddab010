"""The dispatcher as a process: it starts, delivers, announces, drains; restarted in turn under load it repeats nothing."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from services.operations.processes import free_port
from services.operations.signing_keys import keep_signing_keys
from tests.deliveries.ours import KEY, Ours, publication
from tests.deliveries.platform import SECRET, SENDER, Theirs
from tests.faults.ledger.installation import ROOT, eventually

Start = Callable[[], "Process"]


class Process:
    """One dispatcher."""

    def __init__(self, environ: dict[str, str], log: Path) -> None:
        self._probes, self.log = f"127.0.0.1:{free_port()}", log
        own = {"GUANZI_GATEWAY_DISPATCHER_HTTP_ADDRESS": self._probes, "GUANZI_GATEWAY_GRPC_ADDRESS": f"127.0.0.1:{free_port()}"}
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", "services.gateway.dispatcher"], cwd=ROOT, env={**environ, **own}, stdout=output, stderr=output
            )
        eventually(self._is_ready, 60, lambda: log.read_text()[-3000:])

    def _is_ready(self) -> bool:
        assert self.popen.poll() is None, self.log.read_text()[-3000:]
        with suppress(OSError):
            return bool(urllib.request.urlopen(f"http://{self._probes}/readyz", timeout=2).status == 200)
        return False

    def stop(self) -> int:
        """SIGTERM, and the exit status."""
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(30)


@pytest.fixture
def start(ours: Ours, theirs: Theirs, tmp_path: Path) -> Iterator[Start]:
    made: list[Process] = []
    own = {
        "DATABASE_URL": ours.url, "AMQP_URL": "amqp://nobody@127.0.0.1:1/", "RUN_RELAY": "false", "DELIVERY_THREADS": "4",
        "WEBHOOK_KEYS": KEY,
        "IDENTITY_KEYS": str(keep_signing_keys(tmp_path / "keys")[1]),
    }  # fmt: skip
    environ = {**os.environ, **{f"GUANZI_GATEWAY_{name}": value for name, value in own.items()}}
    environ |= {"GUANZI_PLATFORM_URL": theirs.url, "GUANZI_PLATFORM_SECRET": SECRET.decode(), "GUANZI_PLATFORM_SENDER": SENDER}

    def begin() -> Process:
        made.append(Process(environ, tmp_path / f"dispatcher-{len(made)}.log"))
        return made[-1]

    yield begin
    for each in made:
        if each.popen.poll() is None:
            each.popen.kill()
            each.popen.wait()


def test_it_delivers_what_waits_and_ends_with_status_0(start: Start, ours: Ours, theirs: Theirs) -> None:
    wanted = publication("004011-1")
    ours.enqueue(wanted)
    process = start()
    eventually(ours.settled, 30, ours.rows)
    assert process.stop() == 0
    assert '"drained"' in process.log.read_text()
    assert theirs.keys() == [wanted.key]


def test_restarted_in_turn_under_load_they_lose_and_repeat_nothing(start: Start, ours: Ours, theirs: Theirs) -> None:
    theirs.behave("slow", seconds=0.05)
    running = [start(), start()]
    for turn in range(4):
        ours.enqueue(*[publication(f"004011-{n}", turn + 1, "publish" if turn == 0 else "change") for n in range(80)])
        running.append(start())
        assert running.pop(0).stop() == 0
    eventually(ours.settled, 60, ours.states)
    assert [process.stop() for process in running] == [0, 0]
    assert theirs.simulator.ledger.repeats == 0
    assert theirs.sequences() == {f"004011-{n}": [1, 2, 3, 4] for n in range(80)}
    assert {row.attempts for row in ours.rows()} == {1}
