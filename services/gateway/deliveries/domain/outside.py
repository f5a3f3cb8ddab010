"""What those hear of an offer who are no part of its unit: what a square shows them, and that it ended for them (B-073).

How the offer went through the desks, who decided and why stays inside: to others it is published, or it changes. Where an
event takes it out of somebody's sight (withdrawn, left, shown less far), he hears one `withdrawn` that says nothing else, and
nothing afterwards.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from services.chassis.event import Event
from services.gateway.deliveries.domain.hearing import circle_of

PUBLISHED, ENDED = "sharing.entry.published.v1", "sharing.entry.withdrawn.v1"
CLERK = "service:sharing"
INNER = frozenset({"agreed", "returned", "nationally_refused", "withdrawal_requested", "withdrawal_refused"})
"""Facts that change nothing for who sees the offer only."""
OPEN = frozenset({"published", "reported_to_centre", "nationally_published", "owner_moved"})
"""Facts that are told as they are; a new submission or a desk's step tells others no more than that the offer is published."""
SHOWN_STATES = frozenset({"published_locally", "reported", "published_nationally"})
TWO_SIDES = frozenset({"receiving_unit", "transfer_mode"})
"""What of a transfer is the two units' own business."""
_SCOPES = ("nation", "province", "city", "county", "department")


def heard_outside(event: Event, circles: Collection[str]) -> Event | None:
    """The event as those may hear it who belong to these circles (`circles_around`); None where it is none of their business."""
    if event.aggregate != "sharing.entry":
        return event
    now, before = ([key for key in event.data.get(name, ()) if circle_of(key) in circles] for name in ("visible_to", "was_visible_to"))
    fact = event.type.split(".")[2]
    if now and fact in INNER:
        return None
    if now:
        return replace(event, type=event.type if fact in OPEN else PUBLISHED, actor=CLERK, data=_offer(event.data, now))
    return replace(event, type=ENDED, actor=CLERK, data=_ended(event.data, before)) if before else None


def _offer(data: Mapping[str, Any], now: Collection[str]) -> dict[str, Any]:
    state = data.get("state")
    told = {"reason": "", "scope": _widest(now), "state": state if state in SHOWN_STATES else "published_locally"}
    return {**data, **told, "visible_to": sorted(now), "was_visible_to": []}


def _ended(data: Mapping[str, Any], before: Collection[str]) -> dict[str, Any]:
    told = {"reason": "", "scope": _widest(before), "state": "withdrawn", "reported": False, "national_receipt_no": ""}
    shown = {name: value for name, value in data.items() if name not in TWO_SIDES}
    return {**shown, **told, "visible_to": [], "was_visible_to": sorted(before)}


def _widest(keys: Collection[str]) -> str:
    kinds = {key.partition(":")[0] for key in keys}
    return next((scope for scope in _SCOPES if scope in kinds), _SCOPES[-1])
