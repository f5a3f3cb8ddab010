"""The load of a rolling restart: clerks who bring assets through the desks over REST, each command under a key, until it is answered."""

import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from threading import Event as Flag
from threading import Lock, Thread
from typing import Any, Self
from uuid import uuid4

import httpx2

from tests.support.people import People

API = "/api/v1"
ENTRIES = f"{API}/sharing/entries"
PATIENCE_SECONDS = 90
SEATS = {
    "handler": ("unit_handler", "004011"), "reviewer": ("unit_reviewer", "004011"), "authority": ("asset_authority", "310151"),
    "province": ("provincial_finance", "31"),
}  # fmt: skip
CARD = {
    "name": "闲置课桌", "class_code": "A05010201", "quantity": 1, "measure_unit": "张", "acquisition_method": "新购",
    "original_value_fen": 5_000, "net_value_fen": 5_000, "acquired_on": "2024-03-15", "state": "闲置",
}  # fmt: skip
LOCAL, NATIONAL, WITHDRAWN = "city", "nation", "withdrawn"
STEPS = {
    LOCAL: ["submitted", "published"],
    NATIONAL: ["submitted", "sent_to_authority", "agreed", "reported_to_centre"],
    WITHDRAWN: ["submitted", "published", "withdrawal_requested", "withdrawn"],
}
"""What an entry's history must be, besides what the platform answers."""


@dataclass
class Desks:
    """Clerks at work until `with` ends; `done` is what became of each entry by the answers they got, as (id, asset, way)."""

    url: str
    tokens: Mapping[str, str]
    clerks: int = 3
    pause: float = 0.05
    done: list[tuple[str, str, str]] = field(default_factory=list)
    repeated: int = 0
    faults: list[str] = field(default_factory=list)
    _stop: Flag = field(default_factory=Flag)
    _lock: Lock = field(default_factory=Lock)

    @classmethod
    def at(cls, url: str, people: People, mark: str) -> Self:
        """The four desks of one unit, signed in."""
        tokens = {}
        for desk, (role, place) in SEATS.items():
            with closing(people.client(people.account(f"{mark}-{desk}", role, place))) as client:
                tokens[desk] = client.headers["Authorization"]
        return cls(url, tokens)

    def __enter__(self) -> Self:
        self._threads = [Thread(target=self._work, args=(number,), name=f"clerk-{number}") for number in range(self.clerks)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int) -> None:
        ways: Sequence[str] = (LOCAL, NATIONAL, WITHDRAWN, NATIONAL)
        with httpx2.Client(base_url=self.url, timeout=20, trust_env=False) as client:
            while not self._stop.is_set():
                try:
                    done = self._entry(client, ways[number % len(ways)])
                except AssertionError as fault:
                    self.faults.append(str(fault))
                    return
                with self._lock:
                    self.done.append(done)
                number += 1

    def _entry(self, client: httpx2.Client, way: str) -> tuple[str, str, str]:
        card = self._insist(client, "handler", f"{API}/registry/assets", {"unit": "004011", "fields": CARD})
        scope = NATIONAL if way == NATIONAL else LOCAL
        asked = {"asset_nos": [card["asset_no"]], "mode": "transfer", "scope": scope, "contact": {"name": "李老师", "phone": "13812345678"}}
        [entry] = self._insist(client, "handler", ENTRIES, asked)
        one = f"{ENTRIES}/{entry['id']}"
        for desk in ("reviewer", "authority", "province") if way == NATIONAL else ("reviewer",):
            self._insist(client, desk, f"{one}/decisions", {"decision": "agree"})
        if way == WITHDRAWN:
            self._insist(client, "handler", f"{one}/withdrawal", {"reason": "另有用途"})
            self._insist(client, "reviewer", f"{one}/decisions", {"decision": "agree"})
        return entry["id"], card["asset_no"], way

    def _insist(self, client: httpx2.Client, desk: str, path: str, body: object) -> Any:
        """Ask under one key until there is an answer."""
        headers = {"Authorization": self.tokens[desk], "Idempotency-Key": str(uuid4())}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with suppress(httpx2.TransportError):
                answer = client.post(path, json=body, headers=headers)
                if answer.status_code < 500:
                    time.sleep(self.pause)  # so that two cores have time for the processes that start beside it
                    assert answer.status_code in (200, 201), (path, answer.status_code, answer.text)
                    return answer.json()
            self.repeated += 1
            time.sleep(0.1)
        raise AssertionError(f"no answer: {path}")
