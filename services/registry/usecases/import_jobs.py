"""Which import is next, and what is known about it before its file is opened.

The job at hand is locked by its importer's transaction for as long as it works: a dead importer's job is free again
the moment the database notices, and starts over, because nothing of it was committed. What is seen of it meanwhile goes
through a second connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from tempfile import TemporaryFile
from typing import BinaryIO, cast
from uuid import UUID

from sqlalchemy import Connection, Select, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from services.chassis.permissions import Reach
from services.registry.domain import class_codes
from services.registry.domain.importing.codes import KnownUnit
from services.registry.domain.importing.faults import UNIT_AMBIGUOUS, UNIT_NOT_YOURS
from services.registry.domain.importing.fields import Surroundings
from services.registry.domain.units import Unit
from services.registry.import_tables import import_, import_file_chunk, import_progress
from services.registry.reading.media import Media
from services.registry.tables import class_code, unit
from services.registry.usecases.import_steps import Origin
from services.registry.usecases.loading import beijing_day

CHANNEL = "guanzi_import"
MANY = 5_000


@dataclass(frozen=True, slots=True)
class Job:
    """An import as it was asked for."""

    media: Media
    mode: str
    accept: str
    org_path: str
    reaches: tuple[Reach, ...]
    origin: Origin

    @property
    def id(self) -> UUID:
        """The import's id."""
        return self.origin.import_id


def claim(connection: Connection, now: datetime) -> Job | None:
    """Lock the oldest import that nobody works on; None when there is none. The transaction may take as long as it must."""
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    row = connection.execute(
        select(import_).where(import_.c.state == "queued").order_by(import_.c.submitted_at, import_.c.id).limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    ).first()
    if row is None:
        return None
    origin = Origin(row.id, row.submitted_by, now, f"导入 {row.file_name}", row.correlation_id, row.traceparent)
    reaches = tuple(Reach(path, scope) for path, scope in row.reaches)
    return Job(row.media, row.mode, row.accept, row.org_path, reaches, origin)


def begin(beside: Connection, import_id: UUID, now: datetime) -> int:
    """Show that the work begins; returns which attempt this is."""
    fresh = {"phase": "reading", "rows_read": 0, "rows_stored": 0, "updated_at": now}
    statement = insert(import_progress).values(import_id=import_id, attempt=1, **fresh)
    again = statement.on_conflict_do_update(
        index_elements=["import_id"], set_={**fresh, "attempt": import_progress.c.attempt + 1}
    )
    attempt: int = beside.execute(again.returning(import_progress.c.attempt)).scalar_one()
    return attempt


def give_back(beside: Connection, import_id: UUID) -> None:
    """An attempt that was ended on purpose does not count."""
    beside.execute(
        update(import_progress).where(import_progress.c.import_id == import_id).values(attempt=import_progress.c.attempt - 1)
    )


def show(beside: Connection, import_id: UUID, rows_read: int, rows_stored: int) -> None:
    """Show how far the work has come."""
    beside.execute(
        update(import_progress).where(import_progress.c.import_id == import_id)
        .values(phase="storing" if rows_stored else "reading", rows_read=rows_read, rows_stored=rows_stored, updated_at=func.now())
    )


def take_stock(beside: Connection, stored: int) -> None:
    """Tell the database's planner about many new cards now, not when it happens to look."""
    if stored >= MANY:
        beside.execute(text("ANALYZE card"))


@contextmanager
def file_of(beside: Connection, import_id: UUID) -> Iterator[BinaryIO]:
    """The uploaded file, put together on disk; it is gone when the process is."""
    with TemporaryFile() as file:
        number = 0
        while (content := beside.scalar(_chunk(import_id, number))) is not None:
            file.write(content)
            number += 1
        file.seek(0)
        yield cast(BinaryIO, file)


def _chunk(import_id: UUID, number: int) -> Select[bytes]:
    return select(import_file_chunk.c.content).where(import_file_chunk.c.import_id == import_id, import_file_chunk.c.number == number)


def surroundings(connection: Connection, job: Job) -> tuple[Surroundings, dict[str, Unit]]:
    """Class codes, the importer's units by budget code, today; and the units by id, for the events."""
    listed = select(unit.c.id, unit.c.budget_code, unit.c.name, unit.c.path).where(unit.c.active, unit.c.kind != literal("region"))
    units = [Unit(*row) for row in connection.execute(listed)]
    codes = frozenset(connection.scalars(select(class_code.c.code))) or frozenset(class_codes.shipped())
    around = Surroundings(codes, known_units(units, job.reaches), beijing_day(job.origin.at))
    return around, {found.id: found for found in units}


def known_units(units: list[Unit], reaches: tuple[Reach, ...]) -> dict[str, KnownUnit]:
    """Budget code → unit within the importer's right; a code of others', or of several within it, says so."""
    known: dict[str, KnownUnit] = {}
    for found in units:
        before = known.get(found.budget_code)
        if not any(reach.covers(found.path) for reach in reaches):
            known.setdefault(found.budget_code, KnownUnit("", found.budget_code, UNIT_NOT_YOURS))
        elif before is None or before.wrong is UNIT_NOT_YOURS:
            known[found.budget_code] = KnownUnit(found.id, found.budget_code)
        else:
            known[found.budget_code] = KnownUnit("", found.budget_code, UNIT_AMBIGUOUS)
    return known
