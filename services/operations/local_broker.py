"""How a private RabbitMQ runs on this machine: Debian's programs, our own node, ports, data folder, cookie and epmd.

Everything listens on 127.0.0.1 only, and nothing of a RabbitMQ that runs here already is touched or needed. There is
no guest: the one administrator has a random password, kept in the folder.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

from services.operations.processes import (
    NotStarted,
    end,
    guard,
    kept_ports,
    kept_secret,
    last_lines,
    private_file,
    private_folder,
    spawn,
    wait_until,
)

_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_ADMINISTRATOR = "guanzi-admin"
_VHOST = "guanzi"
_CONFIGURATION = """\
listeners.tcp.default = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {management}
default_vhost = {vhost}
default_user = {user}
default_pass = {password}
default_user_tags.administrator = true
default_permissions.configure = .*
default_permissions.read = .*
default_permissions.write = .*
log.console = false
log.file.level = warning
raft.wal_max_size_bytes = 67108864
"""


class LocalBroker:
    """One private RabbitMQ with its data below `folder`; `owner` is the process whose end also ends it."""

    def __init__(self, folder: Path, *, owner: int | None = None) -> None:
        self.folder = folder.absolute()
        self.log = self.folder / "console.log"
        self.owner = owner
        self.ports: dict[str, int] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def _credentials(self) -> str:
        return f"{_ADMINISTRATOR}:{quote((self.folder / 'password').read_text(encoding='utf-8'))}"

    @property
    def url(self) -> str:
        """The administrator's connection string, AMQP."""
        return f"amqp://{self._credentials}@127.0.0.1:{self.ports['amqp']}/{_VHOST}"

    @property
    def management_url(self) -> str:
        """The management interface with the administrator's name and password in it."""
        return f"http://{self._credentials}@127.0.0.1:{self.ports['management']}"

    @property
    def pid(self) -> int:
        """The process id of the Erlang machine itself."""
        if self._process is None:
            raise NotStarted("RabbitMQ 没有运行 / RabbitMQ is not running")
        return self._process.pid

    @property
    def pids(self) -> tuple[int, ...]:
        """Every process to end: the Erlang machine first, then its port mapper."""
        return (self.pid, self._epmd.pid) if self._epmd is not None else (self.pid,)

    def start(self, seconds: float = 90) -> None:
        """Start and wait until AMQP and management answer; after `kill` it comes back on the same ports with the same data."""
        _require_installed()
        private_folder(self.folder)
        if self._epmd is None:
            self.ports = kept_ports(self.folder / "ports", ("amqp", "management", "distribution", "epmd"))
        environ = self._environ()
        if self._epmd is None:
            epmd = ["epmd", "-address", "127.0.0.1", "-port", str(self.ports["epmd"]), "-relaxed_command_check"]
            self._epmd = spawn(epmd, self.log, environ=environ, folder=self.folder)
        wait_until(lambda: _listens(self.ports["epmd"]), 10, "RabbitMQ 的 epmd 未能启动 / epmd did not start")
        self._process = spawn([str(_SERVER)], self.log, environ=environ, folder=self.folder)
        if self.owner is not None:
            self._guard = guard(self.owner, self.pids, "TERM")
        try:
            wait_until(self._answers, seconds, f"RabbitMQ 未能启动 / RabbitMQ did not start, see {self.log}", every=0.25)
        except NotStarted as error:
            self.stop()
            raise NotStarted(f"{error}\n{last_lines(self.log)}") from None

    def stop(self) -> None:
        """Let it close its queues and end; its epmd too."""
        if self._process is not None:
            end(self._process, signal.SIGTERM)
            self._process = None
        if self._epmd is not None:
            end(self._epmd, signal.SIGTERM, 5)
            self._epmd = None
        self._end_guard()

    def kill(self) -> None:
        """SIGKILL to the Erlang machine, as a crash would; `start` recovers from its files.

        RabbitMQ 3.10 writes down the directory of its quorum queues half a second after a declaration: a queue younger
        than that is lost in a crash, although its declaration was answered.
        """
        os.kill(self.pid, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        self._process = None
        self._end_guard()

    def _end_guard(self) -> None:
        if self._guard is not None:
            end(self._guard, signal.SIGTERM)
            self._guard = None

    def _environ(self) -> dict[str, str]:
        folder = self.folder
        password = kept_secret(folder / "password", lambda: secrets.token_urlsafe(24))
        cookie = folder / "home" / ".erlang.cookie"
        private_folder(cookie.parent)
        kept_secret(cookie, _random_cookie)
        cookie.chmod(0o400)
        settings = _CONFIGURATION.format(user=_ADMINISTRATOR, password=password, vhost=_VHOST, **self.ports)
        private_file(folder / "rabbitmq.conf", settings)
        private_file(folder / "enabled_plugins", "[rabbitmq_management].\n")
        return {
            "PATH": f"{os.environ.get('PATH', os.defpath)}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(cookie.parent),
            "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": str(self.ports["epmd"]),
            "RABBITMQ_NODENAME": "guanzi@localhost", "RABBITMQ_DIST_PORT": str(self.ports["distribution"]),
            "RABBITMQ_CONF_ENV_FILE": "/dev/null", "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"), "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"), "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"), "RABBITMQ_PLUGINS_EXPAND_DIR": str(folder / "expand"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RUNNING_UNDER_SYSTEMD": "true",  # the start script then becomes the server instead of waiting for it: one pid to signal
        }

    def _answers(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            raise NotStarted(f"RabbitMQ 未能启动 / RabbitMQ did not start, see {self.log}")
        return _greets(self.ports["amqp"]) and _administrator_known(f"http://127.0.0.1:{self.ports['management']}", self._credentials)


def _require_installed() -> None:
    if not _SERVER.exists() or shutil.which("epmd") is None:
        raise NotStarted(
            "缺少 RabbitMQ：请执行 apt-get install rabbitmq-server，或以 AMQP_URL 指定现有服务器 / "
            "RabbitMQ is missing: apt-get install rabbitmq-server, or set AMQP_URL"
        )


def _random_cookie() -> str:
    return secrets.token_hex(20).upper()


def _listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def _greets(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
            client.sendall(b"AMQP\x00\x00\x09\x01")
            return client.recv(1) == b"\x01"
    except OSError:
        return False


def _administrator_known(base: str, credentials: str) -> bool:
    request = urllib.request.Request(f"{base}/api/whoami", headers={"Authorization": "Basic " + b64encode(credentials.encode()).decode()})  # noqa: S310 — our own loopback address
    try:
        with urllib.request.urlopen(request, timeout=2) as answer:  # noqa: S310
            return bool(json.load(answer)["name"] == _ADMINISTRATOR)
    except (OSError, urllib.error.URLError, ValueError):
        return False
