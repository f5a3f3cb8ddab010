"""How demands, matches and statements become messages, and messages wishes."""

from collections.abc import Iterable
from datetime import date, datetime

from services.chassis.errors import faulty_field
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import demands_pb2, entries_pb2, matching_pb2
from services.sharing.domain import sources
from services.sharing.domain.audience import Scope, scope_named
from services.sharing.domain.demand import Wish
from services.sharing.domain.indicator import Indicator
from services.sharing.domain.matching import Criterion
from services.sharing.domain.offer import Contact, mode_named
from services.sharing.domain.statement import VALID, RefusedOffer
from services.sharing.queries.demands import DemandView
from services.sharing.queries.matches import MatchView
from services.sharing.queries.statements import StatementView
from services.sharing.server.writing import contact_message, entry_message

_OF_STATEMENT = ("number", "unit_id", "unit_name", "class_code", "class_name", "quantity")
_OF_WISH = ("class_code", "class_name", "name", "quantity", "measure_unit", "reason", "budget_fen")


def wish(request: demands_pb2.SubmitDemandRequest) -> Wish:
    """What is asked for; without a scope, in the city."""
    return Wish(
        request.class_code, request.name, request.quantity, request.measure_unit, indicators(request.indicators),
        mode_named(request.mode) if request.mode else None, scope_named(request.scope, Scope.CITY), _day(request.needed_by),
        request.reason, Contact(request.contact.name, request.contact.phone), request.budget_fen,
    )  # fmt: skip


def indicators(told: Iterable[demands_pb2.Indicator]) -> tuple[Indicator, ...]:
    """The indicators of a request."""
    return tuple(Indicator(one.name, one.relation, one.value, one.measure_unit) for one in told)


def demand_message(view: DemandView) -> demands_pb2.Demand:
    """The demand as unit and desks see it, or from outside as the square shows it: what is needed, by whom, until when."""
    one, said, place = view.demand, view.demand.wish, view.demand.owner.place
    message = demands_pb2.Demand(
        **{name: getattr(said, name) for name in _OF_WISH}, id=str(one.id), version=one.version, state=one.state.value,
        state_name=one.state.chinese, desk=one.state.desk, mode=said.mode.value if said.mode else "", scope=said.scope.value,
        visible_scope=one.shown.value if one.shown else "", needed_by=said.needed_by.isoformat() if said.needed_by else "",
        owner=entries_pb2.Owner(
            unit_id=one.owner.id, budget_code=one.owner.budget_code, name=one.owner.name, path=one.owner.path, region=place.region
        ),
        indicators=_indicators(said.indicators), contact=contact_message(said.contact), submitted_by=one.submitted_by,
        submitted_at=moment(one.submitted_at), changed_at=moment(one.changed_at), note=one.note, matches=view.matches,
        supplied=one.supplied, national_receipt_no=one.national_receipt_no, national_refusal=one.national_refusal,
    )  # fmt: skip
    if not view.inside:
        for name in ("submitted_by", "note", "desk", "matches", "budget_fen", "national_refusal"):
            message.ClearField(name)
    return message


def match_message(view: MatchView) -> matching_pb2.Match:
    """A match with what the caller may see of both sides."""
    one = view.match
    return matching_pb2.Match(
        id=str(one.id), demand_id=str(one.demand_id or ""), score=one.points, criteria=map(_criterion, one.criteria), state=one.state,
        refusal=one.refusal, found_at=moment(one.found_at),
        entry=entry_message(view.entry, inside=view.entry_inside, photo_ids=view.photo_ids) if view.entry else None,
        demand=demand_message(DemandView(view.demand, view.demand_inside)) if view.demand else None,
    )  # fmt: skip


def statement_message(view: StatementView, at: datetime) -> matching_pb2.Statement:
    """A statement, and whether it holds at that time; which offers were refused and why only for those inside."""
    one, state = view.statement, view.statement.state(at, view.successor)
    return matching_pb2.Statement(
        **{name: getattr(one, name) for name in _OF_STATEMENT}, indicators=_indicators(one.indicators), given_at=moment(one.given_at),
        valid_until=one.valid_until.isoformat(), valid=state == VALID, state=state, superseded_by=view.successor,
        refused_count=len(one.refused), refused=map(_refused, one.refused) if view.inside else (), article=sources.PURCHASE,
    )  # fmt: skip


def _refused(one: RefusedOffer) -> matching_pb2.RefusedOffer:
    said = {name: getattr(one, name) for name in ("name", "model", "unit_name", "reason")}
    return matching_pb2.RefusedOffer(**said, entry_id=str(one.entry_id), refused_at=moment(one.refused_at))


def _criterion(one: Criterion) -> matching_pb2.Criterion:
    return matching_pb2.Criterion(name=one.name, points=one.points, most=one.most, explanation=one.explanation)


def _indicators(told: Iterable[Indicator]) -> list[demands_pb2.Indicator]:
    return [
        demands_pb2.Indicator(name=one.name, relation=one.relation, value=one.value, measure_unit=one.measure_unit) for one in told
    ]


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise faulty_field("needed_by", "day_malformed", "日期应写作 2026-12-31。") from None
