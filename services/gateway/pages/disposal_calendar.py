"""系统管理 › 工作日安排: the year's holidays and make-up workdays, as the State Council announced them (for notices and deadlines)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.disposal.v1.notices_pb2 import CalendarDay, PublishCalendarRequest
from services.gateway.pages.forms import Form, fault
from services.gateway.pages.page import ThePage

router = APIRouter()
PUBLISH = "disposal:calendar.publish"
LONGEST_SPAN = timedelta(days=31)
_ISO = r"\d{4}-\d{2}-\d{2}"
_SPAN = re.compile(rf"({_ISO})(?:\s*(?:至|~|～|—)\s*({_ISO}))?")


@router.get("/disposal/calendar")
def calendar(page: ThePage) -> HTMLResponse:
    """The form for one year."""
    page.require(PUBLISH)
    return page.show("disposal/calendar.html")


@router.post("/disposal/calendar")
def publish(page: ThePage) -> Response:
    """Make a year known, or correct it."""
    page.require(PUBLISH)
    form = page.form
    try:
        days = [*_days(form, "off", working=False), *_days(form, "on", working=True)]
        question = PublishCalendarRequest(year=form.number("year") or 0, exceptions=days, source=form.text("source"))
        through = page.ask(page.disposal.notices.PublishCalendar, question).published_through
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("disposal/calendar.html", error)
    return page.go("/disposal/calendar", "calendar_published", year=through[:4])


def _days(form: Form, name: str, *, working: bool) -> Iterator[CalendarDay]:
    """Days and spans of days (`2027-02-05 至 2027-02-11`), one a line; refuses with Invalid what is none."""
    for line in filter(None, (each.strip() for each in re.split(r"[\n,，、;；]", form.text(name)))):
        found = _SPAN.fullmatch(line)
        first, last = (_day(name, found[1]), _day(name, found[2] or found[1])) if found else (date.min, date.min)
        if not found or not first <= last <= first + LONGEST_SPAN:
            raise _unreadable(name, line)
        for number in range((last - first).days + 1):
            yield CalendarDay(day=(first + timedelta(days=number)).isoformat(), working=working)


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unreadable(name, text) from None


def _unreadable(name: str, line: str) -> ServiceError:
    return fault(name, "not_a_day", f"“{line[:40]}”不是日期，应形如 2027-02-05 或 2027-02-05 至 2027-02-11。")
