"""A day's business as sharing tells it: publications, changes and withdrawals of some assets, in events as they come over the broker."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from services.chassis.event import Event
from services.chassis.ids import new_id
from services.contracts.events.sharing import EntryOwnerMoved, EntryReportedToCentre, EntryStands, EntryWithdrawalRequested, EntryWithdrawn

UNIT = {
    "unit_id": "310151-004011", "budget_code": "004011", "unit_path": "31/3101/310151/310151-004001/310151-004011", "region": "310151",
}  # fmt: skip


@dataclass
class Day:
    """So many messages for the platform about so many assets, and how each asset should stand there in the end."""

    messages: int
    assets: int
    seed: int
    events: list[Event] = field(default_factory=list)
    keys: dict[str, list[str]] = field(default_factory=dict)
    listed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        dice, entries, versions = random.Random(self.seed), dict[str, str](), Counter[str]()  # noqa: S311
        over = set[str]()
        for _ in range(self.messages):
            number = dice.choice([each for each in map(_number, range(self.assets)) if each not in over])
            entry = entries.setdefault(number, str(new_id()))
            kind = "publish" if number not in self.listed else dice.choice(("change", "change", "withdraw"))
            for told in _told(kind, number, entry, versions):
                self.events.append(told)
            self.keys.setdefault(number, []).append(str(self.events[-1].id))
            self.listed[number] = versions[entry]
            if kind == "withdraw":
                del self.listed[number]
                over.add(number)

    def part(self, number: int, of: int) -> Sequence[Event]:
        """One of `of` equal parts of the day's events, in their order."""
        return self.events[number * len(self.events) // of : (number + 1) * len(self.events) // of]


def _number(number: int) -> str:
    return f"004011-{number}"


def _told(kind: str, number: str, entry: str, versions: Counter[str]) -> Iterator[Event]:
    """The events of one step; a withdrawal is asked for first, which changes nothing for the platform."""
    facts: dict[str, list[type[EntryStands]]] = {
        "publish": [EntryReportedToCentre], "change": [EntryOwnerMoved], "withdraw": [EntryWithdrawalRequested, EntryWithdrawn],
    }  # fmt: skip
    for fact in facts[kind]:
        moved = versions[entry] + 1 if kind == "change" else 0
        versions[entry] += 1
        said = _state(number, entry, moved or _name_of(versions, entry), reported=fact is not EntryWithdrawn)
        contact = {"contact": {"name": "王老师", "phone": "021-59610000"}} if fact is EntryReportedToCentre else {}
        if moved:
            versions[f"name of {entry}"] = moved
        payload = fact.model_validate(said | contact)
        yield Event(new_id(), fact.TYPE, entry, versions[entry], datetime.now(UTC), "clerk", payload.data(), f"c-{number}")


def _name_of(versions: Counter[str], entry: str) -> int:
    return versions[f"name of {entry}"]


def _state(number: str, entry: str, name: int, *, reported: bool) -> dict[str, Any]:
    asset = {
        "asset_no": number, "asset_version": 1, "kind": "equipment", "name": "台式计算机", "class_code": "A02010105", "model": "",
        "brand": "", "quantity": 1, "measure_unit": "台", "original_value_fen": 499900, "net_value_fen": 100000,
        "acquired_on": "2021-03-05", "state": "idle", "shareable": False, "place": "东院/3号楼/2层/201室",
    }  # fmt: skip
    return {
        **UNIT, "entry_id": entry, "state": "reported" if reported else "withdrawn", "mode": "transfer", "scope": "nation",
        "visible_to": ["nation"] if reported else [], "reported": reported, "unit_name": f"城桥中学第 {name} 名", "asset": asset,
        "reason": "" if reported else "已另行使用",
    }  # fmt: skip
