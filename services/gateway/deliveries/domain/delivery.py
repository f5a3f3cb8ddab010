"""Which states a delivery has, and what an attempt can come to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.chassis.errors import Conflict


class State(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    PARKED = "parked"
    DROPPED = "dropped"


UNFINISHED = (State.PENDING, State.SENDING, State.PARKED)
"""While one of these stands, later deliveries of the same subject to the same target wait."""


@dataclass(frozen=True, slots=True)
class Received:
    """The target has it and said so; `receipt_no` is empty where its kind gives none."""

    status: int
    receipt_no: str = ""
    receipt: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The target will never take it as it is: parked with the reason."""

    status: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """It did not work this time. `wait_seconds` is what the target asked for (Retry-After); status 0 means no answer at all."""

    status: int
    code: str
    reason: str
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Claimed and given back untried, because the process is stopping or its claim is about to lapse."""


Outcome = Received | Refusal | Failure | Unsent


def replayed(state: State) -> State:
    """An operator asks for another try now; refuses with Conflict what is on its way or over."""
    if state in (State.PARKED, State.PENDING):
        return State.PENDING
    raise Conflict("delivery_not_replayable", f"这条投递{_WORDS[state]}，不能重发。", remedy="请刷新后查看它的最新状态。")


def dropped(state: State) -> State:
    """An operator gives it up; refuses with Conflict what is on its way or over."""
    if state in (State.PARKED, State.PENDING):
        return State.DROPPED
    raise Conflict("delivery_not_droppable", f"这条投递{_WORDS[state]}，不能放弃。", remedy="请刷新后查看它的最新状态。")


_WORDS = {State.SENDING: "正在发送", State.DELIVERED: "已送达", State.DROPPED: "已放弃"}
