"""How one process of the list is started with its service's settings: `python -m services.operations.launcher FOLDER PROCESS`.

`run` becomes the process. `keep` starts it again when it dies, as a supervisor in production would, ends it when told
to or when the `guanzi` that started it has vanished, and gives up when it dies five times within a minute.
"""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

from services.operations.process_list import Process, process_named
from services.operations.processes import alive, end
from services.operations.settings_files import SettingsFiles

DRAIN_SECONDS = 30
FILES_KEEPERS = frozenset({"disposal", "labels"})


def environment(folder: Path, process: Process) -> dict[str, str]:
    """The process's environment: its service's settings file, what the environment adds to it, and nothing of another service's."""
    ours = {name: value for name, value in os.environ.items() if _meant_for(process.service, name)}
    return {**ours, **SettingsFiles(folder / "env").read(process.service)}


def _meant_for(service: str, name: str) -> bool:
    """Whether the service may see the variable; the keys of the store (`AWS_…`) are for those who keep files."""
    if name.startswith("AWS_"):
        return service in FILES_KEEPERS
    if name.startswith("GUANZI_"):
        return name.startswith(f"GUANZI_{service.upper()}_")
    return name not in {"DATABASE_URL", "AMQP_URL", "RABBITMQ_MANAGEMENT_URL"}


def run(folder: Path, name: str) -> None:
    """Become the process; never returns."""
    process = process_named(name)
    os.execve(sys.executable, [sys.executable, *process.command], environment(folder, process))  # noqa: S606  # the point of it


def keep(folder: Path, name: str, owner: int) -> int:
    """Run the process until told to end, again when it dies; returns the exit status."""
    process, deaths, told = process_named(name), deque[float](maxlen=5), list[int]()
    for signal_name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_name, lambda number, _frame: told.append(number))  # no lock: see chassis/termination.py
    while True:
        # in a session of its own, so that a signal to our group reaches it once, through us
        child = subprocess.Popen([sys.executable, *process.command], env=environment(folder, process), start_new_session=True)
        while child.poll() is None and not told and alive(owner):
            time.sleep(0.2)
        if child.poll() is None:
            end(child, signal.SIGTERM, DRAIN_SECONDS)
        if told or not alive(owner):
            return 0
        deaths.append(time.monotonic())
        if len(deaths) == deaths.maxlen and deaths[0] > time.monotonic() - 60:
            return child.returncode or 1
        print(f"{name} ended with status {child.returncode}; starting it again", file=sys.stderr, flush=True)
        time.sleep(1)


if __name__ == "__main__":
    raise SystemExit(keep(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
