"""Which allocation standards (配置标准, B-041) a caller may set, what they say now, and what they said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, tuple_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import require, require_anywhere, within
from services.chassis.tables import audit
from services.contracts.permissions import permissions
from services.sharing.demand_tables import standard
from services.sharing.tables import unit

COUNTED, MOST_REGIONS, REMEMBERED = 1000, 1000, 100
_NAMED = select(standard, unit.c.name.label("region_name")).join(unit, unit.c.id == standard.c.region)


@dataclass(frozen=True, slots=True)
class StandardsWanted:
    """Empty means whatever."""

    region: str = ""
    q: str = ""
    class_code: str = ""


@dataclass(frozen=True, slots=True)
class Standards:
    """Rows by region and class, where the list continues, how many there are (up to COUNTED + 1), and the regions in reach."""

    rows: Sequence[Any]
    next_cursor: str
    total: int
    regions: Sequence[Any]


def list_standards(session: Session, call: Call, wanted: StandardsWanted, cursor: str, limit: int) -> Standards:
    """Those of the regions where the caller may set them; Forbidden for who may nowhere."""
    reach = within(unit.c.path, require_anywhere(permissions("sharing"), call.actor, "standard.set"))
    asked = _NAMED.where(reach, *_filtered(wanted))
    place = tuple_(standard.c.region, standard.c.class_code)
    behind = read_cursor(cursor, "standards", (str, str))
    page = asked.where(place > tuple_(*behind)) if behind else asked
    rows = session.execute(page.order_by(standard.c.region, standard.c.class_code).limit(limit + 1)).all()
    total = session.scalar(select(func.count()).select_from(asked.limit(COUNTED + 1).subquery())) or 0
    regions = select(unit.c.id, unit.c.name).where(reach, unit.c.kind == "region").order_by(unit.c.id).limit(MOST_REGIONS)
    following = cursor_after("standards", (rows[limit - 1].region, rows[limit - 1].class_code)) if len(rows) > limit else ""
    return Standards(rows[:limit], following, total, session.execute(regions).all())


def get_standard(session: Session, call: Call, region: str, class_code: str) -> tuple[Any, str, Sequence[Any]]:
    """The row (None where it has ended), the region's name, and the audit records newest first; NotFound where nothing was ever set."""
    require_anywhere(permissions("sharing"), call.actor, "standard.set")
    place = session.execute(select(unit.c.path, unit.c.name).where(unit.c.id == region, unit.c.kind == "region")).first()
    if place is None:
        raise standard_not_found()
    require(permissions("sharing"), call.actor, "standard.set", place.path, what="配置标准")
    row = session.execute(_NAMED.where(standard.c.region == region, standard.c.class_code == class_code)).first()
    of_it = audit.c.object_kind == "standard", audit.c.object_id == f"{region}/{class_code}"
    steps = session.execute(select(audit).where(*of_it).order_by(audit.c.position.desc()).limit(REMEMBERED)).all()
    if row is None and not steps:
        raise standard_not_found()
    return row, place.name, steps


def standard_not_found() -> NotFound:
    """The answer for a standard that was never set, or in a region out of the caller's reach."""
    return NotFound("not_found", "未找到该配置标准，或它不在您的权限范围内。")


def _filtered(wanted: StandardsWanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.region:
        found.append(standard.c.region == wanted.region)
    if wanted.class_code:
        found.append(standard.c.class_code.startswith(wanted.class_code.upper(), autoescape=True))
    if wanted.q.strip():
        said = wanted.q.strip()
        found.append(or_(*(column.icontains(said, autoescape=True) for column in (standard.c.standard, standard.c.class_name))))
    return found
