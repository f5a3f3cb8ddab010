"""How a match or a statement becomes a row and a row one of them."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.sharing.demand_mapping import indicators_of
from services.sharing.domain.match import Match
from services.sharing.domain.matching import Criterion
from services.sharing.domain.statement import RefusedOffer, Statement

_SAME = (
    "id", "version", "demand_id", "entry_id", "demander_id", "supplier_id", "class_code", "state", "found_at", "changed_at", "refusal",
    "refused_by",
)  # fmt: skip
_OF_CRITERION = ("name", "points", "most", "explanation")
_OF_STATEMENT = ("number", "unit_id", "unit_name", "class_code", "quantity", "given_at", "valid_until", "class_name")


def match_of(row: Any) -> Match:
    """The match of a row of its table."""
    criteria = tuple(Criterion(**each) for each in row.criteria)
    return Match(**{name: getattr(row, name) for name in _SAME}, points=row.score, criteria=criteria)


def match_row(one: Match) -> dict[str, Any]:
    """Every column of a match."""
    criteria = [{name: getattr(each, name) for name in _OF_CRITERION} for each in one.criteria]  # a fifth of what `asdict` costs
    return {name: getattr(one, name) for name in _SAME} | {"score": one.points, "criteria": criteria}


def statement_of(row: Any) -> Statement:
    """The statement of a row of its table."""
    refused = tuple(
        RefusedOffer(**{**one, "entry_id": UUID(one["entry_id"]), "refused_at": datetime.fromisoformat(one["refused_at"])})
        for one in row.refused
    )
    return Statement(**{name: getattr(row, name) for name in _OF_STATEMENT}, indicators=indicators_of(row.indicators), refused=refused)


def statement_row(one: Statement) -> dict[str, Any]:
    """Every column of a statement but who gave it."""
    refused = [asdict(each) | {"entry_id": str(each.entry_id), "refused_at": each.refused_at.isoformat()} for each in one.refused]
    indicators = [asdict(each) for each in one.indicators]
    return {name: getattr(one, name) for name in _OF_STATEMENT} | {"indicators": indicators, "refused": refused}
