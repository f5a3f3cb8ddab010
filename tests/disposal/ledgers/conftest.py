"""The ledgers as their callers see them: gRPC with real tokens, a database of its own with cases in the state a test needs."""

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

import grpc
import pytest
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import database as databases
from services.chassis import tokens
from services.chassis.actor import Actor, Call, Post
from services.chassis.ids import new_id
from services.chassis.rpc.client import Origin, ask, channel
from services.chassis.rpc.server import Boundary
from services.chassis.tables import audit
from services.contracts.rpc.disposal.v1 import ledgers_pb2 as pb
from services.contracts.rpc.disposal.v1 import ledgers_pb2_grpc
from services.disposal.domain.case import Case
from services.disposal.domain.draft import Card, Unit
from services.disposal.domain.kinds import Authority, Reply, Step
from services.disposal.domain.route import Decider, Decision, RouteDesk, Ruling
from services.disposal.domain.states import State
from services.disposal.domain.working_days import beijing_day
from services.disposal.mapping import asset_rows, case_row
from services.disposal.server.ledgers import LedgerServicer
from services.disposal.tables import asset, case, case_asset, draft, unit
from tests.support import beside_registry

COUNTY = "43/4301/430121"
BUREAU, SCHOOL, OTHER_SCHOOL, HOSPITAL = "430121-004001", "430121-004011", "430121-004012", "430121-007011"
UNITS = {
    BUREAU: ("县教育局", "department", f"{COUNTY}/{BUREAU}"),
    SCHOOL: ("星沙中学", "public_institution", f"{COUNTY}/{BUREAU}/{SCHOOL}"),
    OTHER_SCHOOL: ("泉塘小学", "public_institution", f"{COUNTY}/{BUREAU}/{OTHER_SCHOOL}"),
    HOSPITAL: ("县人民医院", "public_institution", f"{COUNTY}/430121-007001/{HOSPITAL}"),
}
HANDLER, DEPARTMENT, FINANCE = "unit_handler", "department_reviewer", "finance_reviewer"
AT = datetime.now(UTC)
TODAY = beijing_day(AT)


@dataclass
class Ledgers:
    """The stub, the database beside it, and who can call."""

    key: OKPKey
    sessions: sessionmaker[Session]
    stub: ledgers_pb2_grpc.LedgerServiceStub

    def who(self, role: str = HANDLER, at: str = SCHOOL, account: str = "", idempotency_key: str = "") -> Origin:
        """An account with one post at a unit (id) or a region (path)."""
        path = UNITS[at][2] if at in UNITS else at
        return beside_registry.origin(self.key, account or f"{role}-{at}", [Post(role, path.rpartition("/")[2], path)], idempotency_key)

    def case(self, state: str = "executing", method: str = "sale", at: str = SCHOOL, **more: Any) -> Case:
        """A case of that unit in that state, as the case's own tables hold it."""
        made = sample(state, method, at, **more)
        with self.sessions.begin() as session:
            session.execute(insert(draft).values(_draft(made)))
            session.execute(insert(case).values(**case_row(made)))
            session.execute(insert(case_asset), asset_rows(made))
        return made

    def becomes(self, one: Case, **columns: Any) -> None:
        """Let the case be otherwise."""
        with self.sessions.begin() as session:
            session.execute(case.update().where(case.c.id == one.id).values(**columns))

    def card(self, asset_no: str, at: str = SCHOOL, state: str = "in_use", *, removed: bool = False) -> None:
        """Let disposal have heard of a card."""
        with self.sessions.begin() as session:
            session.execute(insert(asset).values(asset_no=asset_no, version=1, unit_id=at, state=state, removed=removed))

    def income(self, one: Case, origin: Origin | None = None, **given: Any) -> Any:
        """Record 1,000 yuan of sale, with 100 yuan of taxes, or otherwise."""
        wanted: dict[str, Any] = {
            "kind": "sale", "gross_fen": 100_000, "deductions": [pb.Deduction(kind="tax", amount_fen=10_000)], "received_on": str(TODAY),
        } | given  # fmt: skip
        return ask(self.stub.RecordIncome, pb.RecordIncomeRequest(case_id=str(one.id), **wanted), origin or self.who()).income

    def remit(self, income_id: str, amount_fen: int, receipt_no: str = "J-1", origin: Origin | None = None, on: date = TODAY) -> Any:
        request = pb.RecordRemittanceRequest(income_id=income_id, receipt_no=receipt_no, amount_fen=amount_fen, remitted_on=str(on))
        return ask(self.stub.RecordRemittance, request, origin or self.who()).income

    def listed(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.stub.ListIncome, pb.ListIncomeRequest(**wanted), origin or self.who())

    def losses(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.stub.ListLosses, pb.ListLossesRequest(**wanted), origin or self.who())

    def recover(self, loss_id: str, origin: Origin | None = None, **given: Any) -> Any:
        wanted: dict[str, Any] = {"kind": "money", "amount_fen": 10_000, "note": "赔偿款", "recovered_on": str(TODAY)} | given
        return ask(self.stub.RecordRecovery, pb.RecordRecoveryRequest(loss_id=loss_id, **wanted), origin or self.who()).loss

    def find(self, origin: Origin | None = None, **given: Any) -> Any:
        wanted = {"kind": "procedure", "text": "未见集体决策文件"} | given
        return ask(self.stub.RaiseFinding, pb.RaiseFindingRequest(**wanted), origin or self.who(DEPARTMENT, BUREAU)).finding

    def settle(self, finding_id: str, origin: Origin | None = None, settlement: str = "已补办") -> Any:
        request = pb.SettleFindingRequest(finding_id=finding_id, settlement=settlement)
        return ask(self.stub.SettleFinding, request, origin or self.who(FINANCE, COUNTY)).finding

    def findings(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.stub.ListFindings, pb.ListFindingsRequest(**wanted), origin or self.who())

    def year(self, origin: Origin | None = None, year: int = TODAY.year, unit_code: str = "") -> Any:
        request = pb.GetAnnualReportRequest(year=year, unit=unit_code)
        return ask(self.stub.GetAnnualReport, request, origin or self.who(FINANCE, COUNTY))

    def events(self, subject: str = "") -> list[dict[str, Any]]:
        """The events recorded so far, of one aggregate or of all."""
        return beside_registry.told(self.sessions, subject)

    def audited(self) -> list[Any]:
        with self.sessions() as session:
            return list(session.execute(select(audit).order_by(audit.c.position)))

    def at(self, when: datetime = AT) -> Call:
        """A call of the service itself at that time."""
        return Call(Actor("service:disposal", "disposal"), when, "c-1")


