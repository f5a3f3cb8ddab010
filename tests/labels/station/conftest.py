"""A station's program as a process, the simulated printer beside it, and the desk it talks with."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.labels.simulator import LabelPrinter
from tests.labels.station.desk import Desk
from tests.support.vhosts import Vhost

ROOT = Path(__file__).parents[3]


class Program:
    """`guanzi-station run` in a folder; killed and started at will."""

    def __init__(self, folder: Path, window: int = 1) -> None:
        self.folder, self.window = folder, window
        self.log = folder.parent / f"{folder.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Program":
        command = [sys.executable, "-m", "services.labels.station", "run", "--folder", str(self.folder), "--window", str(self.window)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, stderr=log, stdout=log)
        return self

    def end(self, how: signal.Signals = signal.SIGTERM, seconds: float = 20) -> int:
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(seconds)

    def kill(self) -> None:
        self.end(signal.SIGKILL)

    def end_if_alive(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture
def printer() -> Iterator[LabelPrinter]:
    with LabelPrinter("zpl") as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "station"


@pytest.fixture
def desk(vhost: Vhost, folder: Path) -> Iterator[Desk]:
    made = Desk(vhost, folder)
    yield made
    made.close()


@pytest.fixture
def program(folder: Path) -> Iterator[Program]:
    made = Program(folder)
    yield made
    made.end_if_alive()


@pytest.fixture
def ready(desk: Desk, program: Program, printer: LabelPrinter) -> Desk:
    """A station that runs, is configured for the simulated printer and finds it well."""
    program.start()
    desk.greet("zpl", printer.address)
    desk.listen(lambda: set() in desk.troubles)
    return desk


Names = Callable[[int], list[str]]


@pytest.fixture
def names() -> Names:
    """`names(3)` are three asset numbers never given before in the test."""
    given = iter(range(1, 100_000))
    return lambda count: [f"ZC{next(given):06d}" for _ in range(count)]
