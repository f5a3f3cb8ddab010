"""What the API is asked of squares, and what it says of the public one: offers as anybody may see them."""

from typing import Annotated, Literal

from pydantic import Field

from services.gateway.api.models.sharing import Area
from services.gateway.api.values import Asked, Cursor, Flag, KnownDay, Line, Next, Said

CardState = Literal["idle", "inefficient", "awaiting_disposal", "in_use"]
Square = Literal["local", "transfer", "share"]


class SquareQuery(Asked):
    """Which offers; the filters together."""

    q: Line = ""
    class_code: Line = ""
    region: Annotated[str, Field(pattern=r"^[0-9]{0,6}$")] = Field(default="", description="2, 4 or 6 digits: that region and below")
    area: Area = ""
    states: list[CardState] = Field(default=[], max_length=4)
    years_to: Annotated[int, Field(ge=0, le=200)] | None = Field(default=None, description="full years since acquisition, at most")
    nearest_first: bool = Field(default=False, description="own department, county, city, province; instead of newest first")
    with_photos: bool = False
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class PublicSquareQuery(Asked):
    """Which offers that a region shows to society."""

    region: Annotated[str, Field(pattern=r"^[0-9]{2}([0-9]{2}){0,2}$")] = Field(description="2, 4 or 6 digits")
    q: Line = ""
    class_code: Line = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class PublicOffer(Said):
    """An offer as anybody may see it: no contact, no person, no place within the unit."""

    entry_id: str
    name: str
    class_name: str
    model: str
    mode: str
    state: str
    unit_name: str
    acquired_on: KnownDay
    photo_id: str


class PublicSquare(Said):
    """What a region shows to society; nothing while it is closed."""

    items: list[PublicOffer]
    next_cursor: Next = None
    open: bool
    total: int
    total_is_lower_bound: bool


class SetPublicSquare(Asked):
    """Open or close a region's public square (D-044)."""

    open: Flag
