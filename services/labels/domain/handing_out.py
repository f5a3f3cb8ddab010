"""What becomes of one label between the queue and the sticker: who has it, and what a report or a silence makes of it.

The heart of it: a label that a station began is never queued again, whatever is said in whatever order. Where nobody can know
whether it came out it is `unknown`, and only a person goes on from there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from services.chassis.errors import Refused

WINDOW = 180
"""Labels that lie with a station at most (one sheet of more is handed out alone)."""
WORTH = 60
"""How much room is waited for while more than that is queued."""
AT_ONCE = 20
"""Labels that one message carries at most."""
RESTARTED = "打印站在打印途中中断"
CUT_OFF = "打印站停用或重新登记时尚在打印"


class LabelState(StrEnum):
    """Where a label is."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        """As the screens say it."""
        return _CHINESE[self]


_CHINESE = {
    LabelState.QUEUED: "待打印", LabelState.CLAIMED: "已下发", LabelState.SENT: "打印中", LabelState.PRINTED: "已打印",
    LabelState.UNKNOWN: "情况不明", LabelState.FAILED: "打印失败", LabelState.CANCELLED: "已取消",
}  # fmt: skip
HELD = frozenset({LabelState.CLAIMED, LabelState.SENT})
UNDER_WAY = HELD | {LabelState.QUEUED}
FOR_A_PERSON = frozenset({LabelState.UNKNOWN, LabelState.FAILED})
_OUTCOMES = {
    "sent": LabelState.SENT, "printed": LabelState.PRINTED, "unknown": LabelState.UNKNOWN, "failed": LabelState.FAILED,
}  # fmt: skip


class Resolution(StrEnum):
    """What a person says of a label that is unknown or failed."""

    PRINTED = "printed"
    REPRINT = "reprint"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Label:
    """One label. `holder` is the station that has it or had it last; `wanted` is false once its job is cancelled."""

    id: UUID
    job_id: UUID
    state: LabelState = LabelState.QUEUED
    holder: str = ""
    begun: bool = False
    recalled: bool = False
    wanted: bool = True
    reason: str = ""

    def handed_out(self, station: str) -> "Label":
        """It lies with the station; a defect of ours where it is not queued, or was begun before."""
        if self.state is not LabelState.QUEUED or self.begun or not self.wanted:
            raise ValueError(f"{self.state} cannot be handed out")
        return replace(self, state=LabelState.CLAIMED, holder=station, recalled=False, reason="")

    def asked_back(self) -> "Label":
        """The station was told to give it back, if it has not begun."""
        return replace(self, recalled=True) if self.state is LabelState.CLAIMED else self

    def reported(self, station: str, outcome: str, reason: str = "") -> "Label":
        """What the station says of it. Outcomes are final: what comes late, twice or from another station changes nothing.

        A station that began what it should have dropped is believed: better one label too few than one too many.
        """
        if station != self.holder or self.state not in UNDER_WAY:
            return self
        if outcome == "given_back":
            return self._returned() if self.state is LabelState.CLAIMED else self
        after = _OUTCOMES[outcome]
        if after is self.state:
            return self
        begun = self.begun or after is not LabelState.FAILED
        return replace(self, state=after, begun=begun, recalled=False, reason=reason)

    def silenced(self, why: str) -> "Label":
        """Its station forgot everything or was cut off: what it had not begun goes back, what it had is unknown."""
        if self.state is LabelState.CLAIMED:
            return self._returned()
        return replace(self, state=LabelState.UNKNOWN, recalled=False, reason=why) if self.state is LabelState.SENT else self

    def given_up(self) -> "Label":
        """Its job was cancelled: what waits is not printed, what lies with a station is decided when that answers."""
        if self.state is LabelState.QUEUED:
            return replace(self, state=LabelState.CANCELLED, wanted=False)
        return replace(self, wanted=False)

    def undrawable(self, reason: str) -> "Label":
        """It cannot be drawn for the station's printer; nobody began it."""
        return replace(self, state=LabelState.FAILED, reason=reason)

    def resolved(self, resolution: Resolution) -> "Label":
        """A person looked: it lies there, or it is given up, be it for another label; refuses what is not for a person to decide."""
        if self.state not in FOR_A_PERSON:
            raise Refused("not_to_resolve", f"标签{self.state.chinese}，不需要人工处理。", remedy="请刷新后查看标签的当前状态。")
        if resolution is Resolution.PRINTED:
            return replace(self, state=LabelState.PRINTED, begun=True)
        return replace(self, state=LabelState.CANCELLED)

    def _returned(self) -> "Label":
        state = LabelState.QUEUED if self.wanted else LabelState.CANCELLED
        return replace(self, state=state, recalled=False)


def room(held: int, queued: int) -> int:
    """How many labels to hand out now: none while there is too little room for a message worth sending and more is queued."""
    free = max(WINDOW - held, 0)
    return min(free, queued) if free >= min(WORTH, queued) else 0


def pieces(labels: Iterable[Label], size: int, free: int, *, empty: bool) -> list[list[Label]]:
    """Sheets of `size` labels (1: a roll) of one job, as many as fit; a sheet larger than the window only for an `empty` station."""
    waiting, found, left = list(labels), list[list[Label]](), free
    for start in range(0, len(waiting), size):
        piece = waiting[start : start + size]
        if len(piece) > left and not (empty and not found):
            break
        found.append(piece)
        left -= len(piece)
    return found
