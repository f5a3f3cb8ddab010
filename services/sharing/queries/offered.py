"""What squares show of an offer, read as rows: no desks, warnings or accounts are read, and none can be shown (B-063 to B-073).

Making an entry of every row, to leave half of it out of the answer, cost a square's page a fifth of all its time.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.sharing.mapping import UNIT_COLUMNS, owner_of
from services.sharing.queries.photos import Subject, photo_ids
from services.sharing.tables import entry, unit

_NAMES = (
    "id", "version", "state", "mode", "local_scope", "wide_scope", "asset", "features", "card_features", "contact_name", "contact_phone",
    "photos", "stored_photos", "source", "national_receipt_no", "submitted_at", "changed_at",
)  # fmt: skip
_OFFERS = select(*(entry.c[name] for name in _NAMES), *UNIT_COLUMNS).select_from(entry.join(unit, unit.c.id == entry.c.unit_id))


def offers(session: Session, ids: Sequence[UUID]) -> tuple[list[Any], Mapping[UUID, Sequence[str]]]:
    """The rows of these offers with their units, in this order, and the ids of their photos."""
    found = {row.id: row for row in session.execute(_OFFERS.where(entry.c.id == func.any(list(ids)))).all()}
    items = [found[each] for each in ids]
    return items, photo_ids(session, {row.id: _subject(row) for row in items if row.stored_photos})


def _subject(row: Any) -> Subject:
    told: Mapping[str, Any] = row.asset
    return Subject(told["asset_no"], owner_of(row), told["class_code"], told.get("brand", ""), told.get("model", ""))
