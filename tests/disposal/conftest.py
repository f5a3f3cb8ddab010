"""Disposal as its callers see it: a real registry and a real disposal server, gRPC with real tokens, a database each."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc
import pytest
from google.protobuf.json_format import ParseDict
from joserfc.jwk import KeySet, OKPKey
from pydantic import PostgresDsn, SecretStr
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import database as databases
from services.chassis.actor import Post
from services.chassis.event import parse
from services.chassis.ids import new_id
from services.chassis.rpc.client import Origin, ask, channel
from services.chassis.tables import audit, outbox
from services.contracts.rpc.disposal.v1 import assessments_pb2_grpc, cases_pb2, cases_pb2_grpc, notices_pb2_grpc
from services.contracts.rpc.registry.v1 import assets_pb2, assets_pb2_grpc, changes_pb2, changes_pb2_grpc
from services.disposal.material_tables import material
from services.disposal.server.__main__ import CALENDAR_SOURCE
from services.disposal.server.__main__ import register as register_disposal
from services.disposal.server.notices import OPEN_METHODS
from services.disposal.settings import DisposalSettings
from services.disposal.tables import account as account_table
from services.disposal.tables import case as case_table
from services.disposal.tables import unit as disposal_unit
from services.disposal.usecases.calendar import announced_years, seed_calendar
from services.disposal.worker import DisposalWorker
from services.registry.server.__main__ import register as register_registry
from services.registry.tables import unit as registry_unit
from services.registry.worker import RegistryWorker
from tests.support import beside_registry
from tests.support.beside_registry import registered, server, unit_row

COUNTY = "43/4301/430121"
SCHOOL, BUREAU, OTHER_SCHOOL, HOSPITAL, NEIGHBOUR = (
    "430121-004011", "430121-004001", "430121-004012", "430121-007011", "430122-004011",
)  # fmt: skip
UNITS = {
    BUREAU: ("县教育局", f"{COUNTY}/{BUREAU}"),
    SCHOOL: ("星沙中学", f"{COUNTY}/{BUREAU}/{SCHOOL}"),
    OTHER_SCHOOL: ("东门小学", f"{COUNTY}/{BUREAU}/{OTHER_SCHOOL}"),
    HOSPITAL: ("县人民医院", f"{COUNTY}/430121-007001/{HOSPITAL}"),
    NEIGHBOUR: ("邻县中学", f"43/4301/430122/430122-004001/{NEIGHBOUR}"),
}
REGIONS = ("43", "43/4301", COUNTY, "43/4301/430122")
HANDLER, DEPARTMENT, FINANCE, GOVERNMENT = "unit_handler", "department_reviewer", "finance_reviewer", "county_approver"
PLACES = {DEPARTMENT: BUREAU, FINANCE: COUNTY, GOVERNMENT: COUNTY}
DESK_ROLES = {"department_review": DEPARTMENT, "finance_approval": FINANCE, "government_approval": GOVERNMENT, "post_approval": GOVERNMENT}
COMPUTER = {
    "name": "台式计算机", "class_code": "A02010105", "original_value_fen": 50_000_000, "acquired_on": "2015-03-15", "quantity": 1,
    "state": "待处置", "place": "东院/1号楼/2层/203室", "service_life_months": 72,
}  # fmt: skip
ASSET = {
    "kind": "equipment", "nominal": False, "temporary_body": False, "title": "clear", "lawfully_acquired": True, "secured": False,
    "newly_bought_for_this": False, "to_be_demolished": False,
}
CIRCUMSTANCES = {
    "emergency": False, "secret": False, "technology_result": "none", "reorganisation": False, "theft": False, "force_majeure": False,
    "insured": False, "liability": "none", "compensation_fen": 0, "litigation": False,
}  # fmt: skip


@dataclass
class Office:
    """The stubs of both services, their databases, and who can call."""

    key: OKPKey
    registry_sessions: sessionmaker[Session]
    sessions: sessionmaker[Session]
    registry_link: grpc.Channel
    link: grpc.Channel
    registry_server: grpc.Server
    known: set[str] = field(default_factory=set)

    @property
    def cases(self) -> cases_pb2_grpc.CaseServiceStub:
        return cases_pb2_grpc.CaseServiceStub(self.link)

    @property
    def assessments(self) -> assessments_pb2_grpc.AssessmentServiceStub:
        return assessments_pb2_grpc.AssessmentServiceStub(self.link)

    @property
    def notices(self) -> notices_pb2_grpc.NoticeServiceStub:
        return notices_pb2_grpc.NoticeServiceStub(self.link)

    def who(self, role: str = HANDLER, at: str = SCHOOL, account: str = "", idempotency_key: str = "") -> Origin:
        """An account with one post at a unit (id) or a region (path)."""
        path = UNITS[at][1] if at in UNITS else at
        return self.holding([Post(role, path.rpartition("/")[2], path)], account or f"{role}-{at}", idempotency_key)

    def holding(self, posts: list[Post], account: str, idempotency_key: str = "") -> Origin:
        """An account with these posts."""
        return beside_registry.origin(self.key, account, posts, idempotency_key)

    def desk_of(self, role: str, unit: str = SCHOOL) -> Origin:
        """The desk's post-holder for this unit's cases."""
        department = UNITS[unit][1].split("/")[3]
        if role == DEPARTMENT:
            path = "/".join(UNITS[unit][1].split("/")[:4])
            return self.holding([Post(DEPARTMENT, department, path)], f"{DEPARTMENT}-{department}")
        return self.who(role, COUNTY)

    def card(self, unit: str = SCHOOL, **fields: Any) -> str:
        """Register a computer that waits for disposal; answers its number."""
        return registered(self.registry_link, self.who(at=unit), unit, COMPUTER | fields)

    def look_at_card(self, asset_no: str, unit: str = SCHOOL) -> Any:
        stub = assets_pb2_grpc.AssetServiceStub(self.registry_link)
        return ask(stub.GetAsset, assets_pb2.GetAssetRequest(asset_no=asset_no), self.who(at=unit))

    def change_card(self, asset_no: str, unit: str = SCHOOL, **fields: Any) -> int:
        stub = changes_pb2_grpc.ChangeServiceStub(self.registry_link)
        version = self.look_at_card(asset_no, unit).card.version
        request = changes_pb2.FileChangeRequest(
            asset_no=asset_no, version=version, reason="更正", changes=ParseDict(fields, assets_pb2.CardFields())
        )
        return int(ask(stub.FileChange, request, self.who(at=unit)).asset_version)

    def facts(self, *asset_nos: str, asset: dict[str, Any] | None = None, **more: Any) -> str:
        """Complete facts for these cards; keyword arguments are circumstances, or parts of the facts where they are such."""
        parts = {name: more.pop(name) for name in ("counterparty", "access", "receiving_unit", "emergency_name") if name in more}
        assets = [ASSET | (asset or {}) | {"asset_no": number} for number in asset_nos]
        return json.dumps({"assets": assets, "circumstances": CIRCUMSTANCES | more} | parts)

    def draft(
        self, *asset_nos: str, method: str = "scrap", unit: str = SCHOOL, origin: Origin | None = None, facts: str = "", **more: Any
    ) -> Any:
        """Draft a case; without cards, for a new one."""
        numbers = list(asset_nos) or [self.card(unit)]
        request = cases_pb2.DraftCaseRequest(method=method, asset_nos=numbers, facts=facts or self.facts(*numbers, **more))
        return ask(self.cases.DraftCase, request, origin or self.who(at=unit), 60).case

    def upload(self, case_id: str, stage: str, *without: str) -> None:
        """Let every material that is missing be there, but those named."""
        view = self.get(case_id, self.insider(case_id))
        listed = [one.code for one in view.case.assessment.materials if one.stage == stage and one.code not in without]
        row = {
            "case_id": UUID(case_id), "stage": stage, "name": "材料", "file_name": "a.pdf", "media_type": "application/pdf", "size": 1,
            "uploaded_by": "x", "uploaded_at": datetime.now(UTC),
        }  # fmt: skip
        with self.sessions.begin() as session:
            there = set(session.scalars(select(material.c.code).where(material.c.case_id == UUID(case_id))))
            rows = [row | {"id": new_id(), "code": code, "sha256": f"{hash(code):064x}"[-64:]} for code in listed if code not in there]
            if rows:
                session.execute(insert(material), rows)

    def insider(self, case_id: str) -> Origin:
        """A handler of the case's unit, the one who drafted it."""
        from services.disposal.tables import draft as draft_table  # noqa: PLC0415  # a test's look inside

        with self.sessions() as session:
            row = session.execute(select(draft_table).where(draft_table.c.id == UUID(case_id))).one()
        return self.who(at=row.unit_id, account=row.drafted_by)

    def file_draft(self, case_id: str, origin: Origin | None = None, revision: int = 0) -> Any:
        request = cases_pb2.FileCaseRequest(case_id=case_id, facts_revision=revision)
        return ask(self.cases.FileCase, request, origin or self.insider(case_id), 60).case

    def filed(self, *asset_nos: str, origin: Origin | None = None, **more: Any) -> Any:
        """A filed case with all its papers."""
        drafted = self.draft(*asset_nos, origin=origin, **more)
        self.upload(drafted.id, "filing")
        return self.file_draft(drafted.id, origin)

    def decide(self, case_id: str, origin: Origin, decision: str = "agree", reason: str = "", version: int = 0) -> Any:
        request = cases_pb2.DecideCaseRequest(case_id=case_id, decision=decision, reason=reason, version=version)
        return ask(self.cases.DecideCase, request, origin, 60).case

    def bring(self, case_id: str, *roles: str, unit: str = SCHOOL) -> Any:
        """Let these desks agree, one after the other; answers the case as it is then."""
        one = None
        for role in roles:
            one = self.decide(case_id, self.desk_of(role, unit))
        return one

    def approved(self, *asset_nos: str, **more: Any) -> Any:
        """A case that every desk agreed to."""
        one = self.filed(*asset_nos, **more)
        while one.state in DESK_ROLES:
            here = next(desk.step for desk in one.desks if desk.here)
            one = self.bring(one.id, DEPARTMENT if here == "emergency_order" else DESK_ROLES[here], unit=one.unit.unit_id)
        return one

    def act(self, case_id: str, action: str, origin: Origin | None = None, facts: Any = None, **more: Any) -> Any:
        told = json.dumps(facts) if facts else ""
        request = cases_pb2.ActOnCaseRequest(case_id=case_id, action=action, facts=told, **more)
        return ask(self.cases.ActOnCase, request, origin or self.insider(case_id), 60).case

    def notice_over(self, case_id: str) -> None:
        """Let the notice have run out."""
        long_ago = date.today() - timedelta(days=60)  # noqa: DTZ011  # far enough from any midnight
        self.set(case_id, notice_from=long_ago, notice_through=long_ago + timedelta(days=10))

    def set(self, case_id: str, **columns: Any) -> None:
        with self.sessions.begin() as session:
            session.execute(update(case_table).where(case_table.c.id == UUID(case_id)).values(**columns))

    def executed(self, case_id: str, **more: Any) -> Any:
        """Carry an approved case out."""
        self.notice_over(case_id)
        self.act(case_id, "begin_execution")
        self.upload(case_id, "execution")
        return self.act(case_id, "finish_execution", on=beijing_today(), **more)

    def get(self, case_id: str, origin: Origin | None = None) -> Any:
        return ask(self.cases.GetCase, cases_pb2.GetCaseRequest(case_id=case_id), origin or self.who())

    def listed(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.cases.ListCases, cases_pb2.ListCasesRequest(**wanted), origin or self.who())

    def desk(self, origin: Origin, **wanted: Any) -> Any:
        return ask(self.cases.ListDesk, cases_pb2.ListDeskRequest(**wanted), origin)

    def knows_account(self, account: str, posts: list[tuple[str, str]], *, disabled: bool = False) -> None:
        """Let disposal have heard of an account."""
        with self.sessions.begin() as session:
            session.execute(account_table.delete().where(account_table.c.account == account))
            session.execute(
                insert(account_table).values(account=account, disabled=disabled, posts=[list(post) for post in posts], version=1)
            )

    def events(self, subject: str = "") -> list[dict[str, Any]]:
        """Disposal's events so far, of one aggregate or of all."""
        return [event for event in _told(self.sessions) if subject in ("", event["subject"])]

    def types(self, subject: str) -> list[str]:
        """The short names of an aggregate's events."""
        return [event["type"].split(".")[2] for event in self.events(subject)]

    def audited(self) -> list[Any]:
        with self.sessions() as session:
            return list(session.execute(select(audit).order_by(audit.c.position)))

    def tell_registry(self) -> None:
        """What the registry's worker does with disposal's reservations, and disposal's with its answers; each told once."""
        worker = RegistryWorker()
        handlers = {
            "confirmed": worker.reservation_confirmed, "released": worker.reservation_released, "fulfilled": worker.reservation_fulfilled,
        }  # fmt: skip
        self._tell(self.sessions, self.registry_sessions, "disposal.reservation.", handlers)
        self.hear_registry()

    def hear_registry(self) -> None:
        """What disposal's worker does with what became of the cards."""
        own = DisposalWorker()
        heard = {
            "written_off": lambda session, event: own.assets_written_off(session, [event]),
            "moved": lambda session, event: own.assets_moved(session, [event]),
        }
        self._tell(self.registry_sessions, self.sessions, "registry.asset.", heard)

    def _tell(self, told: sessionmaker[Session], hearing: sessionmaker[Session], prefix: str, handlers: dict[str, Any]) -> None:
        for event in _told(told):
            handler = handlers.get(event["type"].split(".")[2]) if event["type"].startswith(prefix) else None
            if handler is None or event["id"] in self.known:
                continue
            self.known.add(event["id"])
            with hearing.begin() as session:
                handler(session, parse(json.dumps(event).encode()))


