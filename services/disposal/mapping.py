"""How a case or a draft becomes a row and a row a case or a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from services.chassis import search_words
from services.disposal.domain.case import Case
from services.disposal.domain.draft import Card, Draft, Paper, Unit
from services.disposal.domain.kinds import Authority, Reply, Step
from services.disposal.domain.route import Decider, Decision, Route, RouteDesk, Ruling
from services.disposal.domain.states import State
from services.disposal.tables import case, draft, unit

_UNIT_FIELDS = ("id", "budget_code", "name", "path", "region", "funding")
UNIT_COLUMNS = tuple(unit.c[name].label(f"unit__{name}") for name in _UNIT_FIELDS)
DRAFT_COLUMNS = tuple(column for column in draft.c if column.name != "search")
_SAME = (
    "id", "version", "number", "method", "facts", "filing", "month", "original_value_fen", "drafted_by", "filed_by", "filed_at",
    "changed_at", "reference", "secret", "emergency", "emergency_name", "receiving_unit", "reason", "approved_at", "valid_until",
    "notice_from", "notice_through", "executed_on", "reply_no", "replied_at", "post_approval_due_on", "booking_no",
)  # fmt: skip
_DRAFT_SAME = ("id", "revision", "filings", "drafted_by", "drafted_at", "revised_by", "changed_at")
_PAPER_SAME = ("method", "facts", "secret", "receiving_unit", "emergency_name")
MOST_SEARCHED = 200
"""Of a longer list of cards the first are found by search."""


def cases() -> Select[*tuple[Any, ...]]:
    """Every case with its unit, for `case_of`."""
    return select(case, *UNIT_COLUMNS).select_from(case.join(unit, unit.c.id == case.c.unit_id))


def drafts() -> Select[*tuple[Any, ...]]:
    """Every draft with its unit, for `draft_of`."""
    return select(*DRAFT_COLUMNS, *UNIT_COLUMNS).select_from(draft.join(unit, unit.c.id == draft.c.unit_id))


def case_of(row: Any, assets: Sequence[Any]) -> Case:
    """The case of a row that holds the columns of `cases`, with the rows of its cards in order."""
    return Case(
        **{name: getattr(row, name) for name in _SAME}, state=State(row.state), unit=unit_of(row), ruling=ruling_of(row.ruling),
        route=route_of(row.desks), access=frozenset(row.access), assets=tuple(Card(**one.card) for one in assets),
        outcomes={one.asset_no: one.outcome for one in assets},
    )


def draft_of(row: Any) -> Draft:
    """The draft of a row that holds the columns of `drafts`."""
    paper = Paper(
        **{name: getattr(row, name) for name in _PAPER_SAME}, access=frozenset(row.access), cards=tuple(Card(**one) for one in row.assets)
    )
    return Draft(**{name: getattr(row, name) for name in _DRAFT_SAME}, unit=unit_of(row), paper=paper)


def unit_of(row: Any) -> Unit:
    """The unit of a row that holds UNIT_COLUMNS."""
    return Unit(*(getattr(row, f"unit__{name}") for name in _UNIT_FIELDS))


def case_row(one: Case) -> dict[str, Any]:
    """Every column of a case."""
    return {name: getattr(one, name) for name in _SAME} | {
        "state": one.state.value, "unit_id": one.unit.id, "ruling": ruling_json(one.ruling), "desks": route_json(one.route),
        "access": sorted(one.access), "deciders": sorted(one.deciders),
    }  # fmt: skip


def asset_rows(one: Case) -> list[dict[str, Any]]:
    """The rows of the case's cards."""
    return [
        {
            "case_id": one.id, "position": position, "asset_no": card.asset_no, "live": one.reference is not None, "outcome": "pending",
            "card": asdict(card),
        }
        for position, card in enumerate(one.assets)
    ]  # fmt: skip


def draft_row(one: Draft) -> dict[str, Any]:
    """Every column of a draft but the search document."""
    return {name: getattr(one, name) for name in _DRAFT_SAME} | {name: getattr(one.paper, name) for name in _PAPER_SAME} | {
        "unit_id": one.unit.id, "access": sorted(one.paper.access), "assets": [asdict(card) for card in one.paper.cards],
    }  # fmt: skip


def search_document(one: Draft, number: str = "") -> str:
    """What draft and case are found by, to be cast to `tsvector`; of a secret one its number alone."""
    if one.paper.secret:
        return search_words.document([number])
    cards = [text for card in one.paper.cards[:MOST_SEARCHED] for text in (card.asset_no, card.name, card.model)]
    return search_words.document([number, one.unit.name, *cards])


def ruling_of(told: Mapping[str, Any]) -> Ruling:
    """The ruling of a case's JSON."""
    return Ruling(
        told["policy"], told["policy_digest"], Authority(told["final_authority"]),
        tuple((Step(step), Authority(authority)) for step, authority in told["steps"]), told["publicity_working_days"],
        Reply(told["reply"]), tuple(told["articles"]), told["approval_months"], told["post_approval_days"], told["assessment"],
    )  # fmt: skip


def ruling_json(one: Ruling) -> dict[str, Any]:
    """A ruling as JSON."""
    return {
        "policy": one.policy, "policy_digest": one.policy_digest, "final_authority": one.final_authority.value,
        "steps": [[step.value, authority.value] for step, authority in one.steps], "publicity_working_days": one.publicity_working_days,
        "reply": one.reply.value, "articles": list(one.articles), "approval_months": one.approval_months,
        "post_approval_days": one.post_approval_days, "assessment": dict(one.assessment),
    }  # fmt: skip


def route_of(told: Sequence[Mapping[str, Any]]) -> Route:
    """The route of a case's JSON."""
    return tuple(
        RouteDesk(
            Step(one["step"]), Authority(one["authority"]), Decision(one["decision"]) if one["decision"] else None,
            Decider(one["account"], one["on_behalf_of"]) if one["account"] else None,
            datetime.fromisoformat(one["at"]) if one["at"] else None, one["reason"],
        )
        for one in told
    )  # fmt: skip


def route_json(route: Route) -> list[dict[str, Any]]:
    """A route as JSON."""
    return [
        {
            "step": desk.step.value, "authority": desk.authority.value, "decision": desk.decision.value if desk.decision else "",
            "account": desk.by.account if desk.by else "", "on_behalf_of": desk.by.on_behalf_of if desk.by else "",
            "at": desk.at.isoformat() if desk.at else "", "reason": desk.reason,
        }
        for desk in route
    ]  # fmt: skip
