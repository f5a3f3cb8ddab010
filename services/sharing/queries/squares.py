"""What is on offer within the caller's sight: 公物仓广场 (local), 调剂广场 (transfer), 共享广场 (share)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import faulty_field, unknown_word
from services.sharing.domain.audience import Place
from services.sharing.queries.nearness import rings_around
from services.sharing.queries.offered import offers
from services.sharing.queries.pages import Page, Sought, page
from services.sharing.queries.sight import local_keys, places_of, wide_keys
from services.sharing.tables import entry

SQUARES = {"local": "公物仓广场", "transfer": "调剂广场", "share": "共享广场"}
STATES = ("idle", "inefficient", "awaiting_disposal", "in_use")
MOST_YEARS = 200
BEIJING = ZoneInfo("Asia/Shanghai")
AREAS = {"": 0, "nation": 0, "province": 2, "local": 4}
"""How many digits of the region an offer shares with the viewer's (B-072)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means whatever."""

    q: str = ""
    class_code: str = ""
    region: str = ""
    area: str = ""
    states: Sequence[str] = ()
    years_to: int | None = None
    with_photos: bool = False
    nearest_first: bool = False


def list_square(session: Session, call: Call, square: str, wanted: Wanted, cursor: str, limit: int) -> Page:
    """The offers shown to the caller, newest first, or by distance and then newest first; Forbidden without a business post."""
    if square not in SQUARES:
        raise faulty_field("square", "square_unknown", f"广场只能是：{'、'.join(SQUARES)}。")
    places = places_of(call.actor)
    if square == "local":
        branches = [[entry.c.local_audience == key] for key in local_keys(places)]
    else:
        branches = [[entry.c.wide_audience == key, entry.c.mode == square] for key in wide_keys(places)]
    filtered = [*_placed(wanted, places), *_of_assets(wanted, call.at.astimezone(BEIJING).date())]
    if wanted.nearest_first:
        sought = Sought(f"square:{square}:near", branches, filtered, wanted.q, rings=rings_around(places))
    else:
        sought = Sought(f"square:{square}", branches, filtered, wanted.q)
    return page(session, sought, cursor, limit, offers)


def _of_assets(wanted: Wanted, today: date) -> Iterator[ColumnElement[bool]]:
    """What is asked of the asset itself."""
    for state in wanted.states:
        if state not in STATES:
            raise unknown_word("states", "资产状态", STATES)
    if wanted.states:
        yield entry.c.asset_state.in_(sorted(set(wanted.states)))
    if wanted.years_to is not None:
        if not 0 <= wanted.years_to <= MOST_YEARS:
            raise faulty_field("years_to", "out_of_range", f"已使用年数应在 0 至 {MOST_YEARS} 之间。")
        yield entry.c.acquired_on > years_before(today, wanted.years_to + 1)
    if wanted.with_photos:
        yield entry.c.stored_photos > 0


def _placed(wanted: Wanted, places: Sequence[Place]) -> list[ColumnElement[bool]]:
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


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier, of 29 February the 28th; the first of all days at the earliest."""
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
