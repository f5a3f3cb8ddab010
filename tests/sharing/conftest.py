"""Sharing as its callers see it: a real registry and a real sharing server, gRPC with real tokens, a database each."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import grpc
import pytest
from google.protobuf.json_format import ParseDict
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import database as databases
from services.chassis.actor import Actor, Call, Post
from services.chassis.file_store import Storage
from services.chassis.rpc.client import Origin, ask, channel
from services.chassis.tables import audit
from services.contracts.events.reservation import Reservation
from services.contracts.rpc.registry.v1 import assets_pb2, assets_pb2_grpc, changes_pb2, changes_pb2_grpc
from services.contracts.rpc.sharing.v1 import deputies_pb2_grpc, entries_pb2, entries_pb2_grpc, squares_pb2, squares_pb2_grpc
from services.registry.server.__main__ import register as register_registry
from services.registry.tables import unit as registry_unit
from services.registry.usecases.reserving import confirm, end
from services.sharing.server.__main__ import OPEN_METHODS
from services.sharing.server.__main__ import register as register_sharing
from services.sharing.server.photos import Pictures
from services.sharing.tables import account as account_table
from services.sharing.tables import unit as sharing_unit
from tests.support import beside_registry
from tests.support.beside_registry import registered, server, unit_row

COUNTY = "31/3101/310151"
SCHOOL, BUREAU, OTHER_SCHOOL, HOSPITAL = "310151-004011", "310151-004001", "310151-004012", "310151-007011"
NEIGHBOUR, PROVINCIAL, FAR = "310115-004011", "310201-004011", "430121-004011"
UNITS = {
    BUREAU: ("区教育局", f"{COUNTY}/{BUREAU}"),
    SCHOOL: ("城桥中学", f"{COUNTY}/{BUREAU}/{SCHOOL}"),
    OTHER_SCHOOL: ("东门小学", f"{COUNTY}/{BUREAU}/{OTHER_SCHOOL}"),
    HOSPITAL: ("新华医院分院", f"{COUNTY}/310151-007001/{HOSPITAL}"),
    NEIGHBOUR: ("浦东中学", f"31/3101/310115/310115-004001/{NEIGHBOUR}"),
    PROVINCIAL: ("邻市中学", f"31/3102/310201/310201-004001/{PROVINCIAL}"),
    FAR: ("长沙县一中", f"43/4301/430121/430121-004001/{FAR}"),
}
REGIONS = ("31", "31/3101", COUNTY, "43")
HANDLER, REVIEWER, AUTHORITY, PROVINCE = "unit_handler", "unit_reviewer", "asset_authority", "provincial_finance"
COMPUTER = {
    "name": "台式计算机", "class_code": "A02010105", "original_value_fen": 500000, "acquired_on": "2024-03-15", "quantity": 1,
    "state": "闲置", "place": "东院/1号楼/2层/203室",
}  # fmt: skip


@dataclass
class Warehouse:
    """The stubs of both services, their databases, and who can call."""

    key: OKPKey
    registry_sessions: sessionmaker[Session]
    sessions: sessionmaker[Session]
    registry_link: grpc.Channel
    link: grpc.Channel
    registry_server: grpc.Server
    known: set[str] = field(default_factory=set)
    link_address: str = ""

    @property
    def entries(self) -> entries_pb2_grpc.EntryServiceStub:
        return entries_pb2_grpc.EntryServiceStub(self.link)

    @property
    def squares(self) -> squares_pb2_grpc.SquareServiceStub:
        return squares_pb2_grpc.SquareServiceStub(self.link)

    @property
    def deputies(self) -> deputies_pb2_grpc.DeputyServiceStub:
        return deputies_pb2_grpc.DeputyServiceStub(self.link)

    def who(self, role: str = HANDLER, at: str = SCHOOL, account: str = "", idempotency_key: str = "") -> Origin:
        """An account with one post at a unit (id) or a region (path)."""
        path = UNITS[at][1] if at in UNITS else at
        return self.holding([Post(role, path.rpartition("/")[2], path)], account or f"{role}-{at}", idempotency_key)

    def holding(self, posts: list[Post], account: str, idempotency_key: str = "") -> Origin:
        """An account with these posts."""
        return beside_registry.origin(self.key, account, posts, idempotency_key)

    def card(self, unit: str = SCHOOL, **fields: Any) -> str:
        """Register an idle computer; answers its number."""
        return registered(self.registry_link, self.who(at=unit), unit, COMPUTER | fields)

    def change_card(self, asset_no: str, unit: str = SCHOOL, version: int = 0, **fields: Any) -> int:
        """File a change of the card; answers its version."""
        stub = changes_pb2_grpc.ChangeServiceStub(self.registry_link)
        fresh = version or self.look_at_card(asset_no, unit).card.version
        request = changes_pb2.FileChangeRequest(
            asset_no=asset_no, version=fresh, reason="更正", changes=ParseDict(fields, assets_pb2.CardFields())
        )
        return int(ask(stub.FileChange, request, self.who(at=unit)).asset_version)

    def look_at_card(self, asset_no: str, unit: str = SCHOOL) -> Any:
        stub = assets_pb2_grpc.AssetServiceStub(self.registry_link)
        return ask(stub.GetAsset, assets_pb2.GetAssetRequest(asset_no=asset_no), self.who(at=unit))

    def submit_all(
        self, asset_nos: list[str], scope: str = "city", mode: str = "transfer", origin: Origin | None = None, **more: Any
    ) -> Any:
        given: dict[str, Any] = {"contact": entries_pb2.Contact(name="张老师", phone="13800005678"), "photos": 4} | more
        request = entries_pb2.SubmitEntriesRequest(asset_nos=asset_nos, mode=mode, scope=scope, **given)
        return ask(self.entries.SubmitEntries, request, origin or self.who(), 120).entries

    def submit(self, asset_no: str = "", scope: str = "city", mode: str = "transfer", unit: str = SCHOOL, **more: Any) -> str:
        """Enter one asset; answers the entry's id."""
        number = asset_no or self.card(unit)
        origin = more.pop("origin", None) or self.who(at=unit)
        return str(self.submit_all([number], scope, mode, origin, **more)[0].id)

    def decide(self, entry_id: str, origin: Origin, decision: str = "agree", reason: str = "", scope: str = "", version: int = 0) -> Any:
        request = entries_pb2.DecideEntryRequest(entry_id=entry_id, decision=decision, reason=reason, scope=scope, version=version)
        return ask(self.entries.DecideEntry, request, origin, 60).entry

    def bring(self, entry_id: str, *roles: str, unit: str = SCHOOL) -> Any:
        """Let these desks agree, one after the other; answers the entry as it is then."""
        places = {REVIEWER: unit, AUTHORITY: UNITS[unit][1].rpartition("/")[0].rpartition("/")[0], PROVINCE: UNITS[unit][1][:2]}
        entry = None
        for role in roles:
            entry = self.decide(entry_id, self.who(role, places[role]))
        return entry

    def get(self, entry_id: str, origin: Origin | None = None) -> Any:
        return ask(self.entries.GetEntry, entries_pb2.GetEntryRequest(entry_id=entry_id), origin or self.who())

    def withdraw(self, entry_id: str, origin: Origin | None = None) -> Any:
        request = entries_pb2.WithdrawEntryRequest(entry_id=entry_id, reason="另有用途")
        return ask(self.entries.WithdrawEntry, request, origin or self.who()).entry

    def cancel(self, entry_id: str, origin: Origin | None = None) -> Any:
        return ask(self.entries.CancelSharing, entries_pb2.CancelSharingRequest(entry_id=entry_id), origin or self.who()).entry

    def square(self, square: str = "local", origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.squares.ListSquare, squares_pb2.ListSquareRequest(square=square, **wanted), origin or self.who())

    def mine(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.entries.ListMine, entries_pb2.ListMineRequest(**wanted), origin or self.who())

    def desk(self, origin: Origin, **wanted: Any) -> Any:
        return ask(self.entries.ListDesk, entries_pb2.ListDeskRequest(**wanted), origin)

    def knows_account(self, account: str, posts: list[tuple[str, str]], *, disabled: bool = False) -> None:
        """Let sharing have heard of an account."""
        with self.sessions.begin() as session:
            session.execute(account_table.delete().where(account_table.c.account == account))
            session.execute(
                insert(account_table).values(account=account, disabled=disabled, posts=[list(post) for post in posts], version=1)
            )

    def events(self, subject: str = "") -> list[dict[str, Any]]:
        """Sharing's events so far, of one aggregate or of all."""
        return beside_registry.told(self.sessions, subject)

    def audited(self) -> list[Any]:
        with self.sessions() as session:
            return list(session.execute(select(audit).order_by(audit.c.position)))

    def tell_registry(self) -> None:
        """What the registry's worker does with sharing's reservations, each told once."""
        for event in self.events():
            if not event["type"].startswith("sharing.reservation.") or event["id"] in self.known:
                continue
            self.known.add(event["id"])
            told, call = Reservation.model_validate(event["data"]), Call(Actor("service:registry", "registry"), datetime.now(UTC), "c")
            with self.registry_sessions.begin() as session:
                if "confirmed" in event["type"]:
                    confirm(session, call, "sharing", told.reference, told.asset_nos)
                else:
                    end(session, call, "sharing", told.reference, "released")


