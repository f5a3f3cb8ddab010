"""How a clerk's program speaks to the REST API: sign in, send a file and wait, ask and change; nothing but the standard library."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from services.operations.failures import Failed

DONE = frozenset({"checked", "committed", "rejected", "failed"})


@dataclass(slots=True)
class Rest:
    """One signed-in conversation with the API at `base_url`."""

    base_url: str
    token: str = field(default="", repr=False)

    @classmethod
    def signed_in(cls, base_url: str, account: str, password: str) -> "Rest":
        """Sign in; raises Failed with the API's own sentence when refused."""
        conversation = cls(base_url)
        conversation.token = conversation.post("sessions", {"account": account, "password": password})["token"]
        return conversation

    def get(self, path: str, **query: Any) -> Any:
        """The decoded answer to GET /api/v1/`path`."""
        return self._send("GET", f"{path}?{urllib.parse.urlencode(query)}" if query else path)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """POST JSON once, with a fresh idempotency key."""
        return self._send("POST", path, json.dumps(body).encode(), "application/json")

    def refused(self, path: str, body: dict[str, Any]) -> str:
        """POST what the API must refuse; answers its code and sentence, raises Failed where it does not refuse."""
        try:
            self.post(path, body)
        except Failed as refusal:
            return str(refusal).partition(": ")[2].partition(" ")[2]
        raise Failed(f"{path}: 本应拒绝，却已受理")

    def post_file(self, path: str, file: Path, **form: str) -> Any:
        """POST a file and form fields as multipart/form-data."""
        boundary = uuid4().hex
        opening = f"--{boundary}\r\nContent-Disposition: form-data; name="
        fields = "".join(f'{opening}"{name}"\r\n\r\n{value}\r\n' for name, value in form.items())
        head = f'{fields}{opening}"file"; filename="{file.name}"\r\n\r\n'
        body = b"".join([head.encode(), file.read_bytes(), f"\r\n--{boundary}--\r\n".encode()])
        return self._send("POST", path, body, f"multipart/form-data; boundary={boundary}")

    def download(self, path: str, into: Path) -> Path:
        """GET a file of any kind into a file here."""
        request = urllib.request.Request(f"{self.base_url}/api/v1/{path}", headers={"Authorization": f"Bearer {self.token}"})  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                into.write_bytes(answer.read())
        except urllib.error.HTTPError as error:
            raise Failed(f"GET {path}: {error.code} {_sentence(error.read().decode('utf-8', 'replace'))}") from None
        return into

    def imported(self, file: Path, *, mode: str, accept: str = "all", seconds: float = 600) -> dict[str, Any]:
        """Send an export and wait until it is checked, committed or rejected; returns the import's record."""
        import_id = self.post_file("registry/imports", file, mode=mode, accept=accept)["import_id"]
        deadline = time.monotonic() + seconds
        while True:
            record: dict[str, Any] = self.get(f"registry/imports/{import_id}")
            if record["state"] in DONE:
                return record
            if time.monotonic() > deadline:
                raise Failed(f"导入在 {seconds:.0f} 秒内没有完成：{record['state']}")
            time.sleep(0.2)

    def _send(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Any:
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        if body is not None:
            headers |= {"Content-Type": content_type, "Idempotency-Key": str(uuid4())}
        request = urllib.request.Request(f"{self.base_url}/api/v1/{path}", body, headers, method=method)  # noqa: S310  # our own address
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            problem = error.read().decode("utf-8", "replace")
            raise Failed(f"{method} {path.partition('?')[0]}: {error.code} {_sentence(problem)}") from None


def _sentence(problem: str) -> str:
    try:
        decoded = json.loads(problem)
        return f"{decoded.get('code', '')} {decoded.get('detail', '')}"
    except (ValueError, AttributeError):
        return problem[:200]
