"""How the calendar of working days is kept: years as announced, published by the system administrator, never guessed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.disposal.domain.working_days import FRIDAY, Calendar, beijing_day
from services.disposal.tables import calendar_day, calendar_year

FIRST, LAST = 2000, 2100
LONGEST_SOURCE = 200


def load_calendar(session: Session, at: datetime) -> Calendar:
    """The calendar from the year before that time on: as much as a notice or a deadline can need."""
    since = date(beijing_day(at).year - 1, 1, 1)
    years = session.scalars(select(calendar_year.c.year).where(calendar_year.c.year >= since.year)).all()
    rows = session.execute(select(calendar_day.c.day, calendar_day.c.working).where(calendar_day.c.day >= since))
    return Calendar(frozenset(years), {row.day: row.working for row in rows})


def publish_calendar(session: Session, call: Call, year: int, exceptions: Mapping[date, bool], source: str) -> date:
    """Publish a year, or correct one; answers the last day up to which every year is published.

    Refuses days of other years, a year without any exception, and an announcement without a name.
    """
    require_anywhere(permissions("disposal"), call.actor, "calendar.publish")
    _refuse_faulty(year, exceptions, source)
    session.execute(delete(calendar_day).where(calendar_day.c.day.between(date(year, 1, 1), date(year, 12, 31))))
    _keep(session, {year: exceptions}, source.strip(), call.actor.account, call.at)
    told = {"exceptions": {day.isoformat(): working for day, working in sorted(exceptions.items())}, "source": source.strip()}
    audit.record(session, call, audit.Entry("calendar.published", "calendar", str(year), "", None, told, "第十六条"))
    return published_through(session)


def published_through(session: Session) -> date:
    """The last day of the unbroken row of published years; the day before the first possible one where there is none."""
    years = set(session.scalars(select(calendar_year.c.year)))
    last = min(years, default=FIRST - 1)
    while last + 1 in years:
        last += 1
    return date(last, 12, 31)


def seed_calendar(session: Session, years: Mapping[int, Mapping[date, bool]], source: str, at: datetime) -> int:
    """Take over the years that nobody published yet; answers how many. What an administrator published stays."""
    known = set(session.scalars(select(calendar_year.c.year)))
    fresh = {year: exceptions for year, exceptions in years.items() if year not in known}
    _keep(session, fresh, source, "service:disposal", at)
    return len(fresh)


def announced_years() -> Mapping[int, Mapping[date, bool]]:
    """The years that `chinesecalendar` knows, each with the days that differ from Monday-to-Friday."""
    import chinese_calendar  # type: ignore[import-untyped]  # noqa: PLC0415  # large tables, needed once at a start

    years = sorted({day.year for day in chinese_calendar.holidays})
    return {year: _exceptions(year, chinese_calendar.is_workday) for year in years}


def _exceptions(year: int, is_workday: Callable[[date], bool]) -> dict[date, bool]:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range((date(year + 1, 1, 1) - date(year, 1, 1)).days))
    found = {day: is_workday(day) for day in days}
    return {day: working for day, working in found.items() if working != (day.weekday() <= FRIDAY)}


def _keep(session: Session, years: Mapping[int, Mapping[date, bool]], source: str, by: str, at: datetime) -> None:
    days = [{"day": day, "working": working} for exceptions in years.values() for day, working in exceptions.items()]
    if days:
        session.execute(insert(calendar_day).on_conflict_do_nothing(), days)
    for year in years:
        row = insert(calendar_year).values(year=year, source=source, published_by=by, published_at=at)
        later = {"source": source, "published_by": by, "published_at": at}
        session.execute(row.on_conflict_do_update(index_elements=[calendar_year.c.year], set_=later))


def _refuse_faulty(year: int, exceptions: Mapping[date, bool], source: str) -> None:
    faults = []
    if not FIRST <= year <= LAST:
        faults.append(FieldFault("year", "out_of_range", f"年份应在 {FIRST} 至 {LAST} 之间。"))
    if not exceptions or any(day.year != year for day in exceptions):
        faults.append(FieldFault("exceptions", "out_of_range", "请列出该年度全部放假和调休上班的日期。"))
    if not 1 <= len(source.strip()) <= LONGEST_SOURCE:
        faults.append(FieldFault("source", "required", f"请填写公布文件（不超过 {LONGEST_SOURCE} 字）。"))
    if faults:
        raise Invalid("calendar_invalid", "工作日安排有误。", faults=tuple(faults))
