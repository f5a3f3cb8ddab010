"""How an import is asked for, and how one that nothing has touched since is undone."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.chassis.ids import new_id
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.registry.import_tables import import_, import_file_chunk
from services.registry.reading.upload import Upload
from services.registry.usecases.import_jobs import CHANNEL

LONGEST_FILE_NAME = 200


@dataclass(frozen=True, slots=True)
class SubmitImport:
    """`mode`: check lists the faults, commit registers; `accept`: all or nothing, or the valid rows only."""

    file_name: str
    mode: Literal["check", "commit"]
    accept: Literal["all", "valid"]


def submit_import(session: Session, call: Call, command: SubmitImport, upload: Upload) -> UUID:
    """Queue a file for the importer and return the import's id.

    财政审核岗 imports for its region, 单位经办岗 and 资产管理员 for their unit; Forbidden for everybody else. Which rows are
    the importer's is judged row by row, with the right he has now.
    """
    reaches = require_anywhere(permissions("registry"), call.actor, "import.run")
    _check(command)
    import_id = new_id()
    session.execute(
        insert(import_).values(
            id=import_id, file_name=_printable(command.file_name), media=upload.media, size_bytes=upload.size, digest=upload.digest,
            mode=command.mode, accept=command.accept, state="queued", submitted_by=call.actor.account, submitted_at=call.at,
            org_path=reaches[0].path, reaches=[[reach.path, reach.scope] for reach in reaches], correlation_id=call.correlation_id,
            traceparent=call.traceparent,
        )
    )
    for number, content in enumerate(upload.chunks()):
        session.execute(insert(import_file_chunk).values(import_id=import_id, number=number, content=content))
    session.execute(select(func.pg_notify(CHANNEL, "")))
    return import_id


def _check(command: SubmitImport) -> None:
    faults = []
    if command.mode not in {"check", "commit"}:
        faults.append(FieldFault("mode", "mode_unknown", "mode 应为 check（检查）或 commit（导入）。"))
    if command.accept not in {"all", "valid"}:
        faults.append(FieldFault("accept", "accept_unknown", "accept 应为 all（全部正确才导入）或 valid（只导入正确的行）。"))
    if faults:
        raise Invalid("invalid", "导入方式有误。", faults=tuple(faults))


def _printable(name: str) -> str:
    return "".join(character for character in name if character.isprintable()).strip()[-LONGEST_FILE_NAME:] or "未命名"
