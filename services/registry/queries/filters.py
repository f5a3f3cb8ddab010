"""Which cards are looked for: a filter as people enter it, and the conditions it means."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_

from services.registry.domain.card import UNKNOWN_DEPARTMENT, UNKNOWN_USER
from services.registry.domain.states import State
from services.registry.tables import card


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty and None mean "whatever"; `unit` is a budget code or id, `below` an organisation's id; money is fen."""

    q: str = ""
    unit: str = ""
    below: str = ""
    states: tuple[State, ...] = ()
    class_code: str = ""
    kind: str = ""
    use_department: str = ""
    user_name: str = ""
    value_from_fen: int | None = None
    value_to_fen: int | None = None
    acquired_from: date | None = None
    acquired_to: date | None = None
    import_id: UUID | None = None
    shareable: bool | None = None
    unassigned: bool = False
    details_missing: bool = False


def conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """Every condition but search text and units."""
    equal = {
        "kind": wanted.kind, "use_department": wanted.use_department.strip(), "user_name": wanted.user_name.strip(),
        "import_id": wanted.import_id, "shareable": wanted.shareable,
    }
    found: list[ColumnElement[bool]] = [card.c[name] == value for name, value in equal.items() if value not in ("", None)]
    if wanted.states:
        found.append(card.c.state.in_([state.value for state in wanted.states]))
    if wanted.class_code:
        found.append(card.c.class_code.startswith(wanted.class_code, autoescape=True))
    found += _ranges(wanted)
    if wanted.unassigned:
        found.append(unassigned())
    if wanted.details_missing:
        found.append(details_missing())
    return found


def unassigned() -> ColumnElement[bool]:
    """The work queue of A-071: a live card whose department or user is still the default."""
    open_ = or_(card.c.use_department == UNKNOWN_DEPARTMENT, card.c.user_name == UNKNOWN_USER)
    return and_(open_, card.c.state != State.WRITTEN_OFF.value)


def details_missing() -> ColumnElement[bool]:
    """The work queue of cards whose kind asks for data that nobody entered yet."""
    asks = card.c.kind != "other"
    return and_(card.c.details == func.jsonb_build_object(), asks, card.c.state != State.WRITTEN_OFF.value)


def _ranges(wanted: Filter) -> list[ColumnElement[bool]]:
    pairs = (
        (card.c.original_value_fen, wanted.value_from_fen, wanted.value_to_fen),
        (card.c.acquired_on, wanted.acquired_from, wanted.acquired_to),
    )
    found: list[ColumnElement[bool]] = []
    for column, least, most in pairs:
        if least is not None:
            found.append(column >= least)
        if most is not None:
            found.append(column <= most)
    return found