def beijing_today() -> str:
    return (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()


def _told(sessions: sessionmaker[Session]) -> list[dict[str, Any]]:
    with sessions() as session:
        return [json.loads(body) for body in session.scalars(select(outbox.c.body).order_by(outbox.c.position))]


@pytest.fixture
def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "k"})


@pytest.fixture
def registry_sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("registry"), pool=20)
    with engine.begin() as connection:
        connection.execute(insert(registry_unit), [row | {"parent_id": None, "active": True} for row in unit_rows()])
    yield databases.sessions_of(engine)
    engine.dispose()


@pytest.fixture
def sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("disposal"), pool=20)
    with engine.begin() as connection:
        connection.execute(insert(disposal_unit), unit_rows())
    made = databases.sessions_of(engine)
    with made.begin() as session:
        seed_calendar(session, announced_years(), CALENDAR_SOURCE, datetime.now(UTC))
    yield made
    engine.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> DisposalSettings:
    return DisposalSettings(
        database_url=PostgresDsn("postgresql://nobody@127.0.0.1/none"), amqp_url=SecretStr("amqp://nobody@127.0.0.1/"),
        identity_keys=tmp_path / "keys.json", registry_address="127.0.0.1:1", storage_url=str(tmp_path / "files"),
    )  # fmt: skip


@pytest.fixture
def office(
    registry_sessions: sessionmaker[Session], sessions: sessionmaker[Session], key: OKPKey, settings: DisposalSettings
) -> Iterator[Office]:
    keys = settings.identity_keys
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    registry, registry_port = server(keys)
    register_registry(registry, registry_sessions)
    registry.start()
    with channel(f"127.0.0.1:{registry_port}") as registry_link:
        disposal, port = server(keys, OPEN_METHODS)
        register_disposal(disposal, sessions, registry_link, settings)
        disposal.start()
        with channel(f"127.0.0.1:{port}") as link:
            yield Office(key, registry_sessions, sessions, registry_link, link, registry)
        disposal.stop(0).wait()
    registry.stop(0).wait()



def unit_rows() -> list[dict[str, Any]]:
    """Every unit and region, as both services keep them."""
    regions = [_row(path.rpartition("/")[2], path, "region", path) for path in REGIONS]
    return [*regions, *(_row(unit_id, name, "public_institution", path) for unit_id, (name, path) in UNITS.items())]


def _row(unit_id: str, name: str, kind: str, path: str) -> dict[str, Any]:
    return unit_row(unit_id, name, kind, path) | {"funding": "" if kind == "region" else "full"}
