"""The virtual public warehouse over REST: four desks to the national platform, and every way back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.operations.processes import wait_until
from tests.gateway.test_deliveries import feed

API = "/api/v1"
SHARING = f"{API}/sharing"
CONTACT = {"name": "李老师", "phone": "13812345678"}


@pytest.fixture
def desks(signed_in):
    """A client for each of the four desks."""
    return {
        "handler": signed_in(), "unit_reviewer": signed_in("unit_reviewer"), "asset_authority": signed_in("asset_authority", "310151"),
        "provincial_finance": signed_in("provincial_finance", "31"),
    }  # fmt: skip


@pytest.fixture
def submitted(desks):
    """`submitted(scope)` is the id of an entry that waits for the unit's reviewer."""

    def make(scope="nation", mode="transfer", **card):
        asked = {"asset_nos": [register(desks["handler"], **card)], "mode": mode, "scope": scope, "contact": CONTACT}
        answer = desks["handler"].post(f"{SHARING}/entries", json=asked)
        assert answer.status_code == 201, answer.text
        assert answer.json()[0]["asset_no"] == asked["asset_nos"][0]
        return answer.json()[0]["id"]

    return make


def register(handler, **card):
    fields = {
        "name": f"闲置课桌{uuid4().hex[:6]}", "class_code": "A05010201", "quantity": 1, "measure_unit": "张", "acquisition_method": "新购",
        "original_value_fen": 5_000, "net_value_fen": 5_000, "acquired_on": "2024-03-15", "state": "闲置", **card,
    }  # fmt: skip
    answer = handler.post(f"{API}/registry/assets", json={"unit": "004011", "fields": fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["asset_no"]


def decide(client, entry_id, decision="agree", status=200, **more):
    answer = client.post(f"{SHARING}/entries/{entry_id}/decisions", json={"decision": decision, **more})
    assert answer.status_code == status, answer.text
    return answer.json()


def look(client, entry_id):
    answer = client.get(f"{SHARING}/entries/{entry_id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_idle_asset_passes_four_desks_and_gets_the_platforms_receipt(desks, submitted):  # B-030, B-032, B-033
    entry_id = submitted()
    for desk in ("unit_reviewer", "asset_authority", "provincial_finance"):
        assert look(desks["handler"], entry_id)["desk"] == desk
        decide(desks[desk], entry_id)
    wait_until(lambda: look(desks["handler"], entry_id)["national_receipt_no"], 30, "no receipt came")
    entry = look(desks["handler"], entry_id)
    assert (entry["state"], entry["scope"], entry["desk"]) == ("published_nationally", "nation", "")
    operations = [step["operation"] for step in entry["history"]]
    assert operations == ["submitted", "sent_to_authority", "agreed", "reported_to_centre", "nationally_published"]
    assert [step["version"] for step in entry["history"]] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("desk", ["unit_reviewer", "asset_authority", "provincial_finance"])
def test_each_desk_can_send_back_with_a_reason_and_not_without(desks, submitted, desk):  # B-027, B-037
    entry_id = submitted()
    for earlier in ("unit_reviewer", "asset_authority", "provincial_finance"):
        if earlier == desk:
            break
        decide(desks[earlier], entry_id)
    refused = decide(desks[desk], entry_id, "return", 422)
    assert refused["code"]
    decide(desks[desk], entry_id, "return", reason="型号不全")
    entry = look(desks["handler"], entry_id)
    assert (entry["state"], entry["desk"], entry["reason"]) == ("returned", "handler", "型号不全")
    todos = {todo["kind"]: todo["count"] for todo in desks["handler"].get(f"{API}/todos").json()["items"]}
    assert todos["entries_returned"] >= 1


def test_an_authority_that_lowers_the_scope_ends_the_way_there(desks, submitted):  # B-021, B-032
    entry_id = submitted()
    decide(desks["unit_reviewer"], entry_id)
    decided = decide(desks["asset_authority"], entry_id, scope="city")
    assert (decided["state"], decided["scope"], decided["desk"]) == ("published_locally", "city", "")
    decide(desks["provincial_finance"], entry_id, status=409)


def test_nobody_decides_twice_and_who_comes_second_is_told(desks, submitted, signed_in):
    entry_id = submitted("city")
    seen = look(desks["unit_reviewer"], entry_id)
    decide(desks["unit_reviewer"], entry_id, version=seen["version"])
    assert decide(signed_in("unit_reviewer"), entry_id, status=409, version=seen["version"])["code"] == "stale_version"


def test_many_are_decided_at_once_each_with_an_outcome(desks, submitted):  # B-028
    ids = [submitted("city") for _ in range(3)]
    decide(desks["unit_reviewer"], ids[0])
    waiting = desks["unit_reviewer"].get(f"{SHARING}/desk?desk=entry_review&limit=200").json()
    assert {ids[1], ids[2]} <= {item["id"] for item in waiting["items"]}
    answer = desks["unit_reviewer"].post(f"{SHARING}/decisions", json={"entry_ids": ids, "decision": "agree"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["decided"] == 2
    assert [outcome["code"] for outcome in answer.json()["outcomes"]] == ["entry_decided", "", ""]


def test_out_of_its_scope_an_entry_is_neither_listed_nor_found_nor_counted(desks, submitted, signed_in):  # B-073
    word = f"投影仪{uuid4().hex[:8]}"
    entry_id = submitted("department", name=word)
    decide(desks["unit_reviewer"], entry_id)
    for at, sees in (("004012", True), ("007011", False)):
        viewer = signed_in("unit_handler", at)
        found = viewer.get(f"{SHARING}/squares/local", params={"q": word}).json()
        assert (found["total"], len(found["items"])) == (int(sees), int(sees))
        assert viewer.get(f"{SHARING}/entries/{entry_id}").status_code == (200 if sees else 404)


def test_who_could_see_an_offer_hears_in_the_feed_that_it_ended_and_no_more(desks, submitted, signed_in):  # B-073
    seeing, blind = signed_in("unit_handler", "004012"), signed_in("unit_handler", "007011")
    after = {client: feed(client)[1] for client in (seeing, blind, desks["handler"])}
    entry_id = submitted("department")
    decide(desks["unit_reviewer"], entry_id)
    assert desks["handler"].post(f"{SHARING}/entries/{entry_id}/withdrawal", json={"reason": "领导另有安排"}).status_code == 200
    decide(desks["unit_reviewer"], entry_id)

    def heard(client):
        return [event for event in feed(client, after[client])[0] if event["subject"] == entry_id]

    wait_until(lambda: len(heard(desks["handler"])) == 4, 30, "the feed does not tell of the withdrawal")
    told = heard(seeing)
    assert [event["type"].split(".")[2] for event in told] == ["published", "withdrawn"]
    assert "领导另有安排" not in str(told)
    assert desks["unit_reviewer"].headers["X-Test-Account"] not in str(told)
    assert heard(blind) == []


def test_a_published_card_changes_only_after_withdrawal_and_cancellation(desks, submitted):  # B-045 to B-050
    entry_id = submitted("city")
    decide(desks["unit_reviewer"], entry_id)
    asset_no = look(desks["handler"], entry_id)["asset"]["asset_no"]
    path = f"{API}/registry/assets/{asset_no}"

    def change():
        version = desks["handler"].get(path).json()["version"]
        return desks["handler"].post(f"{path}/changes", json={"version": version, "reason": "更正", "changes": {"remark": "更正"}})

    refused = change()
    assert refused.status_code in (409, 422), refused.text
    assert "退仓" in refused.text
    assert desks["handler"].post(f"{SHARING}/entries/{entry_id}/cancellation").status_code in (409, 422)
    assert desks["handler"].post(f"{SHARING}/entries/{entry_id}/withdrawal", json={"reason": "型号有误"}).status_code == 200
    decide(desks["unit_reviewer"], entry_id)
    assert desks["handler"].post(f"{SHARING}/entries/{entry_id}/cancellation").json()["state"] == "cancelled"
    wait_until(lambda: change().status_code == 201, 20, "the card is still held")


def test_the_same_key_enters_once(desks):
    handler, key = desks["handler"], {"Idempotency-Key": str(uuid4())}
    asked = {"asset_nos": [register(handler)], "mode": "transfer", "scope": "city", "contact": CONTACT}
    first, again = (handler.post(f"{SHARING}/entries", json=asked, headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    other = handler.post(f"{SHARING}/entries", json={**asked, "scope": "county"}, headers=key)
    assert other.status_code == 409


def test_an_asset_in_use_is_refused_with_its_article(desks):  # B-079
    in_use = register(desks["handler"], state="在用")
    asked = {"asset_nos": [in_use], "mode": "transfer", "scope": "city", "contact": CONTACT}
    answer = desks["handler"].post(f"{SHARING}/entries", json=asked)
    assert answer.status_code == 422, answer.text
    assert answer.json()["article"]


def test_a_telephone_number_is_masked_until_it_is_asked_for_with_a_reason(desks, submitted, signed_in):  # B-057
    entry_id = submitted("city")
    decide(desks["unit_reviewer"], entry_id)
    viewer = signed_in("unit_handler", "007011")
    assert look(viewer, entry_id)["contact"]["phone"] == "138****5678"
    assert look(viewer, entry_id)["history"] == []
    assert viewer.post(f"{SHARING}/entries/{entry_id}/contact", json={"reason": "洽谈调剂"}).json() == CONTACT


def test_a_deputy_decides_for_who_is_away_and_no_longer_when_ended(desks, submitted, signed_in):
    deputy = signed_in()
    account = deputy.headers["X-Test-Account"]
    away = desks["unit_reviewer"].headers["X-Test-Account"]
    ends = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    asked = {"role": "unit_reviewer", "org_id": "310151-004011", "deputy": account, "ends_at": ends, "reason": "出差"}
    appointed = []

    def appoint():
        answer = desks["unit_reviewer"].post(f"{SHARING}/deputies", json=asked)
        appointed.append(answer)
        return answer.status_code == 201

    wait_until(appoint, 20, "sharing has not heard of the accounts", every=0.3)
    entry_id = submitted("city")
    assert entry_id in {item["id"] for item in deputy.get(f"{SHARING}/desk?limit=200").json()["items"]}
    decide(deputy, entry_id)
    assert look(deputy, entry_id)["history"][-1]["on_behalf_of"] == away
    ended = desks["unit_reviewer"].post(f"{SHARING}/deputies/{appointed[-1].json()['id']}/end")
    assert ended.json()["in_force"] is False
    decide(deputy, submitted("city"), status=403)
