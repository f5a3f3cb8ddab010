"""共享预约: the calendar on an offer's page, and one's bookings with hand-out and return (B-060)."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import UploadFile

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import bookings_pb2 as pb
from services.gateway.api.sharing_photos import send_photo
from services.gateway.pages import sharing_words as words
from services.gateway.pages.entries import TEMPLATE, entry_values
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage
from services.gateway.pages.photos import photos_of

router = APIRouter()
MINE = "bookings/mine.html"
READ = "sharing:agreement.read"
MOST_PICTURED = 10
"""Of how many assets the photos are shown to choose from."""
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
    return page.go("/my-sharing/bookings", VERBS[verb])


@router.post("/entries/{entry_id}/booking")
def book(page: ThePage, entry_id: str) -> Response:
    """First come, first served."""
    try:
        question = pb.BookRequest(entry_id=entry_id, unit=page.form.text("unit"), purpose=page.form.text("purpose"))
        question.starts_at.FromDatetime(_time(page, "starts_at"))
        question.ends_at.FromDatetime(_time(page, "ends_at"))
        page.ask(page.sharing.bookings.Book, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, contact=None, **entry_values(page, entry_id))
    return page.go(f"/entries/{entry_id}", "booking_made")


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
    question = pb.ListBookingsRequest(side=side, open_only=bool(page.query("open")), cursor=page.query("cursor"), limit=50)
    found = page.ask(page.sharing.bookings.ListBookings, question)
    at_hand = {one.asset.asset_no for one in found.items if {"hand_out", "take_back"}.intersection(one.allowed)}
    pictures = {number: photos_of(page, number) for number in sorted(at_hand)[:MOST_PICTURED]}
    return {"found": found, "side": side, "open": page.query("open"), "words": words, "pictures": pictures}


def _time(page: Page, name: str) -> datetime:
    """A time of the form, said in Beijing; refuses what is none."""
    try:
        said = datetime.fromisoformat(page.form.text(name))
        return (said if said.tzinfo else said.replace(tzinfo=BEIJING)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise fault(name, "not_a_time", "请填写日期和时间。") from None
