"""What a ledger entry belongs to: its case as far as the ledgers need it, and its unit."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from services.disposal.tables import case, unit

COLUMNS = (
    case.c.number.label("case__number"), case.c.state.label("case__state"), case.c.method.label("case__method"),
    case.c.secret.label("case__secret"), case.c.filed_by.label("case__filed_by"), case.c.drafted_by.label("case__drafted_by"),
    unit.c.id.label("unit__id"), unit.c.path.label("unit__path"), unit.c.kind.label("unit__kind"),
    unit.c.budget_code.label("unit__budget_code"), unit.c.name.label("unit__name"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """Case and unit of an entry; without a case (`case_id` None) the case's words are empty."""

    case_id: UUID | None
    number: str
    state: str
    method: str
    secret: bool
    filers: Collection[str]
    unit_id: str
    unit_path: str
    unit_kind: str
    budget_code: str
    unit_name: str


def about_of(row: Any, case_id: UUID | None) -> About:
    """The case and unit of a row that holds COLUMNS."""
    filers = frozenset({row.case__filed_by, row.case__drafted_by} - {None})
    return About(
        case_id, row.case__number or "", row.case__state or "", row.case__method or "", bool(row.case__secret), filers,
        row.unit__id, row.unit__path, row.unit__kind, row.unit__budget_code, row.unit__name,
    )  # fmt: skip


def with_case(entries: Any, *columns: Any) -> Select[*tuple[Any, ...]]:
    """The entries (a ledger table) with their unit, and their case where they have one."""
    joined = entries.join(unit, unit.c.id == entries.c.unit_id).outerjoin(case, case.c.id == entries.c.case_id)
    return select(*columns, *COLUMNS).select_from(joined)


def known_to(account: str) -> ColumnElement[bool]:
    """Cases of which the account may know: of secret ones only where it is named, or decided (Art. 49); entries without a case."""
    named = or_(case.c.access.contains([account]), case.c.deciders.contains([account]))
    return or_(case.c.id.is_(None), case.c.secret.is_(False), named)
