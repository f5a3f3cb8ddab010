"""Printing as its callers see it: a real registry and a real labels server; stations that read what labels tells them and report."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import tokens
from services.chassis.actor import Actor, Call, Post
from services.chassis.rpc.client import Origin, ask, channel
from services.chassis.rpc.server import NOBODY
from services.chassis.tables import outbox
from services.contracts.events.labels import Piece
from services.contracts.events.station import Hello, PrintReport, ReportMade
from services.contracts.rpc.labels.v1 import (
    jobs_pb2,
    jobs_pb2_grpc,
    rendering_pb2,
    stations_pb2,
    stations_pb2_grpc,
)
from services.labels.server.__main__ import register, serve_stations
from services.labels.server.stations import OPEN_METHODS
from services.labels.settings import LabelsSettings
from services.labels.usecases.enrolling import use_code
from services.labels.usecases.reporting import Report, take_reports
from services.registry.server.__main__ import register as register_registry
from tests.labels.desk import ADMINISTRATOR, SCHOOL, Desk
from tests.support.beside_registry import server

PRINTER: dict[str, Any] = {"driver": "zpl", "address": "127.0.0.1:9100", "dpi": 203, "rendering": "central"}
TEMPLATE = "60x40-qr"


@dataclass
class Press(Desk):
    """Jobs and stations beside what the desk offers."""

    @property
    def printing(self) -> jobs_pb2_grpc.PrintServiceStub:
        return jobs_pb2_grpc.PrintServiceStub(self.link)

    @property
    def stations(self) -> stations_pb2_grpc.StationServiceStub:
        return stations_pb2_grpc.StationServiceStub(self.link)

    def holding(self, posts: list[Post], account: str = "several-posts") -> Origin:
        """An account with these posts."""
        actor = Actor(account, "某某", tuple(posts), "s")
        claims = {**tokens.claims_of(actor), "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "exp": int(time.time()) + 3600}
        token = jwt.encode({"alg": tokens.ALGORITHM, "kid": "k"}, claims, self.key, algorithms=[tokens.ALGORITHM])
        return Origin(token, f"c-{uuid4()}")

    def cards(self, count: int, **fields: Any) -> list[str]:
        return [self.card(**fields) for _ in range(count)]

    def register(self, name: str = "一楼打印站", unit: str = SCHOOL, origin: Origin | None = None, **printer: Any) -> Any:
        request = stations_pb2.RegisterStationRequest(unit=unit, name=name, printer=stations_pb2.Printer(**(PRINTER | printer)))
        return ask(self.stations.RegisterStation, request, origin or self.who(ADMINISTRATOR, unit))

    def station(self, name: str = "一楼打印站", unit: str = SCHOOL, *, hello: bool = True, **printer: Any) -> "Scripted":
        """A station that is enrolled without a broker, and has said hello."""
        code = self.register(name, unit, **printer).enrolment_code
        with self.sessions.begin() as session:
            used = use_code(session, Call(NOBODY, datetime.now(UTC), "c"), code)
        assert used is not None
        made = Scripted(self, used[1].id)
        if hello:
            made.hello()
        return made

    def order(self, station: Any, asset_nos: list[str], origin: Origin | None = None, **more: Any) -> Any:
        return self.ordered(station, asset_nos, origin, **more).job

    def ordered(self, station: Any, asset_nos: list[str], origin: Origin | None = None, **more: Any) -> Any:
        selection = rendering_pb2.Selection(list=rendering_pb2.AssetNumbers(asset_nos=asset_nos))
        wanted: dict[str, Any] = {"template": TEMPLATE, "selection": selection} | more
        return ask(self.printing.OrderPrint, jobs_pb2.OrderPrintRequest(station_id=station.id, **wanted), origin or self.who(), 60)

    def job(self, job_id: str, origin: Origin | None = None) -> Any:
        return ask(self.printing.GetJob, jobs_pb2.GetJobRequest(job_id=job_id), origin or self.who()).job

    def steer(self, job_id: str, action: str, origin: Origin | None = None) -> Any:
        return ask(self.printing.SteerJob, jobs_pb2.SteerJobRequest(job_id=job_id, action=action), origin or self.who()).job

    def move(self, job_id: str, station: Any, origin: Origin | None = None) -> Any:
        request = jobs_pb2.MoveJobRequest(job_id=job_id, station_id=station.id)
        return ask(self.printing.MoveJob, request, origin or self.who()).job

    def prioritise(self, job_id: str, priority: int) -> Any:
        request = jobs_pb2.PrioritiseJobRequest(job_id=job_id, priority=priority)
        return ask(self.printing.PrioritiseJob, request, self.who()).job

    def jobs(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.printing.ListJobs, jobs_pb2.ListJobsRequest(**wanted), origin or self.who())

    def listed_prints(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.printing.ListPrints, jobs_pb2.ListPrintsRequest(**wanted), origin or self.who())

    def resolve(self, print_ids: list[str], resolution: str, reason: str = "", origin: Origin | None = None) -> Any:
        request = jobs_pb2.ResolvePrintsRequest(print_ids=print_ids, resolution=resolution, reason=reason)
        return ask(self.printing.ResolvePrints, request, origin or self.who(), 30)

    def board(self, origin: Origin | None = None, *, with_retired: bool = False) -> Any:
        return ask(self.stations.ListStations, stations_pb2.ListStationsRequest(with_retired=with_retired), origin or self.who()).stations

    def retire(self, station: Any, origin: Origin | None = None) -> Any:
        request = stations_pb2.RetireStationRequest(station_id=station.id)
        return ask(self.stations.RetireStation, request, origin or self.who(ADMINISTRATOR), 30).station

    def renew(self, station: Any, origin: Origin | None = None) -> Any:
        request = stations_pb2.RenewEnrolmentRequest(station_id=station.id)
        return ask(self.stations.RenewEnrolment, request, origin or self.who(ADMINISTRATOR))

    def change(self, station: Any, name: str, origin: Origin | None = None, **printer: Any) -> Any:
        wanted = stations_pb2.Printer(**(PRINTER | printer))
        request = stations_pb2.ChangeStationRequest(station_id=station.id, name=name, printer=wanted)
        return ask(self.stations.ChangeStation, request, origin or self.who(ADMINISTRATOR)).station

    def serve(self) -> int:
        """What the server does every second."""
        return serve_stations(self.sessions)


@dataclass
class Scripted:
    """A station without a broker between: it reads what labels tells it and reports in the worker's way."""

    press: Press
    id: str
    enrolment: int = 1
    session: int = 0
    read_to: int = 0
    hand: dict[str, tuple[Piece, str]] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)

    def hello(self, *prints: tuple[str, str], font: str = "") -> None:
        """It starts: first what became of labels it knows of, then what labels hands it."""
        self.session, self.hand = self.session + 1, {}
        self.reports(*prints, hello=Hello(software="test", font=font))
        self.reads()

    def reads(self) -> list[str]:
        """Take what was told since; answers the ids it now has in hand, in order."""
        with self.press.sessions() as session:
            rows = session.execute(
                select(outbox.c.position, outbox.c.body)
                .where(outbox.c.addressee == self.id, outbox.c.position > self.read_to).order_by(outbox.c.position)
            ).all()  # fmt: skip
        for row in rows:
            self.read_to = row.position
            event = json.loads(row.body)
            self.told.append(event)
            if event["data"]["session"] == self.session:
                self._obeys(event["type"].split(".")[2], event["data"])
        return list(self.hand)

    def _obeys(self, fact: str, data: dict[str, Any]) -> None:
        if fact == "handed_out":
            for given in data["pieces"]:
                piece = Piece.model_validate(given)
                for number, asset_no in zip(piece.print_ids, piece.asset_nos, strict=True):
                    assert number not in self.hand, "handed out twice"
                    self.hand[number] = (piece, asset_no)
        elif fact == "recalled":
            back = [number for number in data["print_ids"] if self.hand.pop(number, None)]
            self.reports(*((number, "given_back") for number in back))

    def reports(self, *prints: tuple[str, str], hello: Hello | None = None, troubles: tuple[str, ...] | None = None) -> None:
        made = ReportMade(
            station_id=self.id, session=self.session, hello=hello, troubles=troubles,  # type: ignore[arg-type]
            prints=tuple(PrintReport(print_id=number, outcome=outcome) for number, outcome in prints),  # type: ignore[arg-type]
        )  # fmt: skip
        call = Call(Actor("service:labels", "labels"), datetime.now(UTC), str(uuid4()))
        with self.press.sessions.begin() as session:
            take_reports(session, [Report(call, f"{self.id}/{self.enrolment}", made)])

    def prints(self, count: int = 0) -> list[str]:
        """Print what is in hand, or so many of it; answers the asset numbers in order."""
        done = list(self.hand)[: count or None]
        numbers = [self.hand.pop(number)[1] for number in done]
        if done:
            self.reports(*((number, "sent") for number in done), *((number, "printed") for number in done))
        return numbers

    def prints_all(self) -> list[str]:
        """Print until nothing more comes."""
        printed: list[str] = []
        while self.reads():
            printed += self.prints()
        return printed

    def begins(self, count: int = 1) -> list[str]:
        """Begin so many labels; they stay in the machine."""
        begun = list(self.hand)[:count]
        for number in begun:
            del self.hand[number]
        self.reports(*((number, "sent") for number in begun))
        return begun


