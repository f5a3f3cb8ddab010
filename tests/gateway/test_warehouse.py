"""The warehouse over REST: demands, matches, purchase checks, agreements, bookings, photos, squares, radar, reports."""

import io
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import uuid4

import numpy
import pytest
from PIL import Image

from services.operations.processes import wait_until
from tests.gateway.test_deliveries import feed
from tests.gateway.test_sharing import CONTACT, SHARING, decide
from tests.support.cases import done

ROOT = Path(__file__).parents[2]
SUPPLIER, RECEIVER, OUTSIDER = "004011", "004012", "007011"
WISH = {
    "class_code": "A02010105", "name": "台式计算机", "quantity": 2, "measure_unit": "台", "reason": "机房更新", "contact": CONTACT,
    "indicators": [{"name": "内存", "relation": "min", "value": "16", "measure_unit": "GB"}], "budget_fen": 1_200_000,
}  # fmt: skip


@pytest.fixture
def supplier(signed_in):
    return signed_in("unit_handler", SUPPLIER)


@pytest.fixture
def receiver(signed_in):
    return signed_in("unit_handler", RECEIVER)


@pytest.fixture
def offered(supplier, signed_in):
    """`offered("transfer")` is the id of an offer that its unit's reviewer agreed to."""
    reviewer = signed_in("unit_reviewer", SUPPLIER)

    def make(mode="transfer", **card):
        fields = {
            "name": f"台式计算机{uuid4().hex[:6]}", "class_code": "A02010105", "quantity": 1, "measure_unit": "台",
            "acquisition_method": "新购", "original_value_fen": 600_000, "net_value_fen": 600_000, "acquired_on": "2024-03-15",
            "model": "M300 16GB", "state": "闲置" if mode == "transfer" else "在用", "shareable": mode == "share", **card,
        }  # fmt: skip
        number = done(supplier.post("/api/v1/registry/assets", json={"unit": SUPPLIER, "fields": fields}), 201)["asset_no"]
        asked = {"asset_nos": [number], "mode": mode, "scope": "city", "contact": CONTACT, "photos": 4}
        entry_id = done(supplier.post(f"{SHARING}/entries", json=asked), 201)[0]["id"]
        decide(reviewer, entry_id)
        return entry_id

    return make


@pytest.fixture
def published(receiver, signed_in):
    """The id of a demand in the square."""
    demand = done(receiver.post(f"{SHARING}/demands", json=WISH), 201)
    assert (demand["state"], demand["desk"]) == ("submitted", "unit_reviewer")
    reviewer = signed_in("unit_reviewer", RECEIVER)
    assert demand["id"] in {one["id"] for one in done(reviewer.get(f"{SHARING}/demand-desk"))["items"]}
    assert "demands_to_decide" in todos(reviewer)
    decided = done(reviewer.post(f"{SHARING}/demands/{demand['id']}/decision", json={"decision": "agree", "version": 1}))
    assert (decided["state"], decided["visible_scope"]) == ("published", "city")
    return demand["id"]


def todos(client):
    return {todo["kind"] for todo in done(client.get("/api/v1/todos"))["items"]}


def has_todo(client, kind):
    return kind in todos(client)


def photo():
    noise = numpy.random.default_rng().integers(40, 215, (60, 80, 3), dtype=numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).resize((1600, 1200), Image.Resampling.NEAREST).save(file, "JPEG", quality=90)
    return file.getvalue()


# B-038 to B-044
def test_a_demand_is_returned_changed_published_and_ended(receiver, signed_in):
    demand = done(receiver.post(f"{SHARING}/demands", json=WISH), 201)
    here = f"{SHARING}/demands/{demand['id']}"
    reviewer = signed_in("unit_reviewer", RECEIVER)
    assert reviewer.post(f"{here}/decision", json={"decision": "return"}).status_code == 422
    done(reviewer.post(f"{here}/decision", json={"decision": "return", "reason": "数量不符"}))
    assert "demands_returned" in todos(receiver)
    again = done(receiver.post(f"{SHARING}/demands", json={**WISH, "demand_id": demand["id"], "quantity": 1}), 201)
    assert (again["id"], again["state"], again["quantity"]) == (demand["id"], "submitted", 1)
    done(reviewer.post(f"{here}/decision", json={"decision": "agree", "scope": "county"}))
    assert done(receiver.get(here))["allowed"]
    ended = done(receiver.post(f"{here}/end", json={"outcome": "withdrawn", "reason": "不再需要"}))
    assert ended["state"] == "withdrawn"
    assert demand["id"] in {one["id"] for one in done(receiver.get(f"{SHARING}/demands", params={"state": "withdrawn"}))["items"]}


