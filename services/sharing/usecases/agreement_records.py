"""How agreements are loaded for a command, and how their steps are committed: row, event and audit record."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict
from services.sharing.agreement_events import agreement_event
from services.sharing.agreement_mapping import agreement_of, agreement_row, agreements
from services.sharing.agreement_tables import agreement
from services.sharing.domain import sources
from services.sharing.domain.agreement import Agreement, AgreementStep, already_asked
from services.sharing.domain.offer import Asset


def chosen_agreements(session: Session, which: ColumnElement[bool]) -> list[Agreement]:
    """The agreements that this condition chooses, locked in the order of their ids; their entry is locked before them."""
    ids = session.scalars(select(agreement.c.id).where(which).order_by(agreement.c.id).with_for_update()).all()
    rows = session.execute(agreements().where(agreement.c.id.in_(ids)).order_by(agreement.c.id)) if ids else ()
    return [agreement_of(row) for row in rows]


def record_agreements(session: Session, call: Call, steps: Sequence[AgreementStep], asset: Asset | None = None) -> None:
    """Commit what happened to agreements that were loaded for update, or came into being."""
    for step in steps:
        _store(session, step)
        outbox.append(session, agreement_event(step, call, asset))
        audit.record(session, call, _audited(step))


def _store(session: Session, step: AgreementStep) -> None:
    one, row = step.agreement, agreement_row(step.agreement)
    if step.before is None:
        if not session.execute(insert(agreement).values(**row).on_conflict_do_nothing().returning(agreement.c.id)).first():
            raise already_asked(one.asset_no)
        return
    mine = (agreement.c.id == one.id) & (agreement.c.version == step.before.version)
    if not session.execute(update(agreement).where(mine).values(**row).returning(agreement.c.id)).first():
        raise Conflict("stale_version", "该调剂意向已被他人办理。", remedy="请刷新后重新办理。")


def _audited(step: AgreementStep) -> audit.Entry:
    one, before = step.agreement, step.before
    after: dict[str, Any] = {"asset_no": one.asset_no, "state": one.state.value, "receiver": one.receiver.id}
    after |= {name: value for name, value in (("reason", one.reason), ("case_number", one.case_number)) if value}
    earlier = {"state": before.state.value} if before else None
    return audit.Entry(f"agreement.{step.operation}", "agreement", str(one.id), one.supplier.path, earlier, after, sources.AGREEING)
