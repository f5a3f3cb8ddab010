"""A day's business as sharing tells it, in events as they come over the broker: assets offered, changed, withdrawn, taken by another unit.

What was taken is transferred, and perhaps offered anew by an entry of its own, or comes to nothing and is offered again by the same one.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from services.chassis.event import Event
from services.chassis.ids import new_id
from services.contracts.events.sharing import (
    EntryOwnerMoved,
    EntryReportedToCentre,
    EntryReturned,
    EntryStands,
    EntryTaken,
    EntryTransferred,
    EntryWithdrawalRequested,
    EntryWithdrawn,
)

UNIT = {
    "unit_id": "310151-004011", "budget_code": "004011", "unit_path": "31/3101/310151/310151-004001/310151-004011", "region": "310151",
}  # fmt: skip
CHANGES: tuple[type[EntryStands], ...] = (EntryOwnerMoved,)
ENDS: tuple[tuple[type[EntryStands], ...], ...] = ((EntryWithdrawalRequested, EntryWithdrawn), (EntryTaken,))
"""The facts of a withdrawal, asked for first, which changes nothing for the platform; and of an agreement."""
RECEIVER = {"receiving_unit": "东门小学"}
SAID: dict[type[EntryStands], dict[str, Any]] = {
    EntryReportedToCentre: {"contact": {"name": "王老师", "phone": "021-59610000"}},
    EntryWithdrawn: {"state": "withdrawn", "reason": "已另行使用"},
    EntryTaken: {"state": "taken", **RECEIVER},
    EntryReturned: {"state": "returned", "reason": "调剂未成：不予批准"},
    EntryTransferred: {"state": "transferred", "transfer_mode": "free_transfer", **RECEIVER},
}
"""What makes the fact; but for a publication, an entry with a state of its own here is not listed."""
APART = 400
"""Messages between an entry's end and its asset's next entry, in life weeks: more than a worker has in its hands at once."""


@dataclass
class Life:
    """An asset through the day; `entry` is empty while it is none's, `keys` are those of this entry's messages."""

    number: str
    entry: str = ""
    version: int = 0
    name: int = 0
    last: type[EntryStands] | None = None
    ended_at: int = 0
    keys: list[str] = field(default_factory=list)

    @property
    def listed(self) -> bool:
        return self.last in (EntryReportedToCentre, EntryOwnerMoved)


@dataclass
class Day:
    """So many messages for the platform about so many assets, and how each asset should stand there in the end.

    `followed` are the messages of entries that another followed: events are in order per entry, not across entries, and what
    comes of an entry when its successor was told already is told no more.
    """

    messages: int
    assets: int
    seed: int
    events: list[Event] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)
    followed: set[str] = field(default_factory=set)
    listed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dice, lives = random.Random(self.seed), [Life(f"004011-{number}") for number in range(self.assets)]  # noqa: S311
        for moment in range(self.messages):
            one = dice.choice([life for life in lives if life.last is not EntryWithdrawn])
            if one.last is EntryTaken:
                self._come_of_it(one, transferred=moment - one.ended_at >= APART and dice.random() < 0.5)
            self._message(one, dice, moment)
        for life in lives:
            if life.last is EntryTaken:
                self._say(life, EntryTransferred)

    def part(self, number: int, of: int) -> Sequence[Event]:
        """One of `of` equal parts of the day's events, in their order."""
        return self.events[number * len(self.events) // of : (number + 1) * len(self.events) // of]

    def _come_of_it(self, one: Life, *, transferred: bool) -> None:
        """What becomes of an agreement; the platform hears nothing of it."""
        self._say(one, EntryTransferred if transferred else EntryReturned)
        if transferred:
            self.followed.update(one.keys)
            one.entry, one.version, one.keys = "", 0, []

    def _message(self, one: Life, dice: random.Random, moment: int) -> None:
        facts: tuple[type[EntryStands], ...] = (EntryReportedToCentre,)
        if one.listed:
            facts = dice.choice((CHANGES, CHANGES, dice.choice(ENDS)))
        one.entry = one.entry or str(new_id())
        for fact in facts:
            self._say(one, fact)
        one.ended_at = moment
        one.keys.append(str(self.events[-1].id))
        self.keys.setdefault(one.number, []).append(one.keys[-1])
        self.listed[one.number] = one.version
        if not one.listed:
            del self.listed[one.number]

    def _say(self, one: Life, fact: type[EntryStands]) -> None:
        one.version, one.last = one.version + 1, fact
        if fact is EntryOwnerMoved:
            one.name = one.version
        payload = fact.model_validate(_state(one) | SAID.get(fact, {}))
        self.events.append(
            Event(new_id(), fact.TYPE, one.entry, one.version, datetime.now(UTC), "clerk", payload.data(), f"c-{one.number}")
        )


def _state(one: Life) -> dict[str, Any]:
    asset = {
        "asset_no": one.number, "asset_version": 1, "kind": "equipment", "name": "台式计算机", "class_code": "A02010105", "model": "",
        "brand": "", "quantity": 1, "measure_unit": "台", "original_value_fen": 499900, "net_value_fen": 100000,
        "acquired_on": "2021-03-05", "state": "idle", "shareable": False, "place": "东院/3号楼/2层/201室",
    }  # fmt: skip
    reported = one.listed or one.last is EntryWithdrawalRequested
    return {
        **UNIT, "entry_id": one.entry, "state": "reported", "mode": "transfer", "scope": "nation",
        "visible_to": ["nation"] if reported else [], "reported": reported, "unit_name": f"城桥中学第 {one.name} 名", "asset": asset,
        "reason": "",
    }  # fmt: skip
