"""What the API says of public notices (公示), and of the calendar by which they run."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.gateway.api.values import Asked, Cursor, Flag, KnownDay, Reason, Said


class NoticeAsset(Said):
    """What is disposed of, as the public sees it."""

    asset_no: str
    name: str
    class_name: str
    model: str
    quantity: int
    original_value_fen: int
    acquired_on: KnownDay


class Notice(Said):
    """A public notice (公示)."""

    case_id: str
    number: str
    unit_name: str
    method: str
    method_name: str
    original_value_fen: int
    notice_from: KnownDay
    notice_through: KnownDay
    working_days: int
    assets: list[NoticeAsset]
    article: str


class NoticesQuery(Asked):
    """Which notices."""

    region: Annotated[str, Field(pattern=r"^[0-9]{0,6}$")] = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class CalendarDay(Asked):
    """A day that differs from Monday-to-Friday."""

    day: date
    working: Flag


class PublishCalendar(Asked):
    """A year's days as the State Council announced them."""

    year: int = Field(ge=2024, le=2100)
    exceptions: Annotated[list[CalendarDay], Field(max_length=366)]
    source: Reason


class Calendar(Said):
    """How far working days are known."""

    published_through: date
