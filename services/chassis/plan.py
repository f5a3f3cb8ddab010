"""In which order claimed events take effect, and which of them still need to: the position rule, without I/O."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.chassis.inbox import Received


class Step(NamedTuple):
    """One claimed event; `due` is False where its aggregate's position is past it already."""

    received: Received
    due: bool


def plan(claimed: Iterable[Received]) -> tuple[list[Step], dict[tuple[str, str], int]]:
    """The steps in order and the positions after them; events behind a gap are left for later."""
    aggregates: dict[tuple[str, str], list[Received]] = {}
    for received in sorted(claimed, key=lambda each: each.arrival):
        aggregates.setdefault((received.aggregate, received.subject), []).append(received)
    steps: list[Step] = []
    positions = {}
    for key, events in aggregates.items():
        following, position = _of_one(events)
        steps += following
        if position > min(event.position for event in events):
            positions[key] = position
    return steps, positions


def _of_one(events: Sequence[Received]) -> tuple[list[Step], int]:
    """Snapshots first, as they may make changes needless; then version after version."""
    steps, position = [], min(event.position for event in events)
    for event in sorted(events, key=lambda each: (not each.snapshot, each.version)):
        if not event.snapshot and event.version > position + 1:
            break
        steps.append(Step(event, event.version > position))
        position = max(position, event.version)
    return steps, position
