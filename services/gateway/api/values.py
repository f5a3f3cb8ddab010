"""Which plain values the API takes and gives: text without control characters, bounded numbers, days, pages."""

from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints

LINE = r"^[^\x00-\x1f\x7f\ufffe\uffff]*$"
PROSE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]*$"
BIGGEST = 10**15

Line = Annotated[str, StringConstraints(max_length=200, pattern=LINE)]
"""One line of text."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=LINE)]
"""One line that may not be empty."""
Prose = Annotated[str, StringConstraints(max_length=2000, pattern=PROSE)]
"""Text of several lines."""
Reason = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=PROSE)]
"""Why something is done; kept in the history."""
AssetNo = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
OrganisationId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,64}$")]
"""Full id, budget code or region code."""
Identifier = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.@:-]{1,100}$")]
Fen = Annotated[int, Strict(), Field(ge=0, le=BIGGEST, description="money in fen (分)")]
Version = Annotated[int, Strict(), Field(ge=1, le=BIGGEST)]
Count = Annotated[int, Strict(), Field(ge=0, le=BIGGEST)]
Months = Annotated[int, Strict(), Field(ge=0, le=12_000)]
Flag = Annotated[bool, Strict()]
Cursor = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[\x20-\x7e]*$")]
KnownDay = Annotated[date | None, BeforeValidator(lambda day: day or None)]
"""A Beijing day, null when unknown."""
Next = Annotated[str | None, BeforeValidator(lambda cursor: cursor or None), Field(description="null at the end")]
State = Literal["在用", "闲置", "待处置", "低效运转", "出租出借", "已核销"]
Kind = Literal["house", "land", "vehicle", "equipment", "furniture", "intangible", "other"]

Item = TypeVar("Item")


class Said(BaseModel):
    """An answer of the API."""

    model_config = ConfigDict(from_attributes=True)


class Asked(BaseModel):
    """A request to the API: what it does not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Page(Said, Generic[Item]):
    """One page of a list; `next_cursor` fetches the next."""

    items: list[Item]
    next_cursor: Next = None
