"""Labels as its callers see it: a real registry and a real labels server, gRPC with real tokens, a database each, files in a folder."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import grpc
import pytest
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import database as databases
from services.chassis.actor import Actor, Call, Post
from services.chassis.file_store import Storage
from services.chassis.rpc.client import Origin, as_service_error, ask, channel
from services.chassis.tables import audit
from services.contracts.events.payload import Payload
from services.contracts.events.registry import AssetRemoved, AssetSnapshot
from services.contracts.rpc.labels.v1 import (
    pasting_pb2,
    pasting_pb2_grpc,
    rendering_pb2_grpc,
    templates_pb2_grpc,
)
from services.labels.clients import Registry
from services.labels.server.pasting import PastingServicer, Photos
from services.labels.server.rendering import RenderingServicer
from services.labels.server.templates import TemplateServicer
from services.labels.tables import unit as labels_unit
from services.labels.usecases.following import follow_assets
from services.labels.usecases.pasting import Printed, record_printed
from services.registry.server.__main__ import register as register_registry
from services.registry.tables import unit as registry_unit
from tests.support import beside_registry
from tests.support.beside_registry import registered, server, unit_row

COUNTY = "31/3101/310151"
SCHOOL, BUREAU, OTHER_SCHOOL, HOSPITAL = "310151-004011", "310151-004001", "310151-004012", "310151-007011"
NEIGHBOUR = "310115-004011"
UNITS = {
    BUREAU: ("区教育局", f"{COUNTY}/{BUREAU}"),
    SCHOOL: ("城桥中学", f"{COUNTY}/{BUREAU}/{SCHOOL}"),
    OTHER_SCHOOL: ("东门小学", f"{COUNTY}/{BUREAU}/{OTHER_SCHOOL}"),
    HOSPITAL: ("新华医院分院", f"{COUNTY}/310151-007001/{HOSPITAL}"),
    NEIGHBOUR: ("浦东中学", f"31/3101/310115/310115-004001/{NEIGHBOUR}"),
}
REGIONS = ("31", "31/3101", COUNTY, "31/3101/310115")
HANDLER, ADMINISTRATOR, FINANCE = "unit_handler", "asset_administrator", "finance_reviewer"
COMPUTER = {
    "name": "台式计算机", "class_code": "A02010105", "original_value_fen": 500000, "acquired_on": "2024-03-15", "quantity": 1,
    "state": "在用", "place": "东院/1号楼/2层/203室", "use_department": "总务处", "user_name": "张老师", "model": "M730e",
}  # fmt: skip


@dataclass
class Desk:
    """The stubs of both services, their databases, and who can call."""

    key: OKPKey
    sessions: sessionmaker[Session]
    registry_link: grpc.Channel
    link: grpc.Channel
    folder: Path
    versions: dict[str, int] = field(default_factory=dict)

    @property
    def templates(self) -> templates_pb2_grpc.TemplateServiceStub:
        return templates_pb2_grpc.TemplateServiceStub(self.link)

    @property
    def rendering(self) -> rendering_pb2_grpc.RenderingServiceStub:
        return rendering_pb2_grpc.RenderingServiceStub(self.link)

    @property
    def pasting(self) -> pasting_pb2_grpc.PastingServiceStub:
        return pasting_pb2_grpc.PastingServiceStub(self.link)

    def who(self, role: str = HANDLER, at: str = SCHOOL, account: str = "", idempotency_key: str = "") -> Origin:
        """An account with one post at a unit (id) or a region (path)."""
        path = UNITS[at][1] if at in UNITS else at
        name = account or f"{role}-{path.rpartition('/')[2]}"
        return beside_registry.origin(self.key, name, [Post(role, path.rpartition("/")[2], path)], idempotency_key)

    def card(self, unit: str = SCHOOL, **fields: Any) -> str:
        """Register a computer at the registry; answers its number."""
        return registered(self.registry_link, self.who(at=unit), unit, COMPUTER | fields)

    def hears(self, asset_no: str, unit: str = SCHOOL, version: int = 0, **fields: Any) -> str:
        """Let labels hear of a card from the registry's events, at its next version; answers its number."""
        self.versions[asset_no] = version or self.versions.get(asset_no, 0) + 1
        self.hears_all([(told(asset_no, unit, **fields), self.versions[asset_no])])
        return asset_no

    def hears_removed(self, asset_no: str, unit: str = SCHOOL) -> None:
        """The card is no more."""
        self.versions[asset_no] = self.versions.get(asset_no, 0) + 1
        removed = AssetRemoved(asset_no=asset_no, unit_id=unit, budget_code=unit.partition("-")[2], import_id="i")
        self.hears_all([(removed, self.versions[asset_no])])

    def hears_all(self, states: Iterable[tuple[Any, int]]) -> None:
        call = Call(Actor("service:labels", "labels"), datetime.now(UTC), "c-1", causation_id="e-1")
        with self.sessions.begin() as session:
            follow_assets(session, [(call, state, version) for state, version in states])

    def prints(self, *asset_nos: str, issue: int = 1, **more: Any) -> None:
        """Let printers report that these came out."""
        call = Call(Actor("service:labels", "labels"), datetime.now(UTC), "c-2")
        with self.sessions.begin() as session:
            record_printed(session, call, [Printed(one, issue, "job-1", call.at, **more) for one in asset_nos])

    def look_up(self, code: str, origin: Origin | None = None) -> Any:
        return ask(self.pasting.LookUpCode, pasting_pb2.LookUpCodeRequest(code=code), origin or self.who())

    def label(self, asset_no: str, origin: Origin | None = None) -> Any:
        return self.look_up(asset_no, origin).label

    def paste(self, asset_no: str, origin: Origin | None = None, place: str = "") -> Any:
        request = pasting_pb2.ConfirmPastedRequest(asset_no=asset_no, place=place)
        return ask(self.pasting.ConfirmPasted, request, origin or self.who()).label

    def mark(self, *asset_nos: str, mark: str = "cannot_paste", reason: str = "表面高温", origin: Origin | None = None) -> int:
        request = pasting_pb2.MarkLabelsRequest(asset_nos=asset_nos, mark=mark, reason=reason)
        return int(ask(self.pasting.MarkLabels, request, origin or self.who(), 30).marked)

    def listed(self, origin: Origin | None = None, cursor: str = "", limit: int = 0, **wanted: Any) -> Any:
        request = pasting_pb2.ListLabelsRequest(filter=pasting_pb2.LabelFilter(**wanted), cursor=cursor, limit=limit)
        return ask(self.pasting.ListLabels, request, origin or self.who())

    def progress(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.pasting.GetProgress, pasting_pb2.GetProgressRequest(**wanted), origin or self.who())

    def events(self, subject: str = "") -> list[dict[str, Any]]:
        """Events so far, of one aggregate or of all."""
        return beside_registry.told(self.sessions, subject)

    def audited(self, operation: str = "") -> list[Any]:
        with self.sessions() as session:
            found = session.execute(select(audit).order_by(audit.c.position))
            return [row for row in found if operation in ("", row.operation)]

    def streamed(self, method: Any, request: Any, origin: Origin | None = None) -> tuple[str, str, bytes]:
        """A file that comes in pieces: its name, its media type, its content."""
        name = media_type = ""
        content = bytearray()
        for piece in pieces_of(method, request, origin or self.who()):
            name, media_type = name or piece.file_name, media_type or piece.media_type
            content += piece.piece
        return name, media_type, bytes(content)


