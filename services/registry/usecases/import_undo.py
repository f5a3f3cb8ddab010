"""How an import that nothing has touched since is undone: its cards go, and everybody who heard of them hears of that."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import NotFound, Refused
from services.chassis.permissions import Reach, require_anywhere
from services.contracts.events.registry import AssetRemoved
from services.contracts.permissions import permissions
from services.registry.import_tables import import_, import_unit
from services.registry.tables import unit
from services.registry.usecases.import_steps import Origin, envelope


@dataclass(frozen=True, slots=True)
class UndoImport:
    """Which import, and why."""

    import_id: UUID
    reason: str = ""


def undo_import(session: Session, call: Call, command: UndoImport) -> int:
    """Remove every card of a committed import and return how many; their history stays, their numbers are free again.

    NotFound unless the caller may import for every unit in it; Refused (`import_not_committed`, `import_undone`,
    `import_touched`) where there is nothing to undo or anything has happened to one of its cards since.
    """
    reaches = require_anywhere(permissions("registry"), call.actor, "import.run")
    found = session.execute(select(import_).where(import_.c.id == command.import_id).with_for_update()).first()
    if found is None or not _within(found.org_path, reaches) or not _all_within(session, command.import_id, reaches):
        raise NotFound("import_not_found", "未找到该次导入，或它不在您的权限范围内。")
    _refuse_state(found)
    _refuse_touched(session, found)
    _remove(session, call, command)
    session.execute(update(import_).where(import_.c.id == found.id).values(undone_at=call.at, undone_by=call.actor.account))
    session.execute(select(func.pg_notify(outbox.CHANNEL, "")))
    after = {"cards": found.accepted, "reason": command.reason}
    audit.record(session, call, audit.Entry("import.undo", "import", str(found.id), found.org_path, after=after))
    return int(found.accepted)


def _within(path: str, reaches: tuple[Reach, ...]) -> bool:
    return any(reach.covers(path) for reach in reaches)


def _all_within(session: Session, import_id: UUID, reaches: tuple[Reach, ...]) -> bool:
    joined = select(unit.c.path).join(import_unit, import_unit.c.unit_id == unit.c.id)
    return all(_within(path, reaches) for path in session.scalars(joined.where(import_unit.c.import_id == import_id)))


def _refuse_state(found: Row[Any]) -> None:
    if found.undone_at is not None:
        raise Refused("import_undone", "该次导入已经撤销。")
    if found.state != "committed":
        raise Refused("import_not_committed", "该次导入没有登记卡片，无需撤销。")


def _refuse_touched(session: Session, found: Row[Any]) -> None:
    """Lock the cards, then look for anything that happened to them: a later version, a hold, a document, a lending, a duty.

    One statement for both would not see what it waited for.
    """
    lock = "SELECT count(*) FROM (SELECT FROM card WHERE import_id = :id ORDER BY asset_no FOR UPDATE) mine"
    session.execute(text(lock), {"id": found.id})
    locked = session.execute(
        text("""
            WITH mine AS (SELECT asset_no, version FROM card WHERE import_id = :id)
            SELECT count(*) AS cards, count(*) FILTER (WHERE h.operation IS DISTINCT FROM 'imported' OR EXISTS (
                SELECT FROM hold x WHERE x.asset_no = mine.asset_no
                UNION ALL SELECT FROM change x WHERE x.asset_no = mine.asset_no
                UNION ALL SELECT FROM lending x WHERE x.asset_no = mine.asset_no
                UNION ALL SELECT FROM responsibility x WHERE x.asset_no = mine.asset_no
            )) AS touched FROM mine LEFT JOIN card_history h ON h.asset_no = mine.asset_no AND h.version = mine.version
        """),
        {"id": found.id},
    ).one()
    touched = locked.touched + found.accepted - locked.cards
    if touched:
        raise Refused(
            "import_touched", f"该次导入的卡片中有 {touched} 张此后办理过业务，不能整体撤销。", remedy="请对有误的卡片办理信息卡变动。"
        )


def _remove(session: Session, call: Call, command: UndoImport) -> None:
    origin = Origin(command.import_id, call.actor.account, call.at, command.reason, call.correlation_id, call.traceparent)
    told = {**envelope(AssetRemoved.TYPE, origin), "id": command.import_id}
    session.execute(
        text("""
            INSERT INTO outbox (event_id, aggregate, subject, version, type, body)
            SELECT event_id, :aggregate, asset_no, version, :type,
                   CAST(:a AS text) || event_id || CAST(:b AS text) || asset_no || CAST(:c AS text) || version || CAST(:d AS text)
                   || '{"asset_no":"' || asset_no || '","unit_id":' || to_json(unit_id) || ',"budget_code":' || to_json(budget_code)
                   || ',"import_id":"' || CAST(:id AS uuid) || '"}' || CAST(:e AS text)
            FROM (SELECT gen_random_uuid() AS event_id, c.asset_no, c.version + 1 AS version, c.unit_id, u.budget_code
                  FROM card c JOIN unit u ON u.id = c.unit_id WHERE c.import_id = CAST(:id AS uuid)) removed
        """),
        told,
    )
    session.execute(
        text("""
            WITH removed AS (DELETE FROM card WHERE import_id = :id RETURNING asset_no, version)
            INSERT INTO card_history (asset_no, version, at, actor, operation, reason, changes)
            SELECT asset_no, version + 1, :at, :account, 'removed', :reason, '{}' FROM removed
        """),
        {"id": command.import_id, "at": call.at, "account": call.actor.account, "reason": command.reason},
    )
