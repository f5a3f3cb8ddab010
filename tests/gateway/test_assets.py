"""Cards over REST: the routes others rely on, end to end on a running installation."""

from uuid import uuid4

import pytest

API = "/api/v1/registry"
DESK = {
    "name": "办公桌", "class_code": "A05010201", "quantity": 10, "measure_unit": "张", "acquisition_method": "新购",
    "original_value_fen": 120_000, "net_value_fen": 120_000, "acquired_on": "2024-03-15",
}  # fmt: skip


@pytest.fixture
def handler(signed_in):
    return signed_in("unit_handler", "004011")


@pytest.fixture
def reviewer(signed_in):
    return signed_in("unit_reviewer", "004011")


def register(client, **fields):
    answer = client.post(f"{API}/assets", json={"unit": "004011", "fields": {**DESK, **fields}})
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{API}/assets/{answer.json()['asset_no']}"
    return answer.json()["asset_no"]


def change(client, asset_no, version, **changes):
    return client.post(f"{API}/assets/{asset_no}/changes", json={"version": version, "reason": "核对", "changes": changes})


def test_a_registered_card_is_found_with_its_defaults(handler):  # A-068, A-069
    asset_no = register(handler)
    card = handler.get(f"{API}/assets/{asset_no}").json()
    assert (card["asset_no"], card["version"], card["state"]) == (asset_no, 1, "在用")
    assert (card["use_department"], card["user_name"]) == ("待查找", "待查寻")
    assert card["unit"]["budget_code"] == "004011"
    assert card["original_value_fen"] == 120_000
    assert card["acquired_on"] == "2024-03-15"
    assert card["booked_on"] is None
    assert "asset.change" in card["allowed"]


def test_a_change_takes_effect_and_its_history_shows_before_and_after(handler):  # B-081
    asset_no = register(handler)
    filed = change(handler, asset_no, 1, place="东院/1号楼/2层/203室", use_department="教务处")
    assert filed.status_code == 201, filed.text
    assert (filed.json()["state"], filed.json()["asset_version"]) == ("in_effect", 2)
    history = handler.get(f"{API}/assets/{asset_no}/history").json()
    assert [entry["version"] for entry in history["items"]] == [2, 1]
    changes = {each["field"]: (each["before"], each["after"]) for each in history["items"][0]["changes"]}
    assert changes["use_department"] == ("待查找", "教务处")


def test_a_stale_version_is_a_conflict(handler):
    asset_no = register(handler)
    assert change(handler, asset_no, 1, remark="一").status_code == 201
    refused = change(handler, asset_no, 1, remark="二")
    assert (refused.status_code, refused.json()["code"]) == (409, "stale_version")


def test_a_change_of_value_waits_for_another_person(handler, reviewer):
    asset_no = register(handler)
    filed = change(handler, asset_no, 1, original_value_fen=130_000, net_value_fen=130_000).json()
    assert filed["state"] == "awaiting_review"
    assert handler.post(f"{API}/changes/{filed['change_id']}/approve", json={}).status_code == 403
    shown = reviewer.get(f"{API}/changes/{filed['change_id']}").json()
    assert shown["may_decide"] is True
    assert {each["field"]: each["after"] for each in shown["changes"]} == {"original_value_fen": 130_000, "net_value_fen": 130_000}
    assert reviewer.post(f"{API}/changes/{filed['change_id']}/approve", json={}).json() == {"asset_version": 2}
    assert reviewer.get(f"{API}/assets/{asset_no}").json()["original_value_fen"] == 130_000


def test_a_document_returned_leaves_the_card_alone(handler, reviewer):
    asset_no = register(handler)
    filed = change(handler, asset_no, 1, original_value_fen=5, net_value_fen=5).json()
    assert reviewer.post(f"{API}/changes/{filed['change_id']}/return", json={"reason": "缺少评估报告"}).status_code == 204
    assert handler.get(f"{API}/assets/{asset_no}").json()["original_value_fen"] == 120_000
    listed = handler.get(f"{API}/changes", params={"asset_no": asset_no, "state": "returned"}).json()["items"]
    assert [each["decision_reason"] for each in listed] == ["缺少评估报告"]


def test_what_waits_for_a_reviewer_is_among_his_todos(handler, reviewer):
    change(handler, register(handler), 1, original_value_fen=6, net_value_fen=6)
    todos = {todo["kind"]: todo for todo in reviewer.get("/api/v1/todos").json()["items"]}
    assert todos["changes_to_review"]["count"] >= 1


