"""How all processes run together in the foreground: honcho starts and shows them, and something happens once they are ready."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from shlex import quote
from threading import Thread, Timer
from typing import IO

import honcho.manager
from honcho.printer import Printer

from services.operations.launcher import DRAIN_SECONDS
from services.operations.process_list import PROCESSES, Process
from services.operations.processes import NotStarted, wait_until
from services.operations.settings_files import SettingsFiles

READY_SECONDS = 120


class Foreground(honcho.manager.Manager):  # type: ignore[misc]  # honcho has no types
    """These processes; `then` runs in a thread once every one is ready, its failure ends all."""

    def __init__(self, folder: Path, running: Sequence[Process], then: Callable[[], bool], output: IO[str] = sys.stdout) -> None:
        honcho.manager.KILL_WAIT = DRAIN_SECONDS + 10  # its five seconds would cut a drain short
        super().__init__(Printer(output, colour=output.isatty(), prefix=True))
        self._then, self._folder, self._running = then, folder, running
        self.failure: BaseException | None = None
        for process in running:
            words = [sys.executable, "-m", "services.operations.launcher", str(folder), process.name, str(os.getpid())]
            self.add_process(process.name, "exec " + " ".join(map(quote, words)))

    def terminate(self) -> None:
        """Ask all to end; one that is being started just now is asked when it has."""
        if self._all_started():
            super().terminate()
        else:
            Timer(0.2, self.terminate).start()

    def _start(self) -> None:
        super()._start()
        Thread(target=self._after, name="then", daemon=True).start()

    def _after(self) -> None:
        try:
            await_ready(self._folder, lambda: self._terminating, self._running)
            done = not self._terminating and self._then()
        except BaseException as failure:  # noqa: BLE001  # the thread's end: the caller raises it again
            if not self._terminating:  # what breaks while all are ending is no failure
                self.failure, done = failure, True
            else:
                done = False
        if done and not self._terminating:
            self.returncode = 0 if self.failure is None else 1
            self.terminate()


def await_ready(folder: Path, given_up: Callable[[], bool] = lambda: False, running: Sequence[Process] = PROCESSES) -> None:
    """Wait until every process says it is ready; raises NotStarted with the names of those that do not."""
    files = SettingsFiles(folder / "env")
    waiting = {process.name: files.read(process.service)[process.probes] for process in running}

    def all_ready() -> bool:
        for name in [name for name, address in waiting.items() if _is_ready(address)]:
            del waiting[name]
        return not waiting or given_up()

    try:
        wait_until(all_ready, READY_SECONDS, "", every=0.3)
    except NotStarted:
        raise NotStarted(f"这些进程没有就绪：{'、'.join(waiting)} / not ready: {', '.join(waiting)}") from None


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