def test_the_square_of_demands_masks_the_telephone_until_a_reason_is_given(published, supplier):
    found = {one["id"]: one for one in done(supplier.get(f"{SHARING}/square/demands", params={"class_code": "A0201"}))["items"]}
    assert "****" in found[published]["contact"]["phone"]
    assert done(supplier.post(f"{SHARING}/demands/{published}/contact", json={"reason": "洽谈"}))["phone"] == CONTACT["phone"]


def test_stock_and_standard_stand_beside_the_form(receiver, signed_in):  # B-041
    finance = signed_in("finance_reviewer", "310151")
    standard = {"region": "310151", "class_code": "A0201", "standard": "每名编制内人员一台"}
    assert receiver.put(f"{SHARING}/standards", json=standard).status_code == 403
    assert finance.put(f"{SHARING}/standards", json=standard).status_code == 204
    stock = done(receiver.get(f"{SHARING}/demands/stock", params={"class_code": "A02010105"}))
    assert stock["standard"] == standard["standard"]
    assert stock["cards"] >= stock["idle"] == len(stock["idle_asset_nos"])


def test_a_match_explains_itself_and_is_refused_with_a_reason(offered, published, receiver, supplier):
    entry_id = offered()
    wait_until(lambda: _match(receiver, published, entry_id), 60, "no match came")
    match = _match(receiver, published, entry_id)
    assert 0 < match["score"] <= 100
    assert sum(one["points"] for one in match["criteria"]) == match["score"]
    assert {"class", "indicators", "place", "age", "condition", "quantity"} == {one["name"] for one in match["criteria"]}
    assert "matches_of_demands" in todos(receiver)
    assert "matches_of_entries" in todos(supplier)
    assert published in {one["demand_id"] for one in done(supplier.get(f"{SHARING}/matches", params={"entry_id": entry_id}))}
    assert receiver.post(f"{SHARING}/matches/{match['id']}/refusal", json={"reason": ""}).status_code == 422
    refused = done(receiver.post(f"{SHARING}/matches/{match['id']}/refusal", json={"reason": "型号过旧"}))
    assert (refused["state"], refused["refusal"]) == ("refused", "型号过旧")
    assert not _match(receiver, published, entry_id)
    assert receiver.get(f"{SHARING}/matches").status_code == 422


def _match(client, demand_id, entry_id):
    found = done(client.get(f"{SHARING}/matches", params={"demand_id": demand_id, "limit": 200}))
    return next((one for one in found if one["entry"] and one["entry"]["id"] == entry_id), None)


# B-044, B-092
def test_before_a_purchase_there_are_matches_or_a_statement_that_others_can_verify(offered, receiver, signed_in):
    entry_id = offered(class_code="A02020400", model="X1")
    checked = done(receiver.post(f"{SHARING}/purchase-checks", json={"class_code": "A02020400", "quantity": 1}))
    assert entry_id in {one["entry"]["id"] for one in checked["matches"]}
    assert checked["statement"] is None
    nothing = {"class_code": "A08060399", "quantity": 3, "indicators": WISH["indicators"]}
    statement = done(receiver.post(f"{SHARING}/purchase-checks", json=nothing))["statement"]
    verified = done(signed_in("finance_reviewer", "310151").get(f"{SHARING}/statements/{statement['number']}"))
    assert (verified["valid"], verified["quantity"], verified["unit_id"]) == (True, 3, f"310151-{RECEIVER}")
    assert receiver.get(f"{SHARING}/statements/310151-2020-000001").status_code == 404


