"""How an import is worked off: read, judge, store, all in one transaction that also ends the job.

While one batch is with the database, the next is being read and checked: two processors share the work. Good rows
are stored as they come. Where all rows must be good and one is not, everything is rolled back and the file is read once
more, only to list its faults.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import BinaryIO, Protocol

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from services.chassis.errors import FieldFault, Invalid
from services.registry.domain.importing.cells import Cell
from services.registry.domain.importing.header import Header, read_header
from services.registry.domain.importing.rows import RowReader
from services.registry.reading import files
from services.registry.reading.limits import Limits
from services.registry.usecases import import_end, import_jobs, import_steps
from services.registry.usecases.import_jobs import Job
from services.registry.usecases.import_lines import Lines
from services.registry.usecases.import_steps import Tally

log = structlog.get_logger(__name__)
BATCH = 5000
MOST_ATTEMPTS = 3

class Progress(Protocol):
    """Shows how far the work has come."""

    def __call__(self, so_far: Tally, *, stores: bool) -> None: ...


class Interrupted(Exception):
    """The process is to end; the job starts over elsewhere."""


class _FaultFound(Exception):
    """A fault where none may be."""


def run_next(engine: Engine, limits: Limits, now: datetime, keep_on: Callable[[], bool] = lambda: True) -> bool:
    """Work off the oldest waiting import; False when none waits. Raises Interrupted once `keep_on` says no.

    Where somebody registered one of its numbers at the same moment, the job starts over the next time.
    """
    with engine.connect() as connection, engine.connect() as beside:
        beside.execution_options(isolation_level="AUTOCOMMIT")
        job = import_jobs.claim(connection, now)
        if job is None:
            return False
        stored = 0
        try:
            if import_jobs.begin(beside, job.id, now) > MOST_ATTEMPTS:
                import_end.give_up(connection, job, now)
            else:
                stored = _work(connection, beside, job, limits, keep_on)
            connection.commit()
        except IntegrityError as error:
            log.warning("import starts over", import_id=str(job.id), error=type(error.orig).__name__)
        else:
            import_jobs.take_stock(beside, stored)
    return True


def _work(connection: Connection, beside: Connection, job: Job, limits: Limits, keep_on: Callable[[], bool]) -> int:
    """The job from file to figures; how many cards it stored."""

    def progress(so_far: Tally, *, stores: bool) -> None:
        import_jobs.show(beside, job.id, so_far.rows, so_far.accepted if stores else 0)
        if not keep_on():
            import_jobs.give_back(beside, job.id)
            raise Interrupted

    with import_jobs.file_of(beside, job.id) as file:
        rows = _Rows(file, job, limits)
        try:
            state, found = _examine(connection, rows, progress)
        except Invalid as refusal:
            import_end.refuse(connection, job, refusal)
            return 0
        import_end.finish(connection, job, state, found, rows.header)
        return found.accepted if state == "committed" else 0


def _examine(connection: Connection, rows: "_Rows", progress: Progress) -> tuple[str, Tally]:
    """Store what is good, or only list what is not; the state the import ends in, and its figures."""
    if rows.job.mode == "commit":
        try:
            with connection.begin_nested():
                found = _read_through(connection, rows, progress, stores=True)
        except _FaultFound:
            pass
        else:
            return "committed" if found.accepted + found.unchanged else "rejected", found
    with connection.begin_nested():
        found = _read_through(connection, rows, progress, stores=False)
    return "checked" if rows.job.mode == "check" else "rejected", found


class _Rows:
    """The file of a job, to be read once or twice."""

    def __init__(self, file: BinaryIO, job: Job, limits: Limits) -> None:
        self._file, self.job, self._limits = file, job, limits
        self.header: Header | None = None

    def lines(self, connection: Connection) -> Iterator[str]:
        """One staging line for each row that holds anything; refuses a file without usable header."""
        around, units = import_jobs.surroundings(connection, self.job)
        self._file.seek(0)
        found = files.rows(self._file, self.job.media, self._limits)
        self.header = usable_header(next(found, (1, ()))[1])
        return self._lines(found, RowReader(self.header, around), Lines(self.job.id, units))

    def _lines(self, found: Iterator[tuple[int, Sequence[Cell]]], reader: RowReader, lines: Lines) -> Iterator[str]:
        for number, cells in found:
            card, asset_no, faults = reader.read(number, cells)
            if card is not None:
                yield lines.good(number, card)
            elif faults:
                yield lines.faulty(number, asset_no, faults)


def usable_header(cells: Sequence[Cell]) -> Header:
    """The header; refuses with every fault of it at once."""
    header = read_header(cells)
    if isinstance(header, Header):
        return header
    names = "、".join(dict.fromkeys(fault.column for fault in header))
    faults = tuple(FieldFault(fault.column, fault.code, fault.message) for fault in header)
    raise Invalid("header", f"表头有误：{names}。", remedy="第 1 行应为财政版导出的表头。", faults=faults)


def _read_through(connection: Connection, rows: _Rows, progress: Progress, *, stores: bool) -> Tally:
    import_steps.make_room(connection)
    lines = rows.lines(connection)
    so_far, waiting = Tally(), None
    with ThreadPoolExecutor(1, "import-batch") as database:
        while batch := list(islice(lines, BATCH)):
            block = "".join(batch).encode()
            if waiting:
                so_far += waiting.result()
                progress(so_far, stores=stores)
            waiting = database.submit(_take, connection, rows, block, stores=stores)
        if waiting is None:
            raise Invalid("no_rows", "文件中没有资产卡片。", remedy="请核对所选文件和工作表。")
        return so_far + waiting.result()


def _take(connection: Connection, rows: _Rows, block: bytes, *, stores: bool) -> Tally:
    """One batch: stage, judge, and where it is good store."""
    assert rows.header is not None  # noqa: S101 - lines come after the header
    job = rows.job
    import_steps.stage(connection, block)
    import_steps.judge_repeated(connection)
    import_steps.judge_existing(connection)
    faults = import_steps.record_faults(connection, job.id, rows.header.texts[0])
    if stores and faults and job.accept == "all":
        raise _FaultFound
    if stores:
        import_steps.find_continued(connection)
        import_steps.store_cards(connection, job.origin)
        import_steps.store_history(connection, job.origin)
        import_steps.store_events(connection, job.origin)
    return replace(import_steps.tally(connection), faults=faults)