@pytest.fixture
def sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("disposal"), pool=20)
    with engine.begin() as connection:
        connection.execute(insert(unit), [*map(_region, ("43", "43/4301", COUNTY)), *map(_unit, UNITS)])
    yield databases.sessions_of(engine)
    engine.dispose()


@pytest.fixture
def ledgers(sessions: sessionmaker[Session], tmp_path) -> Iterator[Ledgers]:
    key = OKPKey.generate_key("Ed25519", {"kid": "k"})
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    server = grpc.server(ThreadPoolExecutor(8), interceptors=[Boundary(tokens.verifier(keys), frozenset())])
    ledgers_pb2_grpc.add_LedgerServiceServicer_to_server(LedgerServicer(sessions), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with channel(f"127.0.0.1:{port}") as link:
        yield Ledgers(key, sessions, ledgers_pb2_grpc.LedgerServiceStub(link))
    server.stop(0).wait()


def sample(state: str, method: str, at: str, cards: int = 1, papers: Sequence[tuple[str, str]] = (), **more: Any) -> Case:
    """A case that the unit's handler drafted and filed, and the department agreed to; `papers` are codes with their stage."""
    name, _, path = UNITS[at]
    case_id = new_id()
    agreed = RouteDesk(
        Step.DEPARTMENT_REVIEW, Authority.SUPERVISING_DEPARTMENT, Decision.AGREE, Decider(f"{DEPARTMENT}-{BUREAU}"), AT, "同意"
    )
    ruling = Ruling(
        "changsha-2024", "d", Authority.FINANCE_BUREAU, ((Step.DEPARTMENT_REVIEW, Authority.SUPERVISING_DEPARTMENT),), 5,
        Reply.AFTER_EXECUTION, ("第十条（一）",), 12, 30,
        {"materials": [{"code": code, "name": code, "stage": stage, "article": "第三十条"} for code, stage in papers]},
    )  # fmt: skip
    assets = tuple(_card(f"{case_id.hex[-8:]}-{number}", at) for number in range(cards))
    given: dict[str, Any] = {"executed_on": TODAY if state not in ("executing", "approved") else None} | more
    return Case(
        id=case_id, version=1, number=f"430121-2026-{case_id.hex[-6:]}", state=State(state),
        unit=Unit(at, at.partition("-")[2], name, path, "430121"), method=method, assets=assets, facts={}, ruling=ruling, route=(agreed,),
        filing=1, month="2026-03", original_value_fen=sum(card.original_value_fen for card in assets), drafted_by=f"{HANDLER}-{at}",
        filed_by=f"{HANDLER}-{at}", filed_at=AT, changed_at=AT, reference=f"{case_id}-1", **given,
    )  # fmt: skip


def _card(asset_no: str, at: str) -> Card:
    return Card(asset_no, 1, at, "台式计算机", "A02010105", "台式计算机", "M", "equipment", "待处置", 1, 500_000, 0, "2018-03-15")


def _draft(one: Case) -> dict[str, Any]:
    return {
        "id": one.id, "revision": 1, "filings": 1, "unit_id": one.unit.id, "method": one.method, "facts": {},
        "assets": [asdict(card) for card in one.assets], "secret": one.secret, "access": sorted(one.access), "drafted_by": one.drafted_by,
        "drafted_at": AT, "revised_by": one.drafted_by, "changed_at": AT, "search": "",
    }  # fmt: skip


def _region(path: str) -> dict[str, Any]:
    code = path.rpartition("/")[2]
    return {"id": code, "budget_code": "", "name": code, "kind": "region", "region": code, "path": path, "funding": "", "version": 1}


def _unit(unit_id: str) -> dict[str, Any]:
    name, kind, path = UNITS[unit_id]
    return {
        "id": unit_id, "budget_code": unit_id.partition("-")[2], "name": name, "kind": kind, "region": "430121", "path": path,
        "funding": "full", "version": 1,
    }  # fmt: skip