def test_two_units_agree_on_line_and_the_offer_is_taken_down(offered, receiver, supplier, signed_in):  # B-053, B-057
    entry_id = offered()
    agreement = done(receiver.post(f"{SHARING}/agreements", json={"entry_id": entry_id, "message": "急用"}), 201)
    other = done(signed_in("unit_handler", OUTSIDER).post(f"{SHARING}/agreements", json={"entry_id": entry_id}), 201)
    here = f"{SHARING}/agreements/{agreement['id']}"
    assert "agreements_to_answer" in todos(supplier)
    assert signed_in("unit_handler", "004001").get(here).status_code == 404
    assert done(supplier.post(f"{here}/answer", json={"answer": "accept", "terms": "自提"}))["state"] == "offered"
    assert receiver.post(f"{here}/answer", json={"answer": "accept"}).status_code == 403
    assert done(receiver.post(f"{here}/answer", json={"answer": "confirm"}))["state"] == "concluded"
    assert done(supplier.get(f"{SHARING}/entries/{entry_id}"))["state"] == "taken"
    assert done(supplier.get(f"{SHARING}/agreements/{other['id']}"))["state"] == "lapsed"
    listed = done(receiver.get(f"{SHARING}/agreements", params={"side": "receiver"}))["items"]
    assert agreement["id"] in {one["id"] for one in listed}


def test_a_result_agreed_elsewhere_closes_the_offer(offered, supplier):  # B-051
    entry_id = offered()
    told = {"transfer_mode": "free_transfer", "receiving_unit_name": "新海镇政府"}
    closed = done(supplier.post(f"{SHARING}/entries/{entry_id}/result", json=told))
    assert (closed["state"], closed["transfer_mode"], closed["receiving_unit"]) == ("transferred", "free_transfer", "新海镇政府")


def test_periods_cannot_overlap_and_an_asset_goes_out_and_comes_back(offered, receiver, supplier, signed_in):  # B-060
    entry_id, now = offered("share"), datetime.now(UTC)
    period = {"starts_at": (now + timedelta(hours=1)).isoformat(), "ends_at": (now + timedelta(hours=3)).isoformat()}
    asked = {"entry_id": entry_id, "purpose": "开放日", **period}
    booking = done(receiver.post(f"{SHARING}/bookings", json=asked), 201)
    outsider = signed_in("unit_handler", OUTSIDER)
    assert outsider.post(f"{SHARING}/bookings", json=asked).json()["code"] == "period_taken"
    around = {"starts_at": now.isoformat(), "ends_at": (now + timedelta(days=7)).isoformat()}
    (taken,) = done(outsider.get(f"{SHARING}/entries/{entry_id}/calendar", params=around))
    assert (taken["unit_name"], taken["booking_id"]) == ("", "")
    assert "bookings_to_hand_out" in todos(supplier)
    here = f"{SHARING}/bookings/{booking['id']}"
    assert receiver.post(f"{here}/hand-out", json={"condition": "好"}).status_code in (403, 404)
    assert done(supplier.post(f"{here}/hand-out", json={"condition": "完好"}))["state"] == "handed_out"
    assert done(supplier.post(f"{here}/return", json={"condition": "轻微划痕"}))["condition_back"] == "轻微划痕"
    second = done(receiver.post(f"{SHARING}/bookings", json=asked), 201)
    cancelled = receiver.post(f"{SHARING}/bookings/{second['id']}/cancellation", json={"reason": "改期"})
    assert done(cancelled)["state"] == "cancelled"


def test_who_comes_second_is_offered_the_nearest_free_period(offered, receiver, signed_in):  # B-060
    entry_id, start = offered("share"), datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    period = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    asked = {"entry_id": entry_id, "purpose": "开放日", **period}
    done(receiver.post(f"{SHARING}/bookings", json=asked), 201)
    (mine,) = done(receiver.get(f"{SHARING}/entries/{entry_id}/calendar", params=period))
    assert (mine["unit_name"], mine["own"]) == ("东门小学", True)
    outsider = signed_in("unit_handler", OUTSIDER)
    refusal = outsider.post(f"{SHARING}/bookings", json=asked).json()
    assert refusal["code"] == "period_taken"
    assert "最近空闲时段" in refusal["remedy"]
    free = done(outsider.get(f"{SHARING}/entries/{entry_id}/free-period", params=period))
    assert [(one["unit_name"], one["booking_id"], one["own"]) for one in free["taken"]] == [("", "", False)]
    again = asked | {name: free[name] for name in ("starts_at", "ends_at")}
    assert done(outsider.post(f"{SHARING}/bookings", json=again), 201)["state"] == "booked"
    due = done(outsider.get(f"{SHARING}/bookings", params={"by_due": True, "open_only": True, **period}))["items"]
    assert entry_id not in {one["entry_id"] for one in due}  # before or after it, not in it


