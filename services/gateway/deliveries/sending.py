"""How one delivery is attempted over HTTP: signed, with a time limit, its answer read up to a limit and judged."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import uuid4

import httpx2

from services.gateway.deliveries.domain import signing
from services.gateway.deliveries.domain.answers import Answer, Receipt, judge
from services.gateway.deliveries.domain.delivery import Failure, Outcome
from services.gateway.deliveries.usecases.claiming import Claimed, Target

Clock = Callable[[], datetime]
MAX_ANSWER_BYTES = 64 * 1024
KEPT_CONNECTION_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes to a target for one delivery; with `receipt` only an answer that it accepts counts as received."""

    method: str
    url: str
    body: bytes
    secret: bytes
    receipt: Receipt | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Adapter(Protocol):
    """What one kind of target makes of a delivery."""

    def letter(self, target: Target, claimed: Claimed) -> Letter: ...


class Courier:
    """Carries deliveries to their targets; connections are kept and shared by the threads that call `attempt`."""

    def __init__(self, adapters: Mapping[str, Adapter], clock: Clock, *, seconds: float, connections: int) -> None:
        self._adapters, self._clock, self._seconds = adapters, clock, seconds
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=connections, keepalive_expiry=KEPT_CONNECTION_SECONDS)
        self._client = httpx2.Client(timeout=seconds, limits=limits, follow_redirects=False, trust_env=False)

    def knows(self, kind: str) -> bool:
        """Whether targets of this kind can be spoken to."""
        return kind in self._adapters

    def attempt(self, target: Target, claimed: Claimed) -> Outcome:
        """Send it once and judge the answer; within twice `seconds` whatever the target does."""
        letter = self._adapters[target.kind].letter(target, claimed)
        try:
            answer = self._exchange(letter, claimed.key)
        except httpx2.TimeoutException:
            return Failure(0, "no_answer", f"{self._seconds:g} 秒内没有应答")
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            return Failure(0, "unreachable", f"连接失败（{type(error).__name__}）")
        return judge(answer, self._clock(), letter.receipt)

    def close(self) -> None:
        """Close the kept connections."""
        self._client.close()

    def _exchange(self, letter: Letter, key: str) -> Answer:
        request = self._client.build_request(letter.method, letter.url, content=letter.body, headers=dict(letter.headers))
        path = request.url.raw_path.decode("ascii")
        signed = signing.headers(letter.secret, self._clock(), uuid4().hex, letter.method, path, letter.body)
        request.headers.update({signing.KEY: key, **signed})
        deadline = time.monotonic() + self._seconds
        response = self._client.send(request, stream=True)
        try:
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, _read(response, deadline))
        finally:
            response.close()


def _read(response: httpx2.Response, deadline: float) -> bytes:
    """The body up to `MAX_ANSWER_BYTES`; raises ReadTimeout where it trickles past the deadline."""
    body = b""
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            return body[:MAX_ANSWER_BYTES]
        if time.monotonic() > deadline:
            raise httpx2.ReadTimeout("the answer trickles")
    return body
