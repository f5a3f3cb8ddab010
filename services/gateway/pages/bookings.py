"""共享预约: the calendar on an offer's page, and one's bookings with hand-out and return (B-060)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import bookings_pb2 as pb
from services.gateway.api.sharing_photos import send_photo
from services.gateway.pages import sharing_words as words
from services.gateway.pages.booking_agenda import GROUPS, VIEWS, agenda, monday_of, week, week_times
from services.gateway.pages.booking_calendar import proposal_for
from services.gateway.pages.entries import TEMPLATE, entry_values
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage
from services.gateway.pages.photos import photos_of

router = APIRouter()
MINE = "bookings/mine.html"
READ = "sharing:agreement.read"
MOST_PICTURED, MOST_OF_WEEK = 10, 200
"""Of how many assets the photos are shown to choose from."""
SIDES_CHOSEN = frozenset(words.BOOKING_SIDES) - {""}
VERBS = {"cancellation": "booking_cancelled", "hand-out": "booking_handed_out", "return": "booking_returned"}


@router.get("/my-sharing/bookings")
def mine(page: ThePage) -> HTMLResponse:
    """调剂共享平台 › 我的信息 › 共享预约."""
    page.require(READ)
    return page.show(MINE, **_mine(page))


@router.post("/bookings/{booking_id}/{verb}")
def act(page: ThePage, booking_id: str, verb: str) -> Response:
    """取消预约, 交付 or 归还, with condition."""
    if verb not in VERBS:
        raise NotFound("not_found", "没有这个地址。")
    try:
        _do(page, booking_id, verb)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(MINE, error, **_mine(page))
    side = page.query("side")
    return page.go("/my-sharing/bookings", VERBS[verb], **({"side": side} if side in SIDES_CHOSEN else {}))


@router.post("/entries/{entry_id}/booking")
def book(page: ThePage, entry_id: str) -> Response:
    """First come, first served."""
    question = pb.BookRequest(entry_id=entry_id, unit=page.form.text("unit"), purpose=page.form.text("purpose"))
    try:
        starts_at = _time(page, "starts_at")
        question.starts_at.FromDatetime(starts_at)
        question.ends_at.FromDatetime(_time(page, "ends_at"))
        page.ask(page.sharing.bookings.Book, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        values = entry_values(page, entry_id) | {"contact": None, "proposal": proposal_for(page, question, error)}
        return page.refused(TEMPLATE, error, **values)
    return page.go(f"/entries/{entry_id}?month={starts_at.astimezone(BEIJING):%Y-%m}", "booking_made")


def _do(page: Page, booking_id: str, verb: str) -> None:
    form, bookings = page.form, page.sharing.bookings
    if verb == "cancellation":
        page.ask(bookings.CancelBooking, pb.CancelBookingRequest(booking_id=booking_id, reason=form.text("reason")))
    elif verb == "hand-out":
        page.ask(bookings.HandOut, pb.HandOutRequest(booking_id=booking_id, condition=form.text("condition"), photos=_photos(page)))
    else:
        page.ask(bookings.TakeBack, pb.TakeBackRequest(booking_id=booking_id, condition=form.text("condition"), photos=_photos(page)))


def _photos(page: Page) -> list[str]:
    """Those that were ticked, and one taken now, by their SHA-256."""
    ticked, taken = page.form.texts("photo"), page.form.data.get("file")
    if not isinstance(taken, UploadFile) or not taken.filename:
        return ticked
    key = replace(page.keyed_caller, idempotency_key="")
    return [*ticked, send_photo(key, page.form.text("asset_no"), taken.file, for_model=False).photo.sha256]


def _mine(page: Page) -> dict[str, Any]:
    side = page.query("side") if page.query("side") in words.BOOKING_SIDES else ""
    view = page.query("view") if page.query("view") in VIEWS else ""
    now = datetime.now(BEIJING)
    monday = monday_of(page.query("week"), now.date())
    found = page.ask(page.sharing.bookings.ListBookings, _asked(page, view, side, monday))
    pictures = {} if view == "week" else _pictures(page, found.items)
    return {
        "found": found, "side": side, "view": view, "views": VIEWS, "groups": GROUPS, "words": words, "pictures": pictures,
        "agenda": list(agenda(found.items, now)) if view == "" else [], "week": week(found.items, monday, now) if view == "week" else None,
    }  # fmt: skip


def _asked(page: Page, view: str, side: str, monday: date) -> pb.ListBookingsRequest:
    """The newest first among all; what is due next among those open; or those of a week."""
    if view == "week":
        question = pb.ListBookingsRequest(side=side, open_only=True, by_due=True, limit=MOST_OF_WEEK)
        start, end = week_times(monday)
        getattr(question, "from").FromDatetime(start.astimezone(UTC))
        question.to.FromDatetime(end.astimezone(UTC))
        return question
    is_due = view == ""
    return pb.ListBookingsRequest(side=side, open_only=is_due, by_due=is_due, cursor=page.query("cursor"), limit=50)


def _pictures(page: Page, bookings: Iterable[pb.Booking]) -> dict[str, Any]:
    """The photos of the first assets that can be handed out or taken back, by asset."""
    at_hand = dict.fromkeys(one.asset.asset_no for one in bookings if {"hand_out", "take_back"}.intersection(one.allowed))
    return {number: photos_of(page, number) for number in list(at_hand)[:MOST_PICTURED]}


def _time(page: Page, name: str) -> datetime:
    """A time of the form, said in Beijing; refuses what is none."""
    try:
        said = datetime.fromisoformat(page.form.text(name))
        return (said if said.tzinfo else said.replace(tzinfo=BEIJING)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise fault(name, "not_a_time", "请填写日期和时间。") from None