def test_both_sides_find_what_is_overdue_among_what_waits_until_it_is_back(offered, receiver, supplier):  # B-060
    entry_id, now = offered("share"), datetime.now(UTC)
    asked = {"entry_id": entry_id, "purpose": "开放日", "starts_at": now.isoformat(), "ends_at": (now + timedelta(seconds=8)).isoformat()}
    here = f"{SHARING}/bookings/{done(receiver.post(f'{SHARING}/bookings', json=asked), 201)['id']}"
    done(supplier.post(f"{here}/hand-out", json={"condition": "完好"}))
    for side in (supplier, receiver):
        wait_until(partial(has_todo, side, "bookings_overdue"), 60, "nobody is told", every=0.5)
        due = done(side.get(f"{SHARING}/bookings", params={"by_due": True, "open_only": True}))["items"]
        assert entry_id in {one["entry_id"] for one in due if one["overdue"]}
    done(supplier.post(f"{here}/return", json={"condition": "完好"}))
    for side in (supplier, receiver):
        due = done(side.get(f"{SHARING}/bookings", params={"by_due": True, "open_only": True}))["items"]
        assert entry_id not in {one["entry_id"] for one in due}
        assert ("bookings_overdue" in todos(side)) == any(one["overdue"] for one in due)


def test_a_thousand_attempts_from_many_processes_overlap_nowhere_and_lose_nothing(offered, receiver, supplier, signed_in, stack):  # B-060
    """Through the gateway and the service's own process, as the world does it: 4 processes of 8 connections, periods of 1 to 3 hours."""
    entry_id, chance = offered("share"), Random(60)  # noqa: S311  # no secret
    first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    starts = [chance.randrange(70) for _ in range(1000)]
    hours = [(start, start + chance.choice((1, 1, 2, 3))) for start in starts]
    periods = [[(first + timedelta(hours=hour)).isoformat() for hour in one] for one in hours]
    users = [receiver, supplier, signed_in("unit_handler", "004012"), signed_in("unit_handler", OUTSIDER)]
    asked = [
        {"base_url": stack.base_url, "token": user.headers["Authorization"], "entry_id": entry_id, "number": n, "attempts": periods[n::4]}
        for n, user in enumerate(users)
    ]
    with ThreadPoolExecutor(len(asked)) as threads:
        outcomes = [one for found in threads.map(rushed, asked) for one in found]
    assert len(outcomes) == 1000
    won = {answers[0]: (starts_at, ends_at) for starts_at, ends_at, answers in outcomes if answers[0] != "period_taken"}
    assert all(len(answer) == 36 for answer in won), sorted(answer for answer in won if len(answer) != 36)
    assert all(len(set(answers)) == 1 for *_, answers in outcomes)  # asked again under its key, it is the same answer
    window = {"starts_at": first.isoformat(), "ends_at": (first + timedelta(days=4)).isoformat()}
    kept = done(supplier.get(f"{SHARING}/entries/{entry_id}/calendar", params=window))
    assert {one["booking_id"] for one in kept} == won.keys()  # nothing answered is lost, nothing is kept that was refused
    taken = Counter(hour for one in won.values() for hour in hours_of(one, first))
    assert max(taken.values()) == 1  # no overlap
    refused = [one[:2] for one in outcomes if one[2][0] == "period_taken"]
    assert all(any(taken[hour] for hour in hours_of(one, first)) for one in refused)  # nobody was refused for nothing


def rushed(asked):
    """What one client's process says."""
    command = [sys.executable, "-m", "tests.gateway.booking_rush"]
    found = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=True, cwd=ROOT)
    return json.loads(found.stdout)


