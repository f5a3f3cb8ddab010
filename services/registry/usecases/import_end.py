"""How an import ends: with its figures, refused as a whole, or given up; in the transaction that did its work."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from services.chassis import audit, outbox
from services.chassis.actor import Actor, Call
from services.chassis.errors import FieldFault, Invalid
from services.registry.domain.importing.faults import HEADER_ROW
from services.registry.domain.importing.header import Header
from services.registry.import_tables import import_, import_fault, import_file_chunk, import_progress, import_unit
from services.registry.tables import unit
from services.registry.usecases.import_jobs import Job
from services.registry.usecases.import_steps import Tally

WHOLE_FILE = "整个文件"


def finish(connection: Connection, job: Job, state: str, found: Tally, header: Header | None) -> None:
    """Checked, committed or rejected, with the figures of the file and its control totals per unit (A-066)."""
    figures = {
        "rows": found.rows, "accepted": found.accepted, "unchanged": found.unchanged, "rejected": found.rejected, "faults": found.faults,
    }
    if found.units:
        rows = connection.execute(select(unit.c.id, unit.c.budget_code).where(unit.c.id.in_(found.units)))
        codes = {row.id: row.budget_code for row in rows}
        connection.execute(
            insert(import_unit),
            [{"import_id": job.id, "unit_id": unit_id, "budget_code": codes[unit_id], "cards": cards, "value_fen": value_fen}
             for unit_id, (cards, value_fen) in found.units.items()],
        )
    _close(connection, job, state, **figures, ignored_columns=list(header.ignored) if header else [])
    if state == "committed" and found.accepted:
        connection.execute(select(func.pg_notify(outbox.CHANNEL, "")))
        _record(connection, job, {**figures, "accept": job.accept})


def refuse(connection: Connection, job: Job, why: Invalid) -> None:
    """Rejected as a whole: the file cannot be read, or its header not be understood."""
    faults = why.faults or (FieldFault(WHOLE_FILE, why.code, f"{why.message}{why.remedy}"),)
    connection.execute(
        insert(import_fault),
        [{"import_id": job.id, "row": HEADER_ROW, "number": number, "column": fault.field, "code": fault.code, "message": fault.message,
          "value": ""} for number, fault in enumerate(faults)],
    )
    _close(connection, job, "rejected", faults=len(faults), refusal_code=why.code, refusal=f"{why.message}{why.remedy}")


def give_up(connection: Connection, job: Job, now: datetime) -> None:
    """Failed: the importer died or was disturbed at every attempt."""
    told = "导入多次中断，已停止。请重新上传；如再次失败，请联系运维人员。"
    _close(connection, job, "failed", refusal_code="import_failed", refusal=told, finished_at=now)


def _close(connection: Connection, job: Job, state: str, **values: Any) -> None:
    values.setdefault("finished_at", func.clock_timestamp())
    connection.execute(update(import_).where(import_.c.id == job.id).values(state=state, **values))
    for table in (import_file_chunk, import_progress):
        connection.execute(delete(table).where(table.c.import_id == job.id))


def _record(connection: Connection, job: Job, after: dict[str, Any]) -> None:
    actor = Actor(account=job.origin.account, name="")
    call = Call(actor, job.origin.at, job.origin.correlation_id, traceparent=job.origin.traceparent)
    audit.record(connection, call, audit.Entry("import.commit", "import", str(job.id), job.org_path, after=after))