def presses(
    registry_sessions: sessionmaker[Session], sessions: sessionmaker[Session], key: OKPKey, folder: Path, **settings: str
) -> Iterator[Press]:
    """The press on these databases; `settings` are the addresses of a broker where the test has one."""
    keys = folder / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    registry, registry_port = server(keys)
    register_registry(registry, registry_sessions)
    registry.start()
    with channel(f"127.0.0.1:{registry_port}") as registry_link:
        labels, port = server(keys, OPEN_METHODS)
        register(labels, sessions, registry_link, _settings(keys, folder, settings))
        labels.start()
        with channel(f"127.0.0.1:{port}") as link:
            yield Press(key, sessions, registry_link, link, folder / "photos")
        labels.stop(0).wait()
    registry.stop(0).wait()


def _settings(keys: Path, folder: Path, given: dict[str, str]) -> LabelsSettings:
    nowhere = {"amqp_url": "amqp://nobody@127.0.0.1:1/", "broker_management_url": "http://nobody@127.0.0.1:1", "station_broker_url": ""}
    broker: dict[str, Any] = {name: SecretStr(value) for name, value in (nowhere | given).items()}
    return LabelsSettings(
        database_url="postgresql://unused/labels", identity_keys=keys, registry_address="127.0.0.1:1",  # type: ignore[arg-type]
        storage_url=str(folder / "photos"), **broker,
    )  # fmt: skip
