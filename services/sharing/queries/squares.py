"""What is on offer within the caller's sight: 公物仓广场 (local), 调剂广场 (transfer), 共享广场 (share)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import faulty_field
from services.sharing.domain.audience import Place
from services.sharing.queries.pages import Page, Sought, page
from services.sharing.queries.sight import local_keys, places_of, wide_keys
from services.sharing.tables import entry

SQUARES = {"local": "公物仓广场", "transfer": "调剂广场", "share": "共享广场"}
AREAS = {"": 0, "nation": 0, "province": 2, "local": 4}
"""How many digits of the region an offer shares with the viewer's (B-072)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means whatever."""

    q: str = ""
    class_code: str = ""
    region: str = ""
    area: str = ""


def list_square(session: Session, call: Call, square: str, wanted: Wanted, cursor: str, limit: int) -> Page:
    """The offers shown to the caller, newest first; Forbidden without a business post."""
    if square not in SQUARES:
        raise faulty_field("square", "square_unknown", f"广场只能是：{'、'.join(SQUARES)}。")
    places = places_of(call.actor)
    if square == "local":
        branches = [[entry.c.local_audience == key] for key in local_keys(places)]
    else:
        branches = [[entry.c.wide_audience == key, entry.c.mode == square] for key in wide_keys(places)]
    return page(session, Sought(f"square:{square}", branches, _filtered(wanted, places), wanted.q), cursor, limit)


def _filtered(wanted: Wanted, places: Sequence[Place]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.class_code:
        found.append(entry.c.class_code.startswith(wanted.class_code, autoescape=True))
    if wanted.region:
        if not wanted.region.isdigit() or len(wanted.region) > 6:
            raise faulty_field("region", "region_unknown", "财政区划是 2、4 或 6 位数字。")
        found.append(entry.c.region.startswith(wanted.region, autoescape=True))
    if wanted.area not in AREAS:
        raise faulty_field("area", "area_unknown", "范围只能是：local（本地区）、province（全省）、nation（全国）。")
    if digits := AREAS[wanted.area]:
        found.append(or_(*(entry.c.region.startswith(place.region[:digits], autoescape=True) for place in places)))
    return found
