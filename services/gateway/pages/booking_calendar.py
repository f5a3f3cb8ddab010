"""The calendar of a shared offer (共享预约): a month of taken and free time, and what the form beside it starts with (B-060)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from services.chassis.errors import Conflict, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1.bookings_pb2 import BookRequest, FindFreePeriodRequest, ListCalendarRequest
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.month_calendar import LOCAL, WEEKDAYS, Booked, Month, month, month_after, shown
from services.gateway.pages.page import Page

MONTHS_AHEAD = 24


@dataclass(frozen=True, slots=True)
class Calendar:
    """A month with what is taken, the months beside it (empty: not to be shown), and the period that was chosen by a link."""

    month: Month
    taken: list[Booked]
    before: str
    after: str
    starts_at: str
    ends_at: str
    still_out: bool
    weekdays: tuple[str, ...] = WEEKDAYS


@dataclass(frozen=True, slots=True)
class Proposal:
    """The nearest free period, for people and for the form."""

    starts_at: datetime
    ends_at: datetime


def calendar_of(page: Page, entry_id: str) -> Calendar | None:
    """The month that the address or the form names, else this one; None while sharing does not answer."""
    now = datetime.now(BEIJING)
    this = now.date().replace(day=1)
    starts_at, ends_at = _local(page.query("from")), _local(page.query("to"))
    first = _month(page.query("month") or page.form.text("starts_at")[:7] or starts_at[:7], this)
    answer = _listed(page, entry_id, *shown(first))
    if answer is None:
        return None
    taken = [Booked(_beijing(one.starts_at), _beijing(one.ends_at), one.unit_name, one.own) for one in answer.taken]
    before, after = (month_after(first, step) for step in (-1, 1))
    return Calendar(
        month(first, taken, now), taken, f"{before:%Y-%m}" if before >= this else "",
        f"{after:%Y-%m}" if after <= month_after(this, MONTHS_AHEAD) else "", starts_at, ends_at, answer.still_out,
    )  # fmt: skip


def proposal_for(page: Page, wanted: BookRequest, error: ServiceError) -> Proposal | None:
    """The nearest free period, where the wanted one was taken and one is free nearby."""
    if not isinstance(error, Conflict) or error.code != "period_taken":
        return None
    question = FindFreePeriodRequest(entry_id=wanted.entry_id, starts_at=wanted.starts_at, ends_at=wanted.ends_at)
    found = _answered(page, page.sharing.bookings.FindFreePeriod, question)
    if not found or not found.HasField("starts_at"):
        return None
    return Proposal(_beijing(found.starts_at), _beijing(found.ends_at))


def _listed(page: Page, entry_id: str, start: datetime, end: datetime) -> Any:
    question = ListCalendarRequest(entry_id=entry_id)
    getattr(question, "from").FromDatetime(start.astimezone(UTC))
    question.to.FromDatetime(end.astimezone(UTC))
    return _answered(page, page.sharing.bookings.ListCalendar, question)


def _answered(page: Page, method: Any, question: Any) -> Any:
    try:
        return page.ask(method, question, timeout=5)
    except Unauthenticated:
        raise
    except ServiceError:
        return None


def _beijing(stamp: Any) -> datetime:
    at: datetime = stamp.ToDatetime(UTC).astimezone(BEIJING)
    return at


def _month(text: str, this: date) -> date:
    """The month of `2026-12`, from this one on as far as may be booked; this one where it is none of those."""
    try:
        first = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  # a month has no zone
    except ValueError:
        return this
    return first if this <= first <= month_after(this, MONTHS_AHEAD) else this


def _local(text: str) -> str:
    """A time as a form's field holds it; empty where it is none."""
    try:
        return datetime.strptime(text, LOCAL).strftime(LOCAL)  # noqa: DTZ007  # the form speaks of Beijing
    except ValueError:
        return ""
