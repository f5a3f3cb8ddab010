"""How a station gets its broker user: a one-time code, sent once to the server; the answer is kept in a file only the station may read."""

import ipaddress
import json
import os
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from services.labels.station.failure import Ended, Exit

_FILE = "enrolment.json"
_PATH = "/api/v1/stations/enrol"
_TIMEOUT = 30
_LONGEST_ANSWER = 65536


@dataclass(frozen=True)
class Enrolment:
    """What the server answered: who the station is, and how it reaches the broker."""

    station_id: str
    name: str
    amqp_url: str
    queue: str
    exchange: str
    enrolment: int

    @property
    def subject(self) -> str:
        """The subject of its reports."""
        return f"{self.station_id}/{self.enrolment}"

    @property
    def user(self) -> str:
        """Its user at the broker."""
        return unquote(urlsplit(self.amqp_url).username or "")


def enrol(server: str, code: str, folder: Path) -> Enrolment:
    """Redeem the code and keep the answer below `folder`; raises Ended."""
    _require_safe(server)
    _require_writable(folder)  # before the code is used up
    enrolment = _read(_ask(f"{server.rstrip('/')}{_PATH}", code))
    _keep(folder, enrolment)
    return enrolment


def load(folder: Path) -> Enrolment:
    """The kept enrolment; raises Ended."""
    try:
        return _read(json.loads((folder / _FILE).read_bytes()))
    except FileNotFoundError:
        raise Ended(Exit.NOT_ENROLLED, f"{folder} 里还没有登记：请先执行 guanzi station enrol") from None
    except PermissionError:
        raise Ended(Exit.FILE_RIGHTS, f"没有权限读取 {folder / _FILE}：请用登记时的用户运行") from None
    except ValueError:
        raise Ended(Exit.DAMAGED, f"登记文件已损坏：{folder / _FILE}，请在网页上重新生成登记码并登记") from None


def _require_safe(server: str) -> None:
    parts = urlsplit(server)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Ended(Exit.NO_NETWORK, f"服务器地址应以 https:// 开头：{server}")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise Ended(Exit.NO_NETWORK, "登记码只能经 HTTPS 发送（本机 127.0.0.1 除外）")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        trial = folder / ".trial"
        trial.touch()
        trial.unlink()
    except OSError as error:
        raise Ended(Exit.FILE_RIGHTS, f"不能写入 {folder}：{error.strerror}") from None


def _ask(url: str, code: str) -> Any:
    body = json.dumps({"code": code}).encode()
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"}, method="POST")  # noqa: S310  # checked above
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return json.loads(answer.read(_LONGEST_ANSWER))
    except urllib.error.HTTPError as error:
        raise _refusal(error.code) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise Ended(Exit.NO_NETWORK, f"连不上服务器 {url}：{reason}") from None


def _refusal(status: int) -> Ended:
    if status == 429:
        return Ended(Exit.WRONG_CODE, "尝试过于频繁，请一分钟后再试")
    if 400 <= status < 500:
        return Ended(Exit.WRONG_CODE, "登记码不对、已用过或已过期：请在网页“打印站”上重新生成登记码")
    return Ended(Exit.NO_NETWORK, f"服务器暂时不能登记（{status}），请稍后再试")


def _read(answer: Any) -> Enrolment:
    """Raises ValueError for anything else than a whole enrolment."""
    values = {name: answer.get(name) for name in Enrolment.__annotations__} if isinstance(answer, dict) else {"enrolment": None}
    number = values.pop("enrolment")
    if not isinstance(number, int) or not all(isinstance(value, str) and value for value in values.values()):
        raise ValueError("fields are missing")
    return Enrolment(**values, enrolment=number)


def _keep(folder: Path, enrolment: Enrolment) -> None:
    unfinished = folder / f"{_FILE}.part"
    try:
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(enrolment), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(folder / _FILE)
    except OSError as error:
        raise Ended(Exit.FILE_RIGHTS, f"不能写入 {folder / _FILE}：{error.strerror}；登记码已用掉，请重新生成") from None
