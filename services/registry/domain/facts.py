"""What can have happened to a card: the facts from which history, audit and public events are written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from services.registry.domain.card import Card, Diff
from services.registry.domain.lending import Lending


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """The card afterwards, what changed on it, and why; `operation` is the word of the history."""

    card: Card
    operation: str
    diff: Diff = field(default_factory=dict)
    reason: str = ""
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(Fact):
    """A card came into being by hand or by a split."""

    origin: Literal["hand", "split"] = "hand"
    split_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Fact):
    """A change document took effect."""

    change_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Fact):
    """Department, user or place were given to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitUp(Fact):
    """Cards were split off."""

    split_off: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent(Fact):
    """Leased or lent."""

    lending: Lending


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposed(Fact):
    """An official reply to a disposal took effect; `method` is how it was disposed of, `reference` disposal's reservation."""

    method: str
    case_number: str
    reply_no: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOff(Disposed):
    """Nothing can happen to it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Disposed):
    """It belongs to another unit now."""

    from_unit_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Fact):
    """Came back; `lending_id` is empty for a card imported as lent."""

    lending_id: str
