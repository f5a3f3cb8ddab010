"""How a program of ours is started in the background, waited for and ended, with nothing left behind."""

import json
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

_PORTS = range(20000, 32000)  # below the kernel's ephemeral range, so that no outgoing connection takes one meanwhile


class NotStarted(RuntimeError):
    """A part did not come up; the text is one sentence for the person at the terminal."""


def free_port() -> int:
    """A TCP port nobody listens on at 127.0.0.1 just now."""
    for port in random.SystemRandom().sample(_PORTS, 200):
        if port_is_free(port):
            return port
    raise NotStarted("找不到空闲的本机端口 / no free port on 127.0.0.1")


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def kept_ports(path: Path, names: Iterable[str]) -> dict[str, int]:
    """A port per name: those of last time while all of them are free, else new ones, written down in `path`."""
    known: dict[str, int] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if set(known) != set(names) or not all(map(port_is_free, known.values())):
        known = {name: free_port() for name in names}
        private_file(path, json.dumps(known))
    return known


def spawn(command: Sequence[str], log: Path, *, environ: Mapping[str, str], folder: Path) -> "subprocess.Popen[bytes]":
    """Start a program in a session of its own (a Ctrl-C at the terminal is ours to pass on); its output goes to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command), env=dict(environ), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def guard(owner: int, pids: Iterable[int], signal_name: str) -> "subprocess.Popen[bytes]":
    """A tiny shell that ends `pids` once the process `owner` has vanished, even when that was killed with SIGKILL."""
    words = " ".join(map(str, pids))
    script = (
        f"alive() {{ for p in {words}; do kill -0 $p 2>/dev/null && return 0; done; return 1; }}; "
        f"while kill -0 {owner} 2>/dev/null && alive; do sleep 2; done; alive || exit 0; "
        f"kill -{signal_name} {words} 2>/dev/null; sleep 15; kill -KILL {words} 2>/dev/null"
    )
    return subprocess.Popen(
        ["/bin/sh", "-c", script], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )


def alive(pid: int) -> bool:
    """Whether a process with this id exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def end(process: "subprocess.Popen[bytes]", how: signal.Signals, patience: float = 30) -> None:
    """Ask with `how`, wait `patience` seconds, then kill; returns when it is gone."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(ready: Callable[[], bool], seconds: float, sentence: str, *, every: float = 0.1) -> None:
    """Poll `ready`; raises NotStarted with `sentence` when the time is up."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            raise NotStarted(sentence)
        time.sleep(every)


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for the sentence that says why something did not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""


def private_folder(path: Path) -> Path:
    """The folder, made when missing, readable by its owner only."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def private_file(path: Path, content: str) -> Path:
    """Write a file that only its owner reads, in one step: never half written, never readable in between."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    part.replace(path)
    return path


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in the file; made and kept there the first time."""
    if not path.exists():
        private_file(path, make())
    return path.read_text(encoding="utf-8")
