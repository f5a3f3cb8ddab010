"""How a card becomes a row and a row a card, and how its values are written as JSON."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import cast, literal
from sqlalchemy.dialects.postgresql import TSVECTOR

from services.chassis import search_words
from services.registry.domain.card import Card, Diff
from services.registry.domain.change import Change, ChangeState
from services.registry.domain.holds import Hold
from services.registry.domain.lending import Lending, LendingKind
from services.registry.domain.states import State
from services.registry.domain.units import Unit
from services.registry.tables import card, change, hold, lending, unit

CARD_FIELDS = tuple(one.name for one in fields(Card))
CARD_COLUMNS = tuple(card.c[name] for name in CARD_FIELDS)
_STATE = CARD_FIELDS.index("state")
UNIT_COLUMNS = tuple(unit.c[name].label(f"unit__{name}") for name in ("id", "budget_code", "name", "path"))
HOLD_COLUMNS = tuple(column.label(f"hold__{column.name}") for column in hold.c)
SEARCHED = ("asset_no", "name", "model", "brand", "voucher_no", "use_department", "user_name", "place", "remark")
"""The columns of a card that make up its search document."""


def card_of(row: Any) -> Card:
    """The card of a row that begins with CARD_COLUMNS."""
    values = list(row[: len(CARD_FIELDS)])
    values[_STATE] = State(values[_STATE])
    return Card(*values)


def unit_of(row: Any) -> Unit:
    """The unit of a row that holds UNIT_COLUMNS."""
    return Unit(row.unit__id, row.unit__budget_code, row.unit__name, row.unit__path)


def hold_of(row: Any) -> Hold | None:
    """The hold of a row that holds HOLD_COLUMNS, None where there is none."""
    if row.hold__service is None:
        return None
    return Hold(*(getattr(row, f"hold__{column.name}") for column in hold.c))


def change_of(row: Any) -> Change:
    """The change document of a row of the change table."""
    values = {column.name: getattr(row, column.name) for column in change.c}
    return Change(**{**values, "state": ChangeState(values["state"])})


def lending_of(row: Any) -> Lending:
    """The lending of a row that is the lending table's columns."""
    values = dict(zip(lending.c.keys(), row, strict=True))
    return Lending(**{**values, "kind": LendingKind(values["kind"]), "state_before": State(values["state_before"])})


def card_row(one: Card, names: frozenset[str] | None = None) -> dict[str, Any]:
    """The columns of a card, or of the fields `names`; the layers and the search document go with what they follow from."""
    wanted = [name for name in CARD_FIELDS if names is None or name in names]
    row = {name: getattr(one, name) for name in wanted}
    if "place" in row:
        row.update({name: getattr(one.layers, name) for name in ("campus", "building", "floor", "room")})
    if row.keys() & set(SEARCHED):
        row["search"] = search_document(one)
    return row


def search_document(one: Card) -> str:
    """The card's search document, to be cast to `tsvector`."""
    return search_words.document(getattr(one, name) for name in SEARCHED)


def as_tsvector(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row with its search document cast, for statements that bind values one by one."""
    return {name: cast(literal(value), TSVECTOR) if name == "search" else value for name, value in row.items()}


def json_ready(value: Any) -> Any:
    """A field's value as JSON: days and times in ISO form, codes as text."""
    if isinstance(value, State | UUID):
        return str(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def json_diff(diff: Diff) -> dict[str, list[Any]]:
    """Field → [before, after], JSON-ready."""
    return {name: [json_ready(before), json_ready(after)] for name, (before, after) in diff.items()}


def from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Field → value of a card, read back from JSON."""
    read = dict(values)
    for name in ("acquired_on", "booked_on"):
        if read.get(name) is not None:
            read[name] = date.fromisoformat(read[name])
    if "state" in read:
        read["state"] = State(read["state"])
    return read
