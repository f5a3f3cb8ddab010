"""Disposal over REST: asking first, the case from draft to reply, its papers, ledgers, notices without an account."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.operations.processes import wait_until
from tests.disposal.materials.samples import pdf, png
from tests.support import cases
from tests.support.cases import DISPOSAL, done

NOWHERE = "00000000-0000-0000-0000-000000000000"
UNIT = "007011"
FINDING = {"rule", "article", "text", "interpretation"}


@pytest.fixture
def handler(signed_in):
    return signed_in("unit_handler", UNIT)


@pytest.fixture
def department(signed_in):
    return signed_in("department_reviewer", "007001")


@pytest.fixture
def finance(signed_in):
    return signed_in("finance_reviewer", "310151")


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()


def beijing_today():
    return (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()


def agreed(case_id, *deciders):
    for client in deciders:
        one = done(cases.decide(client, case_id))
    return one


def free(handler, case):
    """Whether the registry has heard that the case holds its card no longer."""
    return not done(handler.get("/api/v1/registry/assets/" + case["assets"][0]["asset_no"])).get("hold")


def executing(stack, handler, *deciders):
    """An approved case whose notice is over, being carried out."""
    one = cases.filed(handler, cases.card(handler, UNIT))
    assert agreed(one["id"], *deciders)["state"] == "approved"
    cases.notice_over(stack, one["id"])
    assert done(cases.act(handler, one["id"], "begin_execution"))["state"] == "executing"
    return one["id"]


# Asking first


def test_an_assessment_of_nothing_takes_the_defaults_and_answers_everything(signed_in):
    told = done(signed_in("system_administrator", "310151").post(f"{DISPOSAL}/assessments", json={}))
    assert told.keys() == {
        "final_authority", "route", "appraisal_required", "publicity_working_days", "reply", "materials", "findings", "refusals",
        "warnings",
    }  # fmt: skip
    assert told["final_authority"] == "county_government"  # a free transfer of 1,000,000 yuan: Art. 10
    assert told["route"] == [
        {"step": "department_review", "authority": "supervising_department"}, {"step": "finance_approval", "authority": "finance_bureau"},
        {"step": "government_approval", "authority": "county_government"},
    ]  # fmt: skip
    assert told["materials"][0] == {
        "code": "18-1/form", "name": "《行政事业单位国有资产处置申请表》", "stage": "filing", "article": "第十八条（一）"
    }  # fmt: skip
    assert all(one.keys() == FINDING for one in told["findings"])
    assert all(one.keys() == FINDING | {"remedy"} for one in (*told["refusals"], *told["warnings"]))


def test_a_refusal_is_an_answer_with_article_and_remedy(handler):
    body = {"method": "donation", "assets": [{"kind": "vehicle"}]}
    told = done(handler.post(f"{DISPOSAL}/assessments", json=body))
    assert ("第二十条", True) in [(one["article"][:4], bool(one["remedy"])) for one in told["refusals"]], told["refusals"]
    assert all(one["remedy"] for one in told["refusals"])


def test_what_is_not_known_yet_is_never_refused(handler):
    asked = ("method", "filed_on", "holder", "counterparty", "assets", "circumstances", "month_batch_fen")
    assert done(handler.post(f"{DISPOSAL}/assessments", json=dict.fromkeys(asked)))["refusals"] == []


def test_an_unknown_policy_is_not_found(handler):
    refused(handler.post(f"{DISPOSAL}/assessments", json={"policy": "nowhere-1999"}), 404, "policy_unknown")
    assert done(handler.get(f"{DISPOSAL}/policies"))["items"][0]["name"] == "changsha-2024"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"assets": [{}, {"original_value_fen": -1}]}, "assets.1.original_value_fen"),
        ({"assets": [{"kind": "elephant"}]}, "assets.0.kind"),
        ({"circumstances": {"theft": "maybe"}}, "circumstances.theft"),
        ({"method": "burning"}, "method"),
        ({"filed_on": "2026-02-30"}, "filed_on"),
        ({"assets": []}, "assets"),
        ({"unheard": 1}, "unheard"),
    ],
)
def test_facts_that_make_no_sense_are_named_by_their_path(handler, body, field):
    told = refused(handler.post(f"{DISPOSAL}/assessments", json=body), 422, "invalid_request")
    assert [one["field"] for one in told["errors"]] == [field]


def test_nobody_asks_without_an_account(anybody):
    assert anybody.post(f"{DISPOSAL}/assessments", json={}).status_code == 401


def test_an_article_is_given_in_the_laws_own_words(handler):
    assert "处置" in done(handler.get(f"{DISPOSAL}/articles/第十条（二）"))["text"]
    assert handler.get(f"{DISPOSAL}/articles/第九百条").status_code == 404


# The case


def test_a_case_goes_from_draft_to_booked(stack, handler, department, finance):
    asset_no = cases.card(handler, UNIT)
    draft = cases.drafted(handler, asset_no)
    assert (draft["state"], draft["version"], draft["facts_revision"]) == ("draft", 0, 1)
    missing = refused(handler.post(f"{DISPOSAL}/cases/{draft['id']}/filing", json={}), 422, "materials_missing")
    assert "处置申请表" in missing["detail"]  # by name, not by code
    cases.complete(handler, draft["id"])
    filed = done(handler.post(f"{DISPOSAL}/cases/{draft['id']}/filing", json={"facts_revision": 1}))
    assert [desk["step"] for desk in filed["desks"]] == ["department_review", "finance_approval"]
    assert filed["number"]
    refused(cases.decide(handler, draft["id"]), 403, "forbidden")
    approved = agreed(draft["id"], department, finance)
    assert (approved["state"], bool(approved["valid_until"]), bool(approved["notice_from"])) == ("approved", True, True)
    refused(cases.act(handler, draft["id"], "begin_execution"), 422, "notice_running")  # Art. 16
    cases.notice_over(stack, draft["id"])
    done(cases.act(handler, draft["id"], "begin_execution"))
    assert done(cases.act(handler, draft["id"], "finish_execution", on=beijing_today()))["state"] == "executed"
    assert done(cases.act(finance, draft["id"], "reply"))["reply_no"].startswith("〔20")
    history = done(handler.get(f"{DISPOSAL}/cases/{draft['id']}"))["history"]
    assert [step["operation"] for step in history][:6] == ["filed", "agreed", "agreed", "execution_begun", "executed", "replied"]
    assert done(handler.get("/api/v1/registry/assets/" + asset_no))["state"] in ("待处置", "已核销")


def test_a_filed_asset_can_neither_change_nor_be_filed_twice(handler):
    asset_no = cases.card(handler, UNIT)
    cases.filed(handler, asset_no)
    second = cases.drafted(handler, asset_no)
    cases.complete(handler, second["id"])
    assert handler.post(f"{DISPOSAL}/cases/{second['id']}/filing", json={}).status_code in (409, 422)
    change = {"version": 1, "reason": "改", "changes": {"remark": "x"}}
    assert handler.post(f"/api/v1/registry/assets/{asset_no}/changes", json=change).status_code in (409, 422)


def test_a_returned_case_is_revised_and_filed_again(handler, department):
    one = cases.filed(handler, cases.card(handler, UNIT))
    refused(cases.decide(department, one["id"], "return"), 422, "reason_required")
    returned = done(cases.decide(department, one["id"], "return", "鉴定意见缺少签章"))
    assert (returned["state"], returned["reason"]) == ("returned", "鉴定意见缺少签章")
    kinds = {todo["kind"]: todo["count"] for todo in done(handler.get("/api/v1/todos"))["items"]}
    assert kinds["disposal_returned"] >= 1
    wait_until(lambda: free(handler, one), 20, "the registry still holds the card of the returned case")
    again = done(handler.post(f"{DISPOSAL}/cases/{one['id']}/filing", json={}))
    assert (again["number"], again["state"]) == (one["number"], "department_review")


def test_a_draft_is_revised_and_thrown_away(handler):
    first, second = cases.card(handler, UNIT), cases.card(handler, UNIT)
    one = cases.drafted(handler, first)
    revised = done(handler.put(f"{DISPOSAL}/cases/{one['id']}", json={**cases.wanted(first, second), "facts_revision": 1}))
    assert (revised["asset_count"], revised["facts_revision"]) == (2, 2)
    refused(handler.put(f"{DISPOSAL}/cases/{one['id']}", json={**cases.wanted(first), "facts_revision": 1}), 409, "stale_revision")
    assert handler.delete(f"{DISPOSAL}/cases/{one['id']}").status_code == 204
    assert handler.get(f"{DISPOSAL}/cases/{one['id']}").status_code == 404


def test_many_are_decided_at_once_each_with_its_outcome(handler, department):
    waiting = [cases.filed(handler, cases.card(handler, UNIT))["id"] for _ in range(2)]
    done(cases.act(handler, waiting[0], "withdraw", reason="另行处置"))
    listed = done(department.get(f"{DISPOSAL}/desk", params={"desk": "department_review", "limit": 200}))
    assert waiting[1] in [one["id"] for one in listed["items"]]
    told = done(department.post(f"{DISPOSAL}/decisions", json={"case_ids": [*waiting, NOWHERE], "decision": "agree"}))
    assert told["decided"] == 1
    assert [(one["state"], one["code"]) for one in told["outcomes"]] == [
        ("", "case_decided"), ("finance_approval", ""), ("", "not_found"),
    ]  # fmt: skip


def test_the_same_key_files_once_and_another_body_is_a_conflict(handler):
    one = cases.drafted(handler, cases.card(handler, UNIT))
    cases.complete(handler, one["id"])
    key = {"Idempotency-Key": str(uuid4())}
    first = handler.post(f"{DISPOSAL}/cases/{one['id']}/filing", json={}, headers=key)
    again = handler.post(f"{DISPOSAL}/cases/{one['id']}/filing", json={}, headers=key)
    assert done(first) == done(again)
    other = handler.post(f"{DISPOSAL}/cases/{one['id']}/filing", json={"facts_revision": 7}, headers=key)
    assert other.status_code == 409


def test_the_month_batch_counts_what_was_filed(handler):
    before = done(handler.get(f"{DISPOSAL}/batch"))
    cases.filed(handler, cases.card(handler, UNIT))
    after = done(handler.get(f"{DISPOSAL}/batch"))
    assert after["filed_fen"] >= before["filed_fen"] + cases.SCRAPPED["original_value_fen"]
    assert after["threshold_fen"] == 100_000_000


SALE = {
    "method": "sale", "counterparty": {"kind": "buyer"}, "asset": {"state": "待处置"},
    "circumstances": {"sale_by": "auction", "appraised_fen": 800_000},
}  # fmt: skip


def test_the_price_is_told_when_a_sale_is_carried_out_and_all_else_is_a_change(stack, handler, department, finance):
    one = cases.filed(handler, cases.card(handler, UNIT), **SALE)
    assert agreed(one["id"], department, finance)["state"] == "approved"
    cases.notice_over(stack, one["id"])
    done(cases.act(handler, one["id"], "begin_execution"))
    cases.complete(handler, one["id"])
    ended = {"on": beijing_today(), "changed": {"facts": {"circumstances": {"appraised_fen": 700_000}}}}
    refused(cases.act(handler, one["id"], "finish_execution", **ended), 422, "change_first")  # Art. 8
    ended["changed"] = {"facts": {"circumstances": {"price_fen": 790_000, "price_reconfirmed": False}}}
    carried_out = done(cases.act(handler, one["id"], "finish_execution", **ended))
    assert (carried_out["state"], carried_out["facts"]["circumstances"]["price_fen"]) == ("executed", 790_000)


def test_a_change_after_the_approval_goes_back_to_the_bureau(handler, department, finance):  # E-033
    one = cases.filed(handler, cases.card(handler, UNIT))
    agreed(one["id"], department, finance)
    changed = {"facts": {"method": "sale", "circumstances": {"sale_by": "auction", "appraised_fen": 800_000}}}
    refused(cases.act(handler, one["id"], "change", changed=changed), 422, "reason_required")
    lying = done(cases.act(handler, one["id"], "change", reason="有购买人，改为拍卖", changed=changed))
    assert (lying["state"], lying["method"], lying["notice_from"]) == ("finance_approval", "sale", None)
    assert one["id"] in finance.get(f"{DISPOSAL}/desk", params={"limit": 200}).text


# Papers


def test_papers_go_up_and_come_down_as_they_were_and_are_removed(handler):
    one = cases.drafted(handler, cases.card(handler, UNIT))
    sent = png()
    made = done(cases.upload(handler, one["id"], "32-1/form", "申请表.png", sent), 201)
    assert (made["media_type"], made["size"]) == ("image/png", len(sent))
    got = handler.get(f"{DISPOSAL}/materials/{made['id']}")
    assert (got.content, got.headers["content-type"]) == (sent, "image/png")
    assert got.headers["content-disposition"].startswith("attachment")
    lines = done(handler.get(f"{DISPOSAL}/cases/{one['id']}/materials"))["lines"]
    assert [line["missing"] for line in lines if line["code"] == "32-1/form"] == [False]
    assert handler.delete(f"{DISPOSAL}/materials/{made['id']}").status_code == 204
    lines = done(handler.get(f"{DISPOSAL}/cases/{one['id']}/materials"))["lines"]
    assert [line["missing"] for line in lines if line["code"] == "32-1/form"] == [True]


@pytest.mark.parametrize(
    ("code", "name", "content"),
    [
        ("32-1/form", "程序.exe", b"MZ" + bytes(400)), ("32-1/form", "假的.pdf", b"MZ" + bytes(400)), ("32-1/form", "空.pdf", b""),
        ("32-1/form", "锁.pdf", pdf("x", password="secret")), ("32-1/form", "文字.pdf", "就是文字".encode()), ("nowhere", "好.pdf", pdf()),
    ],
)  # fmt: skip
def test_what_is_no_paper_of_the_case_is_refused(handler, code, name, content):
    one = cases.drafted(handler, cases.card(handler, UNIT))
    files = {"file": (name, content)}
    assert handler.post(f"{DISPOSAL}/cases/{one['id']}/materials", files=files, data={"code": code}).status_code == 422


def test_an_upload_without_file_or_code_names_what_is_missing(handler):
    one = cases.drafted(handler, cases.card(handler, UNIT))
    path = f"{DISPOSAL}/cases/{one['id']}/materials"
    told = refused(handler.post(path, files={"other": ("a.pdf", pdf())}), 422, "invalid_request")
    assert {fault["field"] for fault in told["errors"]} == {"file", "code"}


def test_documents_are_pdf_and_the_bundle_a_zip(handler, department, finance):
    one = cases.filed(handler, cases.card(handler, UNIT))
    path = f"{DISPOSAL}/cases/{one['id']}"
    for name in ("application_form", "missing_list"):
        printed = handler.get(f"{path}/documents/{name}.pdf")
        assert (printed.status_code, printed.headers["content-type"], printed.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert handler.get(f"{path}/documents/approval_result.pdf").status_code == 422  # nothing is decided yet
    assert handler.get(f"{path}/documents/love_letter.pdf").status_code == 422
    agreed(one["id"], department, finance)
    assert handler.get(f"{path}/documents/approval_result.pdf").content[:5] == b"%PDF-"
    bundle = handler.get(f"{path}/bundle.zip")
    assert (bundle.headers["content-type"], bundle.content[:2]) == ("application/zip", b"PK")
    refused(department.get(f"{path}/bundle.zip"), 403, "forbidden")


def test_the_bureau_takes_the_paper_originals(handler, finance):
    one = cases.filed(handler, cases.card(handler, UNIT))
    lines = done(finance.post(f"{DISPOSAL}/cases/{one['id']}/paper", json={"codes": ["32-1/form"]}))["lines"]
    received = {line["code"]: bool(line["files"][0]["paper_received_by"]) for line in lines}
    assert received["32-1/form"]
    assert not received["32-2"]


# Ledgers


def test_income_is_recorded_remitted_and_summed_up(stack, handler, department, finance):
    case_id = executing(stack, handler, department, finance)
    body = {"kind": "salvage", "gross_fen": 100_000, "deductions": [{"kind": "tax", "amount_fen": 10_000}], "received_on": beijing_today()}
    made = done(handler.post(f"{DISPOSAL}/cases/{case_id}/income", json=body), 201)
    assert (made["net_fen"], made["treasury_fen"], made["state"]) == (90_000, 90_000, "due")
    paid = {"receipt_no": "JK-1", "amount_fen": 90_000, "remitted_on": beijing_today()}
    refused(handler.post(f"{DISPOSAL}/income/{made['id']}/remittances", json={**paid, "amount_fen": 90_001}), 422, "remittance_above_due")
    assert done(handler.post(f"{DISPOSAL}/income/{made['id']}/remittances", json=paid), 201)["state"] == "remitted"
    page = done(handler.get(f"{DISPOSAL}/income", params={"case_id": case_id}))
    assert (page["total"], page["due_fen"], page["remitted_fen"]) == (1, 0, 90_000)
    refused(handler.post(f"{DISPOSAL}/cases/{case_id}/income", json={**body, "kind": "sale"}), 422, "income_kind_unfit")


def test_a_finding_is_raised_and_settled_by_others_than_the_filer(handler, department, finance):
    one = cases.filed(handler, cases.card(handler, UNIT))
    body = {"case_id": one["id"], "kind": "low_price", "text": "残值变价偏低"}
    refused(handler.post(f"{DISPOSAL}/findings", json=body), 403, "forbidden")
    made = done(finance.post(f"{DISPOSAL}/findings", json=body), 201)
    assert (made["article"], made["state"]) == ("第四十五条（三）", "open")
    settled = done(department.post(f"{DISPOSAL}/findings/{made['id']}/settlement", json={"settlement": "已补缴差额"}))
    assert settled["state"] == "settled"
    found = done(handler.get(f"{DISPOSAL}/findings", params={"case_id": one["id"]}))
    assert [each["settlement"] for each in found["items"]] == ["已补缴差额"]


def test_the_annual_report_tells_what_each_method_disposed_of(finance):
    report = done(finance.get(f"{DISPOSAL}/annual-report", params={"year": 2026}))
    assert report["year"] == 2026
    assert all(line["method_name"] and line["cases"] >= 0 for line in report["lines"])
    assert finance.get(f"{DISPOSAL}/annual-report", params={"year": 1999}).status_code == 422


def test_losses_are_listed(handler):
    assert done(handler.get(f"{DISPOSAL}/losses"))["recovered_fen"] >= 0
    back = {"kind": "money", "amount_fen": 1, "recovered_on": "2026-01-01"}
    assert handler.post(f"{DISPOSAL}/losses/{NOWHERE}/recoveries", json=back).status_code == 404


# Notices and the calendar


def test_a_notice_is_read_without_an_account_and_names_no_person(handler, department, finance, anybody):
    one = cases.filed(handler, cases.card(handler, UNIT))
    assert anybody.get(f"{DISPOSAL}/notices/{one['id']}").status_code == 404  # not decided yet
    agreed(one["id"], department, finance)
    notice = done(anybody.get(f"{DISPOSAL}/notices/{one['id']}"))
    assert (notice["number"], notice["working_days"], notice["article"]) == (one["number"], 5, "第十六条")
    listed = anybody.get(f"{DISPOSAL}/notices", params={"region": "310151", "limit": 200})
    assert one["number"] in listed.text
    for client in (handler, department, finance):
        assert client.headers["X-Test-Account"] not in listed.text
    assert anybody.get(f"{DISPOSAL}/notices/{NOWHERE}").status_code == 404
    assert anybody.get(f"{DISPOSAL}/cases/{one['id']}").status_code == 401


def test_the_system_administrator_publishes_a_year_of_working_days(signed_in, handler):
    administrator = signed_in("system_administrator", "310151")
    body = {"year": 2089, "exceptions": [{"day": "2089-01-03", "working": False}], "source": "国办发明电〔2088〕7号"}
    assert done(administrator.post(f"{DISPOSAL}/calendar", json=body))["published_through"].endswith("-12-31")
    refused(handler.post(f"{DISPOSAL}/calendar", json=body), 403, "forbidden")
    told = refused(administrator.post(f"{DISPOSAL}/calendar", json={**body, "year": 2088}), 422, "calendar_invalid")
    assert [one["field"] for one in told["errors"]] == ["exceptions"]


def test_what_waits_is_told_to_desks_and_unit(handler, department, finance):
    one = cases.filed(handler, cases.card(handler, UNIT))

    def kinds(client):
        return {todo["kind"]: todo["count"] for todo in done(client.get("/api/v1/todos"))["items"]}

    assert kinds(department)["disposal_department_review"] >= 1
    agreed(one["id"], department)
    assert kinds(finance)["disposal_finance_approval"] >= 1
    agreed(one["id"], finance)
    assert kinds(handler)["disposal_to_execute"] >= 1
