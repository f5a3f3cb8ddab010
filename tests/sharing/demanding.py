"""How tests file demands, let the queue be worked off, and look at matches."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, insert, select, true

from services.chassis.actor import Actor, Call
from services.chassis.rpc.client import Origin, ask
from services.contracts.events.identity import OrganisationState
from services.contracts.rpc.sharing.v1 import demands_pb2, demands_pb2_grpc, entries_pb2, matching_pb2, matching_pb2_grpc
from services.sharing.tables import entry
from services.sharing.usecases.following import follow_organisation
from services.sharing.usecases.matching import match_waiting
from tests.sharing.conftest import REVIEWER, SCHOOL, Warehouse

CONTACT = entries_pb2.Contact(name="陈老师", phone="13912345678")
MEMORY = demands_pb2.Indicator(name="内存", relation="min", value="16", measure_unit="GB")
WISH: dict[str, Any] = {
    "class_code": "A02010105", "name": "台式计算机", "quantity": 1, "measure_unit": "台", "scope": "city",
    "reason": "新开微机室", "contact": CONTACT,
}  # fmt: skip


def stub(warehouse: Warehouse) -> demands_pb2_grpc.DemandServiceStub:
    return demands_pb2_grpc.DemandServiceStub(warehouse.link)


def matching(warehouse: Warehouse) -> matching_pb2_grpc.MatchingServiceStub:
    return matching_pb2_grpc.MatchingServiceStub(warehouse.link)


def demand(warehouse: Warehouse, unit: str = SCHOOL, origin: Origin | None = None, **wanted: Any) -> Any:
    request = demands_pb2.SubmitDemandRequest(**{**WISH, **wanted})
    return ask(stub(warehouse).SubmitDemand, request, origin or warehouse.who(at=unit)).demand


def decide(warehouse: Warehouse, demand_id: str, unit: str = SCHOOL, origin: Origin | None = None, **more: Any) -> Any:
    request = demands_pb2.DecideDemandRequest(demand_id=demand_id, **{"decision": "agree", **more})
    return ask(stub(warehouse).DecideDemand, request, origin or warehouse.who(REVIEWER, unit)).demand


def end(warehouse: Warehouse, demand_id: str, outcome: str = "withdrawn", reason: str = "已另行解决", unit: str = SCHOOL) -> Any:
    request = demands_pb2.EndDemandRequest(demand_id=demand_id, outcome=outcome, reason=reason)
    return ask(stub(warehouse).EndDemand, request, warehouse.who(at=unit)).demand


def published(warehouse: Warehouse, unit: str = SCHOOL, **wanted: Any) -> str:
    made = demand(warehouse, unit, **wanted)
    return str(decide(warehouse, made.id, unit).id)


def look_at(warehouse: Warehouse, demand_id: str, origin: Origin | None = None) -> Any:
    return ask(stub(warehouse).GetDemand, demands_pb2.GetDemandRequest(demand_id=demand_id), origin or warehouse.who())


def demand_square(warehouse: Warehouse, origin: Origin, **wanted: Any) -> list[str]:
    found = ask(stub(warehouse).ListDemandSquare, demands_pb2.ListDemandSquareRequest(**wanted), origin)
    return [one.id for one in found.items]


def offered(warehouse: Warehouse, unit: str, scope: str = "city", mode: str = "transfer", **card: Any) -> str:
    """An entry of the unit's, published in the local square; `features` are what its handler adds."""
    features = card.pop("features", ())
    entry_id = warehouse.submit(warehouse.card(unit, **card), scope=scope, mode=mode, unit=unit, features=features)
    warehouse.bring(entry_id, REVIEWER, unit=unit)
    return entry_id


def system_call(at: datetime | None = None) -> Call:
    return Call(Actor("service:sharing", "sharing"), at or datetime.now(UTC), "c")


def match_all(warehouse: Warehouse) -> int:
    """Work the queue off, as the server's task does; answers how much that was."""
    done = 0
    while True:
        with warehouse.sessions.begin() as session:
            worked = match_waiting(session, system_call())
        if not worked:
            return done
        done += worked


def moved(warehouse: Warehouse, path: str, unit: str = SCHOOL) -> None:
    """What sharing's worker does when identity tells that the unit has another place."""
    region = next(part for part in reversed(path.split("/")) if part.isdigit())
    state = OrganisationState(
        id=unit, parent_id=None, kind="public_institution", budget_code=unit[7:], name="城桥中学", region=region, funding="", path=path,
        credit_code="", active=True,
    )  # fmt: skip
    with warehouse.sessions.begin() as session:
        follow_organisation(session, system_call(), state, 100 + len(warehouse.events()))


def matches(warehouse: Warehouse, origin: Origin | None = None, **of: Any) -> Any:
    return list(ask(matching(warehouse).ListMatches, matching_pb2.ListMatchesRequest(**of), origin or warehouse.who()).matches)


def refuse(warehouse: Warehouse, match_id: str, reason: str, origin: Origin | None = None) -> Any:
    request = matching_pb2.RefuseMatchRequest(match_id=match_id, reason=reason)
    return ask(matching(warehouse).RefuseMatch, request, origin or warehouse.who()).match


def check(warehouse: Warehouse, unit: str = SCHOOL, origin: Origin | None = None, **wanted: Any) -> Any:
    request = matching_pb2.CheckPurchaseRequest(**{"class_code": "A02010105", "quantity": 1, **wanted})
    return ask(matching(warehouse).CheckPurchase, request, origin or warehouse.who(at=unit))


def copied(warehouse: Warehouse, entry_id: str, count: int) -> None:
    """So many newer offers that are like this one, of assets of their own."""
    names = [each.name for each in entry.c if each.name not in ("id", "asset_no")]
    numbers = func.generate_series(1, count).table_valued("n", name="numbers").render_derived()
    fresh = select(func.gen_random_uuid(), entry.c.asset_no + cast(numbers.c.n, Text), *(entry.c[name] for name in names))
    source = fresh.select_from(entry.join(numbers, true())).where(entry.c.id == UUID(entry_id))
    with warehouse.sessions.begin() as session:
        session.execute(insert(entry).from_select(["id", "asset_no", *names], source))
