"""A print station as the broker sees it: enrolled with its code, its own user, one queue to read, one exchange to report to."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pika

from services.chassis.event import CONTENT_TYPE, Event
from services.chassis.rpc.client import Origin, ask
from services.contracts.events.station import Hello, PrintReport, ReportMade
from services.contracts.rpc.labels.v1 import stations_pb2
from tests.labels.press import Press

TYPE = "station.report.made.v1"


def eventually(found: Callable[[], Any], seconds: float = 20.0) -> Any:
    """What it answers once that is true; the test ends with what it answered last otherwise."""
    deadline = time.monotonic() + seconds
    while not (answer := found()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)
    return answer


def enrol(press: Press, code: str) -> Any:
    """What a station does with its code: no account, no token."""
    return ask(press.stations.Enrol, stations_pb2.EnrolRequest(code=code), Origin("", f"c-{uuid4()}"), 30)


class Remote:
    """A station that enrolled; `journal` counts its reports as its own file would."""

    def __init__(self, press: Press, code: str) -> None:
        self.press, self.enrolment = press, enrol(press, code)
        self.id = self.enrolment.station_id
        self.session = self.journal = 0
        self.hand: dict[str, str] = {}
        self.told: list[dict[str, Any]] = []
        self._waiting: list[bytes] = []
        self.connect()

    def connect(self) -> None:
        self.connection = pika.BlockingConnection(pika.URLParameters(self.enrolment.amqp_url))
        self.channel = self.connection.channel()
        self.channel.confirm_delivery()
        self.channel.basic_consume(self.enrolment.queue, self._heard)

    def publish(self, made: ReportMade, *, subject: str = "", version: int = 0, user: str = "") -> None:
        self.journal += 0 if version else 1
        event = Event(
            uuid4(), TYPE, subject or f"{self.id}/{self.enrolment.enrolment}", version or self.journal, datetime.now(UTC), self.id,
            made.data(), str(uuid4()),
        )  # fmt: skip
        properties = pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2, user_id=user or self.id)
        self.channel.basic_publish(self.enrolment.exchange, TYPE, event.to_json().encode(), properties, mandatory=True)

    def report(self, *prints: tuple[str, str], hello: bool = False, troubles: tuple[str, ...] | None = None) -> ReportMade:
        made = ReportMade(
            station_id=self.id, session=self.session, hello=Hello(software="remote 1") if hello else None,
            troubles=troubles,  # type: ignore[arg-type]
            prints=tuple(PrintReport(print_id=number, outcome=outcome) for number, outcome in prints),  # type: ignore[arg-type]
        )  # fmt: skip
        self.publish(made)
        return made

    def hello(self) -> None:
        """It starts; returns when labels has answered."""
        self.session, self.hand = self.session + 1, {}
        self.report(hello=True)
        eventually(lambda: self.reads() or any(self._is_answer(event) for event in self.told))

    def _is_answer(self, event: dict[str, Any]) -> bool:
        return bool(event["type"] == "labels.station.configured.v1" and event["data"]["session"] == self.session)

    def reads(self) -> int:
        """Take what lies in its queue; answers how many labels it then has in hand."""
        self.connection.process_data_events(0.02)
        while self._waiting:
            event = json.loads(self._waiting.pop(0))
            self.told.append(event)
            if event["data"]["session"] == self.session:
                self._obey(event["type"].split(".")[2], event["data"])
        return len(self.hand)

    def _heard(self, channel: Any, method: Any, _properties: Any, body: bytes) -> None:
        channel.basic_ack(method.delivery_tag)
        self._waiting.append(body)

    def _obey(self, fact: str, data: dict[str, Any]) -> None:
        if fact == "handed_out":
            for piece in data["pieces"]:
                self.hand.update(zip(piece["print_ids"], piece["asset_nos"], strict=True))
        elif fact == "recalled":
            back = [number for number in data["print_ids"] if self.hand.pop(number, None)]
            if back:
                self.report(*((number, "given_back") for number in back))

    def prints(self, count: int = 0) -> list[str]:
        """Print what is in hand, or so many of it; answers the asset numbers."""
        done = list(self.hand)[: count or None]
        numbers = [self.hand.pop(number) for number in done]
        if done:
            self.report(*((number, "sent") for number in done), *((number, "printed") for number in done))
        return numbers

    def close(self) -> None:
        if self.connection.is_open:
            self.connection.close()
