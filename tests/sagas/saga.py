"""A disposal from its draft to the closed file over REST, step by step; at the steps named, processes are killed meanwhile.

Whatever a blow leaves unanswered is asked again under the same Idempotency-Key, as a clerk's program has to.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import cycle
from random import Random
from typing import Any
from uuid import uuid4

import httpx2

from tests.disposal.materials.samples import pdf
from tests.faults.ledger.installation import eventually
from tests.sagas.killable import PATIENCE, Killable
from tests.sagas.offices import REGION, SEATS, Offices
from tests.sagas.plans import Plan

API = "/api/v1"
CASES = f"{API}/disposal/cases"
STEPS = (
    "draft", "papers", "file", "department_review", "finance_approval", "begin", "execution_papers", "finish", "reply", "book", "close",
)  # fmt: skip
"""Where a saga may be crashed."""
WORKERS = ("disposal-worker", "registry-worker")
FOLLOWED = ("file", "reply")
"""What the other services follow up: there all three are killed."""
SLOWEST_BLOW = 0.4
"""Seconds into a step; most commands have been answered by then, so that some blows come between two steps."""


@dataclass
class Saga:
    """One case under way."""

    plan: Plan
    killable: Killable
    offices: Offices
    chance: Random
    crashed: frozenset[str] = frozenset()
    asset_no: str = ""
    case: dict[str, Any] = field(default_factory=dict)
    blows: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._turn = cycle(self.chance.sample(WORKERS, len(WORKERS)))

    @property
    def id(self) -> str:
        return str(self.case["id"])

    def go(self) -> None:
        """All of it."""
        card = {"unit": self.plan.unit, "fields": {**self.plan.card}}
        self.asset_no = insisted(keyed(self.clerk, f"{API}/registry/assets", card))["asset_no"]
        self.case = self._say("draft", self.clerk, CASES, self.plan.draft(self.asset_no))
        self._upload("papers", "filing")
        self.case = self._say("file", self.clerk, f"{CASES}/{self.id}/filing", {})
        while self.case["state"] in SEATS:
            step = self.case["state"]
            self.case = self._say(step, self.offices.desk(step), f"{CASES}/{self.id}/decisions", {"decision": "agree", "reason": "同意"})
        let_the_notice_run_out(self.killable, self.id)
        self._act("begin", self.clerk, "begin_execution")
        self._upload("execution_papers", "execution")
        learned = {"changed": {"facts": {"circumstances": self.plan.learned}}} if self.plan.learned else {}
        self._act("finish", self.clerk, "finish_execution", on=beijing_today(), **learned)
        self._act("reply", self._finance, "reply")
        eventually(lambda: self.look()["state"] == "settled", PATIENCE, self.killable.story)
        if self.plan.income:
            self._account_for(*self.plan.income)
        self._act("book", self.clerk, "book", booking_no="记-2026-11-001")
        self._act("close", self._finance, "close")

    def look(self) -> Any:
        """The case as it is now."""
        return insisted(lambda: self.clerk.get(f"{CASES}/{self.id}"))

    def _account_for(self, kind: str, gross_fen: int) -> None:
        """Income, and its way to the treasury."""
        told = {"kind": kind, "gross_fen": gross_fen, "received_on": beijing_today()}
        income = insisted(keyed(self.clerk, f"{CASES}/{self.id}/income", told))
        assert income["treasury_fen"] == gross_fen
        paid = {"receipt_no": f"缴-{uuid4().hex[:8]}", "amount_fen": gross_fen, "remitted_on": beijing_today()}
        assert insisted(keyed(self.clerk, f"{API}/disposal/income/{income['id']}/remittances", paid))["state"] == "remitted"

    @property
    def clerk(self) -> httpx2.Client:
        return self.offices.handler(self.plan.unit)

    @property
    def _finance(self) -> httpx2.Client:
        return self.offices.at("finance_reviewer", REGION)

    def _act(self, step: str, who: httpx2.Client, action: str, **more: Any) -> None:
        self.case = self._say(step, who, f"{CASES}/{self.id}/actions", {"action": action, **more})

    def _say(self, step: str, who: httpx2.Client, path: str, body: dict[str, Any]) -> Any:
        """One command; where the step is crashed, repeated afterwards under its key, with the same answer."""
        send = keyed(who, path, body)
        self._strike(step, send)
        answer = insisted(send)
        if step in self.crashed:
            assert insisted(send) == answer, step
        return answer

    def _upload(self, step: str, stage: str) -> None:
        lines = insisted(lambda: self.clerk.get(f"{CASES}/{self.id}/materials"))["lines"]
        codes = [line["code"] for line in lines if line["stage"] == stage]
        contents = {code: pdf(f"{code} {self.id}") for code in codes}

        def send(code: str) -> httpx2.Response:
            file = {"file": (f"{code.replace('/', '-')}.pdf", contents[code], "application/pdf")}
            return self.clerk.post(f"{CASES}/{self.id}/materials", data={"code": code}, files=file)

        if codes:
            self._strike(step, partial(send, codes[0]))
        for code in codes:
            insisted(partial(send, code))

    def _strike(self, step: str, send: Callable[[], httpx2.Response]) -> None:
        """Kill the server and a worker, or both, in turn while the command is under way, or just after."""
        if step not in self.crashed:
            return
        victims = ("disposal-server", *(WORKERS if step in FOLLOWED else (next(self._turn),)))
        after = self.chance.uniform(0, SLOWEST_BLOW)
        with self.killable.killed_meanwhile(after, *victims), suppress(httpx2.TransportError):
            status = send().status_code
            self.blows.append(f"{step}: {', '.join(victims)} after {after * 1000:.0f} ms; answered {status}")


def keyed(who: httpx2.Client, path: str, body: dict[str, Any]) -> Callable[[], httpx2.Response]:
    """A command under a key of its own, that may be sent again and again."""
    key = {"Idempotency-Key": str(uuid4())}
    return lambda: who.post(path, json=body, headers=key)


def insisted(send: Callable[[], httpx2.Response]) -> Any:
    """The answer, as soon as there is one; a refusal is a fault of the saga."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(httpx2.TransportError):
            answer = send()
            if answer.status_code < 500:
                assert answer.is_success, answer.text
                return answer.json()
        assert time.monotonic() < deadline, "no answer"
        time.sleep(0.2)


def let_the_notice_run_out(killable: Killable, case_id: str) -> None:
    """Five working days pass: no test can wait for them, so the notice is moved into the past, and nothing else."""
    moved = """UPDATE "case" SET notice_from = notice_from - 30, notice_through = notice_through - 30 WHERE id = %s"""
    killable.rows("disposal", moved, case_id)


def beijing_today() -> str:
    """Today's date in Beijing."""
    return (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
