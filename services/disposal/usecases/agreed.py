"""How a free transfer on which two units agreed becomes a draft of its supplier (B-058): by event, and once.

The draft has the agreement's id, so that an event told twice drafts nothing twice, and sharing knows the case by it.
"""

from uuid import UUID

from sqlalchemy import cast, delete, select
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Unavailable
from services.contracts.events.warehouse import AgreedAsset, AgreementConcluded, AgreementEnded
from services.disposal.domain.batch import month_of
from services.disposal.domain.draft import Card, Draft, Unit
from services.disposal.domain.kinds import Method
from services.disposal.domain.merging import Known, paper_of
from services.disposal.domain.working_days import beijing_day
from services.disposal.mapping import draft_row, search_document
from services.disposal.tables import draft, unit
from services.disposal.usecases.batches import counted_fen

STATES = {"in_use": "在用", "idle": "闲置", "awaiting_disposal": "待处置", "inefficient": "低效运转", "leased_or_lent": "出租出借"}
_SAME = (
    "asset_no", "name", "class_code", "class_name", "model", "kind", "quantity", "original_value_fen", "net_value_fen",
    "service_life_months",
)  # fmt: skip
ARTICLE = "第九条（一）"


def draft_agreed(session: Session, call: Call, told: AgreementConcluded) -> None:
    """Draft the free transfer in the supplier's unit; its clerk adds what the rules ask for, and files it as any other."""
    if told.asset is None:
        return
    holder, receiver = _unit(session, told.supplier_id), _unit(session, told.receiver_id)
    cards = [_card(told.asset, holder)]
    day, counted = beijing_day(call.at), counted_fen(session, holder.id, month_of(call.at))
    paper = paper_of(Method.FREE_TRANSFER.value, {}, Known(holder, cards, day, counted, receiver))
    by = told.supplier_account
    made = Draft(UUID(told.agreement_id), 1, 0, holder, paper, by, call.at, by, call.at)
    row = draft_row(made) | {"search": cast(search_document(made), TSVECTOR)}
    if session.execute(insert(draft).values(**row).on_conflict_do_nothing().returning(draft.c.id)).first():
        _audit(session, call, "draft.created", made.id, holder.path)


def drop_failed(session: Session, call: Call, told: AgreementEnded) -> None:
    """Nothing comes of the agreement: a draft that no clerk has touched is gone with it; what was revised or filed stays."""
    if told.state != "failed":
        return
    untouched = (draft.c.id == UUID(told.agreement_id)) & (draft.c.revision == 1) & (draft.c.filings == 0)
    if session.execute(delete(draft).where(untouched).returning(draft.c.id)).first():
        _audit(session, call, "draft.discarded", UUID(told.agreement_id), told.supplier_path)


def _card(asset: AgreedAsset, holder: Unit) -> Card:
    same = {name: getattr(asset, name) for name in _SAME}
    state = STATES.get(asset.state, asset.state)
    return Card(**same, version=asset.asset_version, unit_id=holder.id, state=state, acquired_on=asset.acquired_on.isoformat())


def _unit(session: Session, unit_id: str) -> Unit:
    """The unit as identity tells it; where its events are late, the event is tried again."""
    row = session.execute(select(unit).where(unit.c.id == unit_id)).first()
    if row is None:
        raise Unavailable("unit_not_known_yet", f"还没有单位 {unit_id} 的信息。")
    return Unit(row.id, row.budget_code, row.name, row.path, row.region, row.funding)


def _audit(session: Session, call: Call, operation: str, draft_id: UUID, path: str) -> None:
    after = {"method": Method.FREE_TRANSFER.value, "agreement": str(draft_id)}
    audit.record(session, call, audit.Entry(operation, "draft", str(draft_id), path, None, after, ARTICLE))