def test_the_same_key_takes_effect_once_and_answers_the_same(handler):
    body, key = {"unit": "004011", "fields": DESK}, {"Idempotency-Key": str(uuid4())}
    first = handler.post(f"{API}/assets", json=body, headers=key)
    again = handler.post(f"{API}/assets", json=body, headers=key)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    other = handler.post(f"{API}/assets", json={**body, "fields": {**DESK, "name": "椅子"}}, headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_a_list_goes_page_by_page_in_its_order(handler):
    word = f"流水{uuid4().hex[:6]}"
    numbers = sorted(register(handler, name=f"{word}柜") for _ in range(5))
    query, seen = {"q": word, "limit": 2, "sort": "asset_no"}, []
    while True:
        page = handler.get(f"{API}/assets", params=query).json()
        assert set(page) == {"items", "next_cursor", "total", "total_is_lower_bound"}
        assert (page["total"], page["total_is_lower_bound"]) == (5, False)
        seen += [item["asset_no"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == numbers


def test_search_takes_two_chinese_characters(handler):
    asset_no = register(handler, name="紫檀屏风")
    for word in ("紫檀", "屏风", "檀屏"):
        found = handler.get(f"{API}/assets", params={"q": word}).json()["items"]
        assert asset_no in [item["asset_no"] for item in found], word


def test_totals_are_those_of_the_exact_unit(handler, signed_in):
    before = handler.get(f"{API}/totals", params={"unit": "004011"}).json()
    register(handler)
    after = handler.get(f"{API}/totals", params={"unit": "004011"}).json()
    assert {name: after[name] - before[name] for name in before} == {"cards": 1, "value_fen": 120_000}
    department = signed_in("department_reviewer", "004001")
    assert department.get(f"{API}/totals", params={"unit": "004011"}).json() == after
    assert department.get(f"{API}/totals", params={"unit": "004001"}).json() != after


def test_many_cards_get_a_user_at_once(handler):
    numbers = [register(handler) for _ in range(3)]
    body = {"assets": [{"asset_no": number, "version": 1} for number in numbers], "user_name": "王老师", "reason": "交接"}
    assert handler.post(f"{API}/assignments", json=body).json() == {"changed": 3, "unchanged": 0}
    assert {handler.get(f"{API}/assets/{number}").json()["user_name"] for number in numbers} == {"王老师"}


def test_a_card_is_split_and_every_part_has_its_own_state(handler):  # B-078
    asset_no = register(handler)
    parts = [
        {"name": "办公桌（闲置）", "quantity": 3, "original_value_fen": 36_000, "state": "闲置", "shareable": True},
        {"name": "办公桌（损坏）", "quantity": 1, "original_value_fen": 12_000, "state": "待处置"},
    ]
    done = handler.post(f"{API}/assets/{asset_no}/split", json={"version": 1, "reason": "分开管理", "parts": parts}).json()
    idle, broken = (handler.get(f"{API}/assets/{number}").json() for number in done["asset_nos"])
    assert (idle["state"], idle["shareable"], idle["quantity"]) == ("闲置", True, 3)
    assert (broken["state"], broken["shareable"]) == ("待处置", False)
    assert handler.get(f"{API}/assets/{asset_no}").json()["original_value_fen"] == 72_000


def test_a_lent_asset_comes_back_with_its_state_judged(handler):  # B-077
    asset_no = register(handler)
    terms = {"version": 1, "kind": "lease", "counterparty": "邻校", "purpose": "考试", "starts_on": "2026-11-01", "ends_on": "2026-12-01"}
    assert handler.post(f"{API}/assets/{asset_no}/lend", json=terms).json()["version"] == 2
    lent = handler.get(f"{API}/assets/{asset_no}").json()
    assert (lent["state"], lent["lending"]["counterparty"]) == ("出租出借", "邻校")
    assert handler.post(f"{API}/assets/{asset_no}/take-back", json={"version": 2, "state": "闲置"}).json() == {"version": 3}
    assert handler.get(f"{API}/assets/{asset_no}").json()["state"] == "闲置"


def test_a_class_that_does_not_exist_is_told_by_its_field(handler):
    refused = handler.post(f"{API}/assets", json={"unit": "004011", "fields": {**DESK, "class_code": "A99999999"}})
    assert refused.status_code == 422
    assert [fault["field"] for fault in refused.json()["errors"]] == ["class_code"]


def test_a_card_and_a_list_leave_as_files(handler):
    asset_no = register(handler)
    card = handler.get(f"{API}/assets/{asset_no}/card.pdf")
    assert card.content.startswith(b"%PDF"), card.text[:300]
    assert handler.get(f"{API}/card-book.pdf", params={"q": "办公桌"}).content.startswith(b"%PDF")
    sheet = handler.get(f"{API}/assets.xlsx", params={"q": "办公桌"})
    assert sheet.content.startswith(b"PK")
    assert "filename*=UTF-8''" in sheet.headers["content-disposition"]


def test_nobody_answers_until_somebody_is_named(signed_in):  # A-013, A-014
    administrator = signed_in("asset_administrator", "004012")
    name = f"李{uuid4().hex[:4]}"
    assert administrator.post(f"{API}/responsible", json={"unit": "004012", "person": name}).status_code == 200
    coverage = administrator.get(f"{API}/responsibility-coverage", params={"unit": "004012"}).json()["items"]
    assert [unit["person"] for unit in coverage] == [name]


def test_different_totals_open_a_ticket_with_owner_and_closure(signed_in):  # A-066, A-067
    finance = signed_in("finance_reviewer", "310151")
    recorded = finance.post(f"{API}/control-totals", json={"unit": "007011", "cards": 7, "value_fen": 700, "note": "旧版报表"})
    assert recorded.status_code == 200, recorded.text
    ticket = recorded.json()["difference_id"]
    assert ticket
    assert finance.post(f"{API}/differences/{ticket}/assign", json={"owner": finance.headers["X-Test-Account"]}).status_code == 200
    closing = {"resolution": "旧版有 7 张重复卡片，已删除"}
    remains = finance.post(f"{API}/differences/{ticket}/close", json=closing)
    assert (remains.status_code, remains.json()["code"]) == (422, "difference_remains")
    ours = finance.get(f"{API}/totals", params={"unit": "007011"}).json()
    assert finance.post(f"{API}/control-totals", json={"unit": "007011", **ours, "note": "更正后"}).status_code == 200
    assert finance.post(f"{API}/differences/{ticket}/close", json=closing).status_code == 200
    closed = finance.get(f"{API}/differences", params={"unit": "007011", "state": "closed"}).json()["items"]
    assert closed[0]["resolution"] == "旧版有 7 张重复卡片，已删除"