@pytest.fixture
def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "k"})


@pytest.fixture
def registry_sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("registry"), pool=20)
    with engine.begin() as connection:
        more = {"parent_id": None, "funding": "", "active": True}
        connection.execute(insert(registry_unit), [row | more for row in unit_rows()])
    yield databases.sessions_of(engine)
    engine.dispose()


@pytest.fixture
def sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("sharing"), pool=20)
    with engine.begin() as connection:
        connection.execute(insert(sharing_unit), unit_rows())
    yield databases.sessions_of(engine)
    engine.dispose()


@pytest.fixture
def warehouse(registry_sessions: sessionmaker[Session], sessions: sessionmaker[Session], key: OKPKey, tmp_path) -> Iterator[Warehouse]:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    registry, registry_port = server(keys)
    register_registry(registry, registry_sessions)
    registry.start()
    with channel(f"127.0.0.1:{registry_port}") as registry_link:
        sharing, port = server(keys, OPEN_METHODS)
        register_sharing(sharing, sessions, registry_link, Pictures(Storage(str(tmp_path / "photos"))))
        sharing.start()
        with channel(f"127.0.0.1:{port}") as link:
            yield Warehouse(key, registry_sessions, sessions, registry_link, link, registry, link_address=f"127.0.0.1:{port}")
        sharing.stop(0).wait()
    registry.stop(0).wait()


def unit_rows() -> list[dict[str, Any]]:
    """Every unit and region, as both services keep them."""
    regions = [unit_row(path.rpartition("/")[2], path, "region", path) for path in REGIONS]
    return [*regions, *(unit_row(unit_id, name, "public_institution", path) for unit_id, (name, path) in UNITS.items())]
