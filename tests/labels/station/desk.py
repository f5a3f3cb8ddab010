"""The server's side, as these tests play it: it tells a station what to print and reads what that reports, with the real models."""

import json
import time
from base64 import b64encode
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pika

from services.chassis import topology
from services.chassis.broker_users import BrokerUsers
from services.chassis.event import CONTENT_TYPE, Event, parse
from services.chassis.topology import Rights
from services.contracts.events.labels import Piece, PiecesHandedOut, PrintsRecalled, StationConfigured
from services.contracts.events.payload import Payload
from services.contracts.events.station import ReportMade
from tests.support.vhosts import Vhost

HEARD = "desk"


class Desk:
    """One station's counterpart; `outcomes` has what was reported of each label, in order."""

    def __init__(self, vhost: Vhost, folder: Path) -> None:
        self.station_id = f"station-{uuid4().hex[:8]}"
        self.outcomes: dict[str, list[str]] = defaultdict(list)
        self.reasons: dict[str, str] = {}
        self.troubles: list[set[str]] = []
        self.session = self.hellos = self.version = self.told = 0
        self.reports: list[Event] = []
        self.on_report: Callable[[ReportMade], None] = lambda _report: None
        self._vhost, self._users = vhost, BrokerUsers(vhost.management_url, vhost.name)
        self._declare()
        self.rights = Rights(read=rf"^{self.station_id}\.inbox$", write=r"^station\.events$")
        self._users.put(self.station_id, "secret", self.rights)
        host = vhost.amqp_url.rpartition("@")[2]
        enrolment = {
            "station_id": self.station_id, "name": "一楼打印站", "amqp_url": f"amqp://{self.station_id}:secret@{host}",
            "queue": f"{self.station_id}.inbox", "exchange": "station.events", "enrolment": 1,
        }
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "enrolment.json").write_text(json.dumps(enrolment))

    def close(self) -> None:
        self._connection.close()
        self._users.delete(self.station_id)

    def connect(self) -> None:
        self._connection = pika.BlockingConnection(pika.URLParameters(self._vhost.amqp_url))
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()

    def tell(self, payload: Payload) -> None:
        self.told += 1
        event = Event(uuid4(), payload.TYPE, self.station_id, self.told, datetime.now(UTC), "labels", payload.data(), str(uuid4()))
        self._channel.basic_publish(
            "labels.snapshots", self.station_id, event.to_json().encode(), pika.BasicProperties(content_type=CONTENT_TYPE, delivery_mode=2),
            mandatory=True,
        )

    def configure(self, driver: Any, address: str) -> None:
        self.tell(StationConfigured(
            station_id=self.station_id, session=self.session, name="一楼打印站", driver=driver, address=address, dpi=203,
        ))

    def hand_out(self, names: Iterable[str], driver: Any = "zpl", session: int | None = None) -> None:
        pieces = tuple(
            Piece(print_ids=(name,), asset_nos=(name,), content=b64encode(label(name, driver)).decode()) for name in names
        )
        at = self.session if session is None else session
        self.tell(PiecesHandedOut(station_id=self.station_id, session=at, driver=driver, pieces=pieces))

    def recall(self, names: Iterable[str]) -> None:
        self.tell(PrintsRecalled(station_id=self.station_id, session=self.session, print_ids=tuple(names)))

    def greet(self, driver: str, address: str) -> None:
        """Wait for a hello and answer it."""
        before = self.hellos
        self.listen(lambda: self.hellos > before)
        self.configure(driver, address)

    def listen(self, until: Callable[[], bool], seconds: float = 15) -> None:
        """Take in reports until the condition holds."""
        deadline = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < deadline, (dict(self.outcomes), self.troubles[-3:])
            method, properties, body = self._channel.basic_get(HEARD, auto_ack=True)
            if method is None:
                self._connection.sleep(0.02)
            else:
                assert properties.user_id == self.station_id
                self._hear(parse(body))

    def is_said(self, outcome: str, names: Iterable[str]) -> bool:
        return all(self.outcomes[name][-1:] == [outcome] for name in names)

    def _hear(self, event: Event) -> None:
        """Reports come in one gapless order; the same one may come twice."""
        if event.version <= self.version:
            assert event in self.reports
            return
        assert event.version == self.version + 1
        assert event.subject == f"{self.station_id}/1"
        self.version = event.version
        self.reports.append(event)
        report = ReportMade.model_validate(event.data)
        if report.hello is not None:
            assert report.session == self.session + 1
            self.session, self.hellos = report.session, self.hellos + 1
        assert report.session == self.session
        if report.troubles is not None:
            self.troubles.append(set(report.troubles))
        for print_report in report.prints:
            self.outcomes[print_report.print_id].append(print_report.outcome)
            self.reasons[print_report.print_id] = print_report.reason
        self.on_report(report)

    def _declare(self) -> None:
        self.connect()
        self._channel.exchange_declare(topology.DEAD_LETTERS, "direct", durable=True)
        self._channel.exchange_declare("station.events", "topic", durable=True)
        self._channel.exchange_declare("labels.snapshots", "direct", durable=True)
        topology.declare_queue(self._channel, self.station_id, one_reader=True)
        self._channel.queue_bind(f"{self.station_id}.inbox", "labels.snapshots", self.station_id)
        self._channel.queue_declare(HEARD, durable=True, arguments={"x-queue-type": "quorum"})
        self._channel.queue_bind(HEARD, "station.events", "#")


def made(names: Iterable[str], driver: str = "zpl") -> list[bytes]:
    """What a printer has printed that was handed these labels."""
    return [label(name, driver).strip() for name in names]


def label(name: str, driver: str = "zpl") -> bytes:
    """A label that says its name, large enough to travel in several pieces."""
    filler = b"0123456789ABCDEF" * 200
    if driver == "zpl":
        return b"^XA^FO10,10^GFA,3200,3200,40," + filler + b"^FS^FO10,200^BCN,80,N^FD" + name.encode() + b"^FS^PQ1^XZ\n"
    if driver == "tspl":
        picture = b"SIZE 50 mm,30 mm\r\nCLS\r\nBITMAP 0,0,40,80,0," + filler
        return picture + b'\r\nBARCODE 10,200,"128",80,0,0,2,2,"' + name.encode() + b'"\r\nPRINT 1,1\r\n'
    return b"%PDF-1.4 " + name.encode()
