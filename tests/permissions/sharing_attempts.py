"""How each of sharing's operations is tried at a place: an entry of that place's, brought to the desk in question."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from httpx2 import Client, Response

from tests.permissions.world import Place, World

SHARING = "/api/v1/sharing"
OFFER = {"mode": "transfer", "scope": "nation", "contact": {"name": "林老师", "phone": "13812345678"}}
DESKS = ("submitted", "authority_review", "agreed", "reported")


def submit_entry(world: World, client: Client, place: Place, allowed: bool) -> int:
    asset_no = _idle(world, place) if allowed else world.cards[place.code]
    return client.post(f"{SHARING}/entries", json={"asset_nos": [asset_no], **OFFER}).status_code


def read_entry(world: World, client: Client, place: Place, allowed: bool) -> int:
    return client.get(f"{SHARING}/entries/{_entry(world, place, 'submitted', fresh=False)}").status_code


def read_square(world: World, client: Client, place: Place, allowed: bool) -> int:
    return client.get(f"{SHARING}/squares/transfer").status_code


def reveal_contact(world: World, client: Client, place: Place, allowed: bool) -> int:
    entry_id = _entry(world, place, "reported", fresh=False)
    return client.post(f"{SHARING}/entries/{entry_id}/contact", json={"reason": "洽谈"}).status_code


def decide_at(desk: str) -> Callable[[World, Client, Place, bool], int]:
    def attempt(world: World, client: Client, place: Place, allowed: bool) -> int:
        entry_id = _entry(world, place, desk, fresh=allowed)
        answer = client.post(f"{SHARING}/entries/{entry_id}/decisions", json={"decision": "agree"})
        # who decides at another desk of the same entry is told that it does not lie at his
        return 403 if answer.status_code == 409 and answer.json()["code"] == "entry_decided" else answer.status_code

    return attempt


def appoint_deputy(world: World, client: Client, place: Place, allowed: bool) -> int:
    """A reviewer for himself, a security administrator for the place's reviewer."""
    reviewers = [("unit_reviewer", "unit"), ("unit_reviewer", "department"), ("department_reviewer", "department")]
    mine = [role for role, seat in reviewers if client is world.client(f"{role}-at-{seat}".replace("_", "-"))]
    own = allowed and mine
    asked = {
        "role": mine[0] if own else "unit_reviewer", "org_id": place.id, "deputy": world.account(f"handler-{place.code}"), "reason": "出差",
        "ends_at": (datetime.now(UTC) + timedelta(days=2)).isoformat(),
        **({} if own else {"principal": world.account(f"reviewer-{place.code}")}),
    }  # fmt: skip
    answer = client.post(f"{SHARING}/deputies", json=asked)
    for _ in range(50 if allowed else 0):  # until sharing has heard of the accounts
        if answer.status_code != 422:
            break
        time.sleep(0.2)
        answer = client.post(f"{SHARING}/deputies", json=asked)
    if answer.status_code == 201:
        ended = client.post(f"{SHARING}/deputies/{answer.json()['id']}/end")
        assert ended.status_code == 200, ended.text
    return answer.status_code


def _entry(world: World, place: Place, state: str, *, fresh: bool) -> str:
    """An entry of the place's that lies in this state."""
    known = world.cards.get(f"{state}-{place.code}")
    if known and not fresh:
        return known
    submitted = world.handler(place).post(f"{SHARING}/entries", json={"asset_nos": [_idle(world, place)], **OFFER})
    assert submitted.status_code == 201, submitted.text
    entry_id = str(submitted.json()[0]["id"])
    deciders = (world.client(f"reviewer-{place.code}"), world.client(f"authority-{place.region}"), world.overseer)
    for decider in deciders[: DESKS.index(state)]:
        _done(decider.post(f"{SHARING}/entries/{entry_id}/decisions", json={"decision": "agree"}))
    if not fresh:
        world.cards[f"{state}-{place.code}"] = entry_id
    return entry_id


def _idle(world: World, place: Place) -> str:
    return world.register(place, name=f"{place.name}闲置物{uuid4().hex[:6]}", state="闲置")


def _done(answer: Response) -> None:
    assert answer.status_code == 200, answer.text
