"""What is known of imports: how far they are, what was found in the file, and its control totals per unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import NotFound
from services.chassis.paging import cursor_after, page_size, read_cursor
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain.importing.faults import Fault
from services.registry.import_tables import import_, import_fault, import_progress, import_unit
from services.registry.tables import unit

FAULTS_OF_A_PAGE = 5000


@dataclass(frozen=True, slots=True)
class UnitTotals:
    """The good rows of one unit and their original value in fen (A-066)."""

    unit_id: str
    budget_code: str
    unit_name: str
    cards: int
    value_fen: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import as it stands; `state` is queued, running, checked, committed, rejected, failed or undone.

    `rows_read` and `rows_stored` count while it runs and are not yet promised; the figures come with its end.
    """

    id: UUID
    state: str
    file_name: str
    size_bytes: int
    mode: str
    accept: str
    rows: int
    accepted: int
    unchanged: int
    rejected: int
    faults: int
    submitted_by: str
    submitted_at: datetime
    finished_at: datetime | None
    rows_read: int
    rows_stored: int
    refusal_code: str
    refusal: str
    ignored_columns: Sequence[str]
    undone_by: str | None
    undone_at: datetime | None
    units: Sequence[UnitTotals] = ()

    @property
    def notes(self) -> Sequence[str]:
        """Warnings for the file as a whole."""
        return [f"未使用的列：{'、'.join(self.ignored_columns)}。"] if self.ignored_columns else []


def get_import(session: Session, actor: Actor, import_id: UUID) -> ImportView:
    """One import with its control totals; NotFound where it does not exist or lies outside the caller's reach."""
    row = session.execute(_visible(actor).where(import_.c.id == import_id)).first()
    if row is None:
        raise NotFound("import_not_found", "未找到该次导入，或它不在您的权限范围内。")
    return _view(row, _units(session, import_id))


def list_imports(session: Session, actor: Actor, cursor: str, limit: int) -> tuple[Sequence[ImportView], str]:
    """Imports, the latest first, without their totals; and the cursor of the next page."""
    size, after = page_size(limit), read_cursor(cursor, "imports", (datetime, UUID))
    statement = _visible(actor).order_by(import_.c.submitted_at.desc(), import_.c.id.desc()).limit(size + 1)
    if after:
        statement = statement.where(tuple_(import_.c.submitted_at, import_.c.id) < after)
    found = [_view(row, ()) for row in session.execute(statement)]
    last = found[size - 1] if len(found) > size else None
    return found[:size], cursor_after("imports", (last.submitted_at, last.id)) if last else ""


def list_faults(session: Session, actor: Actor, import_id: UUID, cursor: str, limit: int) -> tuple[Sequence[Fault], str]:
    """The faults of an import by row and column, and the cursor of the next page."""
    get_import(session, actor, import_id)
    size, after = page_size(limit, 1000, FAULTS_OF_A_PAGE), read_cursor(cursor, "faults", (int, int))
    place = tuple_(import_fault.c.row, import_fault.c.number)
    statement = select(import_fault).where(import_fault.c.import_id == import_id).order_by(import_fault.c.row, import_fault.c.number)
    rows = session.execute((statement.where(place > after) if after else statement).limit(size + 1)).all()
    last = rows[size - 1] if len(rows) > size else None
    faults = [Fault(row.row, row.column, row.code, row.message, row.value) for row in rows[:size]]
    return faults, cursor_after("faults", (last.row, last.number)) if last else ""


def _visible(actor: Actor) -> Select[Any]:
    reaches = require_anywhere(permissions("registry"), actor, "import.read")
    progress = import_progress
    joined = import_.outerjoin(progress, progress.c.import_id == import_.c.id)
    return (
        select(
            import_, progress.c.import_id.is_not(None).label("running"), func.coalesce(progress.c.rows_read, 0).label("rows_read"),
            func.coalesce(progress.c.rows_stored, 0).label("rows_stored"),
        )
        .select_from(joined).where(within(import_.c.org_path, reaches))
    )


def _units(session: Session, import_id: UUID) -> Sequence[UnitTotals]:
    totals = import_unit
    rows = session.execute(
        select(totals.c.unit_id, totals.c.budget_code, func.coalesce(unit.c.name, ""), totals.c.cards, totals.c.value_fen)
        .select_from(totals.outerjoin(unit, unit.c.id == totals.c.unit_id)).where(totals.c.import_id == import_id)
        .order_by(totals.c.budget_code, totals.c.unit_id)
    )
    return [UnitTotals(*row) for row in rows]


def _view(row: Row[Any], units: Sequence[UnitTotals]) -> ImportView:
    state = "undone" if row.undone_at else "running" if row.state == "queued" and row.running else row.state
    return ImportView(
        row.id, state, row.file_name, row.size_bytes, row.mode, row.accept, row.rows, row.accepted, row.unchanged, row.rejected, row.faults,
        row.submitted_by, row.submitted_at, row.finished_at, row.rows_read, row.rows_stored, row.refusal_code, row.refusal,
        row.ignored_columns, row.undone_by, row.undone_at, units,
    )
