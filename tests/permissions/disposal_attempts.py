"""How each of disposal's operations is tried at a place: a case of that place's, brought to the desk in question."""

from collections.abc import Callable, Iterable
from uuid import uuid4

from httpx2 import Client

from tests.permissions.world import Place, World
from tests.support import cases
from tests.support.cases import DISPOSAL, done

DESKS = ("department_review", "finance_approval", "government_approval")
LARGE = 200_000_000
EMERGENCY = {"circumstances": {"emergency": True}, "emergency_name": "防汛抢险"}


def ask_assessment(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _same(client.post(f"{DISPOSAL}/assessments", json={}).status_code, client.get(f"{DISPOSAL}/policies").status_code)


def file_case(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Draft, upload, file, withdraw; whoever may not, finds no step of it open, not even of a draft that is there."""
    if not allowed:
        return _same(*_steps_of_filing(world, client, place))
    one = cases.filed(client, _card(world, place))
    return cases.act(client, one["id"], "withdraw", reason="试").status_code


def _steps_of_filing(world: World, client: Client, place: Place) -> Iterable[int]:
    draft, review = _draft(world, place), case_at(world, place, "department_review", fresh=False)
    body, path = cases.wanted(world.cards[place.code]), f"{DISPOSAL}/cases/{draft}"
    yield client.post(f"{DISPOSAL}/cases", json=body).status_code
    yield client.put(path, json=body).status_code
    yield client.post(f"{path}/filing", json={}).status_code
    yield cases.upload(client, draft, "18-1/form").status_code
    yield client.delete(path).status_code
    for action in ("withdraw", "begin_execution", "change", "terminate", "book", "end_emergency"):
        yield cases.act(client, review, action, reason="试", on="2026-11-01", booking_no="1").status_code


def decide_at(desk: str) -> Callable[[World, Client, Place, bool], int]:
    def attempt(world: World, client: Client, place: Place, allowed: bool) -> int:
        case_id = case_at(world, place, desk, fresh=allowed)
        answer = cases.decide(client, case_id)
        # who decides at another desk of the same case is told that it does not lie at his
        elsewhere = answer.status_code == 409 and answer.json()["code"] == "case_decided"
        if not allowed:
            many = client.post(f"{DISPOSAL}/decisions", json={"case_ids": [case_id], "decision": "agree"})
            assert many.status_code == 403 or many.json()["decided"] == 0, many.text
        return 403 if elsewhere else answer.status_code

    return attempt


def approve(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Decide, and have the paper originals in hand."""
    case_id = case_at(world, place, "finance_approval", fresh=False)
    return _same(
        decide_at("finance_approval")(world, client, place, allowed),
        client.post(f"{DISPOSAL}/cases/{case_id}/paper", json={}).status_code,
    )


def read_case(world: World, client: Client, place: Place, allowed: bool) -> int:
    path = f"{DISPOSAL}/cases/{case_at(world, place, 'department_review', fresh=False)}"
    return _same(*(client.get(path + part).status_code for part in ("", "/materials", "/documents/application_form.pdf")))


def export_bundle(world: World, client: Client, place: Place, allowed: bool) -> int:
    return client.get(f"{DISPOSAL}/cases/{case_at(world, place, 'department_review', fresh=False)}/bundle.zip").status_code


def record_income(world: World, client: Client, place: Place, allowed: bool) -> int:
    body = {"kind": "salvage", "gross_fen": 100, "received_on": "2026-11-01"}
    recorded = client.post(f"{DISPOSAL}/cases/{_executing(world, place)}/income", json=body)
    if allowed:
        return recorded.status_code
    paid = {"receipt_no": "1", "amount_fen": 1, "remitted_on": "2026-11-02"}
    return _same(recorded.status_code, client.post(f"{DISPOSAL}/income/{_income(world, place)}/remittances", json=paid).status_code)


def raise_finding(world: World, client: Client, place: Place, allowed: bool) -> int:
    """On a case and on a unit; what was raised by others is settled by none but those who may raise."""
    body = {"kind": "procedure", "text": f"未按规定办理{uuid4().hex[:6]}"}
    case_id = case_at(world, place, "department_review", fresh=False)
    about = [client.post(f"{DISPOSAL}/findings", json={**body, **told}) for told in ({"case_id": case_id}, {"unit": place.code})]
    if allowed:
        world.cards[f"finding-{place.code}"] = about[0].json()["id"]
        return _same(*(each.status_code for each in about))
    settled = client.post(f"{DISPOSAL}/findings/{_finding(world, place)}/settlement", json={"settlement": "已整改"})
    return _same(*(each.status_code for each in (*about, settled)))


def publish_calendar(world: World, client: Client, place: Place, allowed: bool) -> int:
    """A far year, so that no deadline of another test moves."""
    body = {"year": 2090, "exceptions": [{"day": "2090-01-02", "working": False}], "source": "试"}
    return client.post(f"{DISPOSAL}/calendar", json=body).status_code


def live_in(world: World, place: Place) -> None:
    """The place has a case at its department, a draft, an emergency that is carried out, its income, and a finding."""
    for made in (_draft, _income, _finding):
        made(world, place)
    case_at(world, place, "department_review", fresh=False)


def case_at(world: World, place: Place, desk: str, *, fresh: bool) -> str:
    """A case of the place's that lies at this desk; one above the county government's threshold where it decides."""
    known = world.cards.get(f"{desk}-{place.code}")
    if known and not fresh:
        return known
    more = {"original_value_fen": LARGE} if desk == "government_approval" else {}
    case_id = str(cases.filed(world.handler(place), _card(world, place, **more))["id"])
    deciders = (f"department-{place.code}", f"finance-{place.region}")
    for decider in deciders[: DESKS.index(desk)]:
        done(cases.decide(world.client(decider), case_id))
    if not fresh:
        world.cards[f"{desk}-{place.code}"] = case_id
    return case_id


def _draft(world: World, place: Place) -> str:
    if f"disposal-draft-{place.code}" not in world.cards:
        made = cases.drafted(world.handler(place), _card(world, place))
        world.cards[f"disposal-draft-{place.code}"] = made["id"]
    return world.cards[f"disposal-draft-{place.code}"]


def _executing(world: World, place: Place) -> str:
    """An emergency's, which the department has carried out at once."""
    if f"executing-{place.code}" not in world.cards:
        one = cases.filed(world.handler(place), _card(world, place), **EMERGENCY)
        done(cases.decide(world.client(f"department-{place.code}"), one["id"]))
        world.cards[f"executing-{place.code}"] = one["id"]
    return world.cards[f"executing-{place.code}"]


def _income(world: World, place: Place) -> str:
    if f"income-{place.code}" not in world.cards:
        body = {"kind": "salvage", "gross_fen": 100, "received_on": "2026-11-01"}
        made = done(world.handler(place).post(f"{DISPOSAL}/cases/{_executing(world, place)}/income", json=body), 201)
        world.cards[f"income-{place.code}"] = made["id"]
    return world.cards[f"income-{place.code}"]


def _finding(world: World, place: Place) -> str:
    if f"finding-{place.code}" not in world.cards:
        body = {"unit": place.code, "kind": "procedure", "text": "未按规定办理"}
        made = done(world.client(f"finance-{place.region}").post(f"{DISPOSAL}/findings", json=body), 201)
        world.cards[f"finding-{place.code}"] = made["id"]
    return world.cards[f"finding-{place.code}"]


def _card(world: World, place: Place, **fields: object) -> str:
    return cases.card(world.handler(place), place.code, name=f"{place.name}报废物{uuid4().hex[:6]}", **fields)


def _same(*statuses: int) -> int:
    """One answer for all of them: all good, or all refused as 403 or 404."""
    good = {200 <= status < 300 for status in statuses}
    assert len(good) == 1, statuses
    return max(statuses)