def hours_of(period, first):
    starts_at, ends_at = ((datetime.fromisoformat(one) - first) // timedelta(hours=1) for one in period)
    return range(starts_at, ends_at)


def test_photos_are_checked_kept_and_shown_in_the_square(offered, supplier, receiver):  # B-082, B-068
    entry_id = offered()
    number = done(supplier.get(f"{SHARING}/entries/{entry_id}"))["asset"]["asset_no"]
    here = f"{SHARING}/assets/{number}/photos"
    assert supplier.post(here, files={"file": ("x.jpg", b"<script>")}).status_code == 422
    kept = done(supplier.post(here, files={"file": ("x.jpg", photo())}), 201)
    assert receiver.post(here, files={"file": ("x.jpg", photo())}).status_code in (403, 404)
    asked = {"q": "台式计算机", "with_photos": True, "nearest_first": True, "states": "idle", "years_to": 50}
    square = {one["id"]: one for one in done(receiver.get(f"{SHARING}/squares/local", params=asked))["items"]}
    assert square[entry_id]["photo_ids"] == [kept["photo"]["id"]]
    thumbnail = receiver.get(f"{SHARING}/photos/{kept['photo']['id']}", params={"thumbnail": True})
    assert thumbnail.content[:2] == b"\xff\xd8"
    assert max(Image.open(io.BytesIO(thumbnail.content)).size) <= 480
    assert done(receiver.get(here))["may_change"] is False
    assert supplier.delete(f"{SHARING}/photos/{kept['photo']['id']}").json()["code"] == "photo_published"


def test_a_public_square_shows_no_person_and_nothing_while_it_is_closed(anybody, signed_in, receiver):  # D-044
    square, switch = "/api/v1/public/square", f"{SHARING}/public-square/310151"
    assert receiver.put(switch, json={"open": True}).status_code == 403
    authority = signed_in("finance_reviewer", "310151")
    assert authority.put(switch, json={"open": False}).status_code == 204
    assert done(anybody.get(square, params={"region": "310151"})) == {
        "items": [], "next_cursor": None, "open": False, "total": 0, "total_is_lower_bound": False,
    }  # fmt: skip
    assert authority.put(switch, json={"open": True}).status_code == 204
    shown = done(anybody.get(square, params={"region": "310151"}))
    assert shown["open"]
    assert all("contact" not in one and "phone" not in str(one) for one in shown["items"])
    assert authority.put(switch, json={"open": False}).status_code == 204


def test_asking_the_public_square_too_often_is_slowed_down(gateway):
    with gateway(ANONYMOUS_RATE="3/minute") as slow:
        answers = [slow.get("/api/v1/public/square", params={"region": "31"}).status_code for _ in range(5)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_both_sides_hear_of_an_agreement_and_nobody_else_does(offered, receiver, supplier, signed_in):
    outsider = signed_in("unit_handler", OUTSIDER)
    agreement = done(receiver.post(f"{SHARING}/agreements", json={"entry_id": offered()}), 201)

    def heard(client):
        return agreement["id"] in {event["subject"] for event in feed(client)[0]}

    wait_until(lambda: heard(supplier), 30, "the supplier hears nothing")
    wait_until(lambda: heard(receiver), 30, "the receiver hears nothing")
    assert not heard(outsider)


def test_the_report_and_the_radar_answer_for_those_who_may_ask(supplier, signed_in):  # B-084, B-087
    report = done(signed_in("finance_reviewer", "310151").get(f"{SHARING}/report", params={"year": 2026, "by": "region"}))
    assert report["sum"] is not None
    book = supplier.get(f"{SHARING}/report.xlsx", params={"year": 2026})
    assert book.content[:2] == b"PK"
    found = done(supplier.get(f"{SHARING}/radar"))
    assert found["total"] >= len(found["items"])
    assert signed_in("system_administrator", "310151").get(f"{SHARING}/radar").status_code == 403
    nothing = {"asset_nos": ["NONE-1"], "answer": "refuse"}
    assert supplier.post(f"{SHARING}/radar/answers", json=nothing).status_code in (404, 422)