def pieces_of(method: Any, request: Any, origin: Origin) -> Iterator[Any]:
    """The answers of a streaming method; raises the callee's error."""
    try:
        yield from method(request, timeout=120, metadata=origin.metadata())
    except grpc.RpcError as failure:
        raise as_service_error(failure) from failure


def told(asset_no: str, unit: str = SCHOOL, kind: type[Payload] = AssetSnapshot, **more: Any) -> Any:
    """The state of a card as the registry's events tell it."""
    name, path = UNITS[unit]
    return kind(
        **{
            "asset_no": asset_no, "unit_id": unit, "budget_code": unit.partition("-")[2], "unit_name": name, "unit_path": path,
            "kind": "equipment", "name": "台式计算机", "class_code": "A02010105", "model": "M730e", "brand": "", "quantity": 1,
            "measure_unit": "台", "value_type": "原值", "original_value_fen": 1, "accumulated_depreciation_fen": 0, "net_value_fen": 1,
            "acquisition_method": "", "acquired_on": "2024-03-15", "state": "in_use", "use_direction": "", "use_department": "总务处",
            "place": "东院/1号楼/2层/203室", "shareable": False,
        } | more
    )  # fmt: skip


@pytest.fixture
def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "k"})


@pytest.fixture
def registry_sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("registry"), pool=8)
    with engine.begin() as connection:
        more = {"parent_id": None, "funding": "", "active": True}
        connection.execute(insert(registry_unit), [row | more for row in unit_rows()])
    yield databases.sessions_of(engine)
    engine.dispose()


@pytest.fixture
def sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("labels"), pool=8)
    with engine.begin() as connection:
        connection.execute(insert(labels_unit), unit_rows())
    yield databases.sessions_of(engine)
    engine.dispose()


@pytest.fixture
def desk(registry_sessions: sessionmaker[Session], sessions: sessionmaker[Session], key: OKPKey, tmp_path: Path) -> Iterator[Desk]:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    registry, registry_port = server(keys)
    register_registry(registry, registry_sessions)
    registry.start()
    with channel(f"127.0.0.1:{registry_port}") as registry_link:
        labels, port = server(keys)
        templates_pb2_grpc.add_TemplateServiceServicer_to_server(TemplateServicer(sessions), labels)
        rendering_pb2_grpc.add_RenderingServiceServicer_to_server(RenderingServicer(sessions, Registry(registry_link)), labels)
        store = Storage(str(tmp_path / "photos"))
        pasting_pb2_grpc.add_PastingServiceServicer_to_server(PastingServicer(sessions, Photos(store)), labels)
        labels.start()
        with channel(f"127.0.0.1:{port}") as link:
            yield Desk(key, sessions, registry_link, link, tmp_path / "photos")
        labels.stop(0).wait()
    registry.stop(0).wait()


def unit_rows() -> list[dict[str, Any]]:
    """Every unit and region, as both services keep them."""
    regions = [unit_row(path.rpartition("/")[2], f"{path.rpartition('/')[2]}地区", "region", path) for path in REGIONS]
    return [*regions, *(unit_row(unit_id, name, "public_institution", path) for unit_id, (name, path) in UNITS.items())]
