"""Which photos an asset has, its own before those of its model, and who may see one.

For the unit, its desks and those above; for whoever sees an entry of an asset that it shows; and for everybody where such an
entry stands in an open public square.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, literal, not_, or_, select, tuple_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.permissions import reaches_of
from services.sharing.domain.entry import Entry, Owner
from services.sharing.domain.offer import Asset
from services.sharing.mapping import entries, entry_of, live
from services.sharing.photo_tables import photo
from services.sharing.queries.sight import in_sight, is_public
from services.sharing.seats import Seat, seats_of
from services.sharing.tables import asset, entry, unit

STANDING = photo.c.removed_at.is_(None)
_MODEL = (photo.c.unit_id, photo.c.class_code, photo.c.brand, photo.c.model)


@dataclass(frozen=True, slots=True)
class Subject:
    """What photos are of: an asset, and the model it is of in its unit."""

    asset_no: str
    owner: Owner
    class_code: str
    brand: str
    model: str

    @classmethod
    def of(cls, card: Asset, owner: Owner) -> "Subject":
        """The subject of a card."""
        return cls(card.asset_no, owner, card.class_code, card.brand, card.model)

    @property
    def kind(self) -> tuple[str, str, str, str]:
        """What assets share that share their photos."""
        return (self.owner.id, self.class_code, self.brand, self.model)


@dataclass(frozen=True, slots=True)
class Photos:
    """Rows of photos, and whether the caller may add and remove."""

    rows: Sequence[Any]
    may_change: bool


def photos_of(session: Session, subject: Subject) -> list[Any]:
    """The asset's own photos, then its model's, each in the order of upload."""
    return _found(session, [subject])[subject.asset_no]


def photo_ids_of(session: Session, shown: Iterable[Entry]) -> dict[UUID, list[str]]:
    """Entry → ids of its photos, for entries that have some."""
    return photo_ids(session, {one.id: Subject.of(one.asset, one.owner) for one in shown if one.stored_photos})


def photo_ids(session: Session, subjects: Mapping[UUID, Subject]) -> dict[UUID, list[str]]:
    """The ids of the photos of each of these."""
    found = _found(session, list(subjects.values()))
    return {entry_id: [str(row.id) for row in found[subject.asset_no]] for entry_id, subject in subjects.items()}


def counts_of(session: Session, subjects: Sequence[Subject]) -> dict[str, int]:
    """Asset number → how many photos it has."""
    numbers = [one.asset_no for one in subjects]
    own = select(photo.c.asset_no, func.count().label("photos")).where(_own(numbers)).group_by(photo.c.asset_no)
    by_number = {row.asset_no: row.photos for row in session.execute(own)}
    units = {one.owner.id for one in subjects}
    models = select(*_MODEL, func.count().label("photos")).where(STANDING, photo.c.for_model, photo.c.unit_id.in_(units))
    by_kind = {tuple(row)[:4]: row.photos for row in session.execute(models.group_by(*_MODEL))}
    return {one.asset_no: by_number.get(one.asset_no, 0) + by_kind.get(one.kind, 0) for one in subjects}


def seen_subject(session: Session, call: Call, asset_no: str) -> Subject | None:
    """What the asset is, for who sees an entry of it that is not over; None for who does not."""
    seen, _ = in_sight(session, call)
    row = session.execute(entries().where(entry.c.asset_no == asset_no, live(), seen)).first()
    if row is None:
        return None
    one = entry_of(row)
    return Subject.of(one.asset, one.owner)


def list_photos(session: Session, call: Call, subject: Subject, *, seen: bool) -> Photos:
    """The asset's photos; NotFound for who neither has `seen` an entry of it nor reads the unit's."""
    seats = seats_of(session, call)
    if not seen and not _covers(seats, "entry.read", subject.owner.path):
        raise photo_not_found()
    return Photos(photos_of(session, subject), _covers(seats, "photo.upload", subject.owner.path))


def visible_photo(session: Session, call: Call, photo_id: UUID) -> Any:
    """The row of a photo the caller may see; NotFound otherwise. A caller without an account sees what is public."""
    row = standing(session, photo_id)
    if row is not None and (_of_the_callers(session, call, row) or _served(session, row, _sight(session, call))):
        return row
    raise photo_not_found()


def standing(session: Session, photo_id: UUID) -> Any:
    """The row of a photo that was not removed; None where there is none."""
    return session.execute(select(photo).where(photo.c.id == photo_id, STANDING)).first()


def serves(row: Any) -> ColumnElement[bool]:
    """Entries that are not over, of assets which the photo of this row shows."""
    if row.for_model:
        return and_(live(), of_kind(row.unit_id, row.class_code, row.brand, row.model))
    return and_(live(), entry.c.asset_no == row.asset_no)


def of_kind(unit_id: Any, class_code: Any, brand: Any, model: Any) -> ColumnElement[bool]:
    """Entries of assets of the unit with this class, brand and model."""
    said = entry.c.asset["brand"].as_string() == brand, entry.c.asset["model"].as_string() == model
    return and_(entry.c.unit_id == unit_id, entry.c.class_code == class_code, *said)


def keeper(session: Session, row: Any) -> str:
    """The path of the unit that has the photo: whose model it is of, or whose the asset is now."""
    now = select(asset.c.unit_id).where(asset.c.asset_no == row.asset_no, not_(asset.c.removed))
    unit_id = (None if row.for_model else session.scalar(now)) or row.unit_id
    return session.scalar(select(unit.c.path).where(unit.c.id == unit_id)) or ""


def photo_not_found() -> NotFound:
    """The answer for a photo that does not exist, or of which the caller may not know."""
    return NotFound("photo_not_found", "未找到该照片，或它不在您的权限范围内。")


def _found(session: Session, subjects: Sequence[Subject]) -> Mapping[str, list[Any]]:
    if not subjects:
        return {}
    shared = and_(photo.c.for_model, tuple_(*_MODEL).in_({one.kind for one in subjects}))
    asked = select(photo).where(STANDING, or_(_own([one.asset_no for one in subjects]), shared)).order_by(photo.c.for_model, photo.c.id)
    rows = session.execute(asked).all()

    def shows(row: Any, one: Subject) -> bool:
        return bool((row.unit_id, row.class_code, row.brand, row.model) == one.kind if row.for_model else row.asset_no == one.asset_no)

    return {one.asset_no: [row for row in rows if shows(row, one)] for one in subjects}


def _own(asset_nos: Sequence[str]) -> ColumnElement[bool]:
    return and_(STANDING, not_(photo.c.for_model), photo.c.asset_no == func.any(list(asset_nos)))


def _of_the_callers(session: Session, call: Call, row: Any) -> bool:
    if not call.actor.account:
        return False
    return _covers(seats_of(session, call), "entry.read", keeper(session, row))


def _served(session: Session, row: Any, seen: ColumnElement[bool]) -> bool:
    joined = entry.join(unit, unit.c.id == entry.c.unit_id)
    return session.scalar(select(literal(1)).select_from(joined).where(serves(row), seen).limit(1)) is not None


def _sight(session: Session, call: Call) -> ColumnElement[bool]:
    return or_(in_sight(session, call)[0], is_public()) if call.actor.account else is_public()


def _covers(seats: Iterable[Seat], operation: str, path: str) -> bool:
    return any(reach.covers(path) for reach in reaches_of(seats, operation))
