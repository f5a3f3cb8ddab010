"""What happens to photos of assets (B-082): added by who keeps the asset, removed again as long as nothing shows them.

Who adds, removes, or submits an entry of a unit's holds that unit's photos meanwhile, so that an entry's count is always that of
the photos which show its asset.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, insert, not_, or_, select, update
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.ids import new_id
from services.chassis.permissions import require, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain import sources
from services.sharing.domain.photos import MOST_OF_A_SET, model_unknown, set_is_full, shown_already
from services.sharing.mapping import live
from services.sharing.photo_file import Kept
from services.sharing.photo_tables import photo
from services.sharing.queries.photos import STANDING, Subject, keeper, of_kind, photo_not_found, photos_of, serves, standing
from services.sharing.tables import entry


def admit(call: Call, subject: Subject, *, for_model: bool) -> None:
    """What the upload would refuse whatever the picture is, refused before it is taken in."""
    require(permissions("sharing"), call.actor, "photo.upload", subject.owner.path, what="资产")
    if for_model and not subject.model.strip():
        raise model_unknown(subject.asset_no)


def attach(session: Session, call: Call, subject: Subject, kept: Kept, *, for_model: bool) -> tuple[Any, int]:
    """Note a photo that the store holds already, and answer how many the asset has; the same picture again is there already."""
    hold_photos(session, [subject.owner.id])
    of_set = list(session.execute(select(photo).where(STANDING, _set_of(subject, for_model=for_model))))
    known = next((row for row in of_set if row.sha256 == kept.sha256), None)
    if known is None:
        if len(of_set) >= MOST_OF_A_SET:
            raise set_is_full()
        known = _added(session, call, subject, kept, for_model=for_model)
    return known, len(photos_of(session, subject))


def remove(session: Session, call: Call, photo_id: UUID) -> int:
    """Show the photo no more, and answer how many are left of its set; refuses one that a published entry shows."""
    require_anywhere(permissions("sharing"), call.actor, "photo.upload")
    row = standing(session, photo_id)
    if row is None:
        raise photo_not_found()
    path = keeper(session, row)
    require(permissions("sharing"), call.actor, "photo.upload", path, what="照片")
    hold_photos(session, {row.unit_id, path.rpartition("/")[2]})
    if session.scalar(select(entry.c.id).where(serves(row), entry.c.local_audience.is_not(None)).limit(1)):
        raise shown_already()
    gone = update(photo).where(photo.c.id == photo_id, STANDING).values(removed_at=call.at, removed_by=call.actor.account)
    if not session.execute(gone.returning(photo.c.id)).first():
        raise photo_not_found()
    _recount(session, serves(row))
    _audit(session, call, "photo.removed", row, path, before={"asset_no": row.asset_no, "for_model": row.for_model, "photo": row.sha256})
    return session.scalar(select(func.count()).select_from(photo).where(STANDING, _same_set(row))) or 0


def hold_photos(session: Session, unit_ids: Collection[str], *, shared: bool = False) -> None:
    """Wait until nobody else changes the units' photos; `shared` with those who count them, too."""
    lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    for unit_id in sorted(unit_ids):
        session.execute(select(lock(func.hashtextextended(f"sharing.photos\n{unit_id}", 0))))


def _added(session: Session, call: Call, subject: Subject, kept: Kept, *, for_model: bool) -> Any:
    values = {
        "id": new_id(), "asset_no": subject.asset_no, "unit_id": subject.owner.id, "class_code": subject.class_code, "brand": subject.brand,
        "model": subject.model, "for_model": for_model, "sha256": kept.sha256, "thumbnail": kept.thumbnail, "width": kept.width,
        "height": kept.height, "size": kept.size, "uploaded_by": call.actor.account, "uploaded_at": call.at,
    }  # fmt: skip
    row = session.execute(insert(photo).values(**values).returning(photo)).one()
    _recount(session, serves(row))
    after = {"asset_no": row.asset_no, "for_model": for_model, "photo": row.sha256, "size": row.size}
    _audit(session, call, "photo.uploaded", row, subject.owner.path, after=after)
    return row


def _recount(session: Session, which: ColumnElement[bool]) -> None:
    """Count the photos of the entries anew, locked in the order of their ids as everywhere."""
    ids = session.scalars(select(entry.c.id).where(which).order_by(entry.c.id).with_for_update()).all()
    own = and_(not_(photo.c.for_model), photo.c.asset_no == entry.c.asset_no)
    kind = of_kind(photo.c.unit_id, photo.c.class_code, photo.c.brand, photo.c.model)
    shown = select(func.count()).select_from(photo).where(STANDING, or_(own, and_(photo.c.for_model, kind))).correlate(entry)
    if ids:
        session.execute(update(entry).where(entry.c.id.in_(ids), live()).values(stored_photos=shown.scalar_subquery()))


def _set_of(subject: Subject, *, for_model: bool) -> ColumnElement[bool]:
    if not for_model:
        return and_(not_(photo.c.for_model), photo.c.asset_no == subject.asset_no)
    unit_id, class_code, brand, model = subject.kind
    return and_(
        photo.c.for_model, photo.c.unit_id == unit_id, photo.c.class_code == class_code, photo.c.brand == brand, photo.c.model == model
    )


def _same_set(row: Any) -> ColumnElement[bool]:
    if not row.for_model:
        return and_(not_(photo.c.for_model), photo.c.asset_no == row.asset_no)
    same = (getattr(photo.c, name) == getattr(row, name) for name in ("unit_id", "class_code", "brand", "model"))
    return and_(photo.c.for_model, *same)


def _audit(session: Session, call: Call, operation: str, row: Any, path: str, **what: Any) -> None:
    audit.record(session, call, audit.Entry(operation, "photo", str(row.id), path, what.get("before"), what.get("after"), sources.PHOTOS))
