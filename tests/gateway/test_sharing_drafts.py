"""Drafts over REST and on the page: picks that outlive a page, a search and a day; three thousand assets in one application."""

import re
from uuid import uuid4

import pytest

from services.gateway.csrf import csrf_token
from services.gateway.session import COOKIE
from tests.gateway.test_imports import HEADER, ended, send
from tests.gateway.test_sharing import API, CONTACT, SHARING, register

DRAFTS = f"{SHARING}/drafts"
PAGE = "/warehouse/application"
OFFER = {"national": "0", "scope_local": "city", "contact.name": "李老师", "contact.phone": "13812345678", "photos": "4"}


@pytest.fixture
def browse(stack, people, signed_in):
    """A browser of a handler's: `browse.post(do, **fields)` sends the application's form as the page shows it."""

    class Browsing:
        def __init__(self, role="unit_handler", at="004011"):
            token = signed_in(role, at).headers["Authorization"].removeprefix("Bearer ")
            self.client = people.client()
            self.client.headers["Origin"] = stack.base_url
            self.client.cookies.set(COOKIE, token)
            self.token, self.text, self.url = token, "", PAGE

        def open(self, url):
            answer = self.client.get(url, follow_redirects=True)
            self.text, self.url = answer.text, str(answer.url)
            return answer

        def post(self, do, ticked=(), path=PAGE, **fields):
            known = dict(re.findall(r'<input type="hidden" name="(draft|cursor|next_cursor|picked|only)" value="([^"]*)"', self.text))
            shown = re.findall(r'name="shown" value="([^"]+)"', self.text)
            data = {**known, "do": do, "shown": shown, "asset_no": list(ticked), "csrf_token": csrf_token(self.token), **OFFER, **fields}
            data.setdefault("idempotency_key", str(uuid4()))
            answer = self.client.post(path, data=data, timeout=90, follow_redirects=True)
            assert answer.status_code < 500, answer.text
            self.text, self.url = answer.text, str(answer.url)
            return answer

        @property
        def count(self):
            return int(re.findall(r"data-bulk-count[^>]*>(\d+)<", self.text)[0])

        @property
        def boxes(self):
            return re.findall(r'name="asset_no" value="([^"]+)"', self.text)

    return Browsing


def test_a_draft_over_rest_is_begun_changed_listed_submitted(signed_in):  # B-036
    handler = signed_in()
    made = handler.post(DRAFTS, json={})
    assert made.status_code == 201, made.text
    draft = made.json()
    assert (draft["state"], draft["state_name"], draft["asset_nos"], draft["mode"]) == ("draft", "草稿", [], "")
    content = {"asset_nos": [register(handler)], "mode": "transfer", "scope": "city", "contact": CONTACT, "photos": 4}
    saved = handler.put(f"{DRAFTS}/{draft['id']}", json={**content, "version": 1}).json()
    assert (saved["version"], saved["contact"]) == (2, CONTACT)
    assert handler.put(f"{DRAFTS}/{draft['id']}", json={**content, "version": 1}).status_code == 409
    assert draft["id"] in {one["id"] for one in handler.get(DRAFTS, params={"limit": 200}).json()["items"]}
    assert handler.get(f"{DRAFTS}/{draft['id']}").json() == saved
    key = {"Idempotency-Key": str(uuid4())}
    first, again = (handler.post(f"{DRAFTS}/{draft['id']}/submission", json={}, headers=key) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    assert first.json()[0]["state"] == "submitted"
    assert handler.get(f"{DRAFTS}/{draft['id']}").status_code == 404


def test_a_draft_is_its_units_alone_over_rest(signed_in):
    handler = signed_in()
    draft_id = handler.post(DRAFTS, json={"asset_nos": ["A-1"]}).json()["id"]
    for other in (signed_in("unit_handler", "004012"), signed_in("unit_handler", "007011")):
        assert other.get(f"{DRAFTS}/{draft_id}").status_code == 404
        assert other.put(f"{DRAFTS}/{draft_id}", json={}).status_code == 404
        assert other.delete(f"{DRAFTS}/{draft_id}").status_code == 404
        assert draft_id not in str(other.get(DRAFTS).json())
    for role, at in (("unit_reviewer", "004011"), ("asset_authority", "310151"), ("auditor", "310151")):
        assert signed_in(role, at).get(f"{DRAFTS}/{draft_id}").status_code == 403
    assert handler.delete(f"{DRAFTS}/{draft_id}").status_code == 204
    assert handler.delete(f"{DRAFTS}/{draft_id}").status_code == 404


def test_picks_survive_paging_searching_and_unticking(browse, signed_in):  # B-017
    handler, word = signed_in(), f"条案{uuid4().hex[:8]}"
    numbers = sorted(register(handler, name=word) for _ in range(53))
    clerk = browse()
    clerk.open(f"{PAGE}?q={word}")
    assert clerk.boxes == numbers[:50]
    clerk.post("next", [numbers[0], numbers[1]], q=word)
    assert (clerk.boxes, clerk.count) == (numbers[50:], 2)
    clerk.post("search", [numbers[52]], q=numbers[1])
    assert (clerk.boxes, clerk.count) == ([numbers[1]], 3)
    clerk.post("picked", [], q=numbers[1])
    assert (clerk.boxes, clerk.count) == ([numbers[0], numbers[52]], 2)
    answer = clerk.post("submit", [numbers[0], numbers[52]])
    assert "已提交 2 项入仓申请" in answer.text
    clerk.open(f"{PAGE}?q={word}")
    assert clerk.boxes == [number for number in numbers[:50] if number != numbers[0]]
    assert clerk.text.count("入仓待单位审核") == 1


def test_a_refused_submission_keeps_everything_that_was_picked_and_entered(browse, signed_in):
    handler, word = signed_in(), f"书柜{uuid4().hex[:8]}"
    numbers = sorted(register(handler, name=word) for _ in range(2))
    clerk = browse()
    clerk.open(f"{PAGE}?q={word}")
    clerk.post("save", numbers, q=word)
    assert "草稿已保存，已选 2 项" in clerk.text
    assert "请选择是否纳入全国调剂共享平台" in clerk.post("submit", numbers, q=word, national="").text  # B-018
    answer = clerk.post("submit", numbers, q=word, **{"contact.phone": "12"})
    assert answer.status_code == 422
    assert (clerk.count, "李老师" in clerk.text, "请填写联系电话" in clerk.text) == (2, True, True)
    key = str(uuid4())
    form = clerk.text
    assert "已提交 2 项" in clerk.post("submit", numbers, q=word, idempotency_key=key).text
    clerk.text = form
    assert "已提交 2 项" in clerk.post("submit", numbers, q=word, idempotency_key=key).text  # a second click


def test_a_draft_is_listed_gone_on_with_and_deleted_on_the_page(browse, signed_in):
    clerk, number = browse(), register(signed_in())
    clerk.post("save", [number], **{"contact.name": f"林{uuid4().hex[:6]}"})
    draft_id = re.findall(r"draft=([0-9a-f-]{36})", clerk.url)[0]
    assert draft_id in clerk.open("/my-warehouse/drafts").text
    assert clerk.open(f"{PAGE}?draft={draft_id}&picked=1").status_code == 200
    assert (clerk.boxes, clerk.count) == ([number], 1)
    clerk.post("", path=f"/warehouse/drafts/{draft_id}/delete")
    assert "草稿已删除" in clerk.text
    assert draft_id not in clerk.text
    assert clerk.open(f"{PAGE}?draft={draft_id}").status_code == 404
    reviewer = browse("unit_reviewer")
    assert reviewer.open("/my-warehouse/drafts").status_code == 404
    assert "草稿" not in reviewer.open("/my-warehouse").text


def test_the_source_is_kept_with_the_draft_and_goes_into_the_application(browse, signed_in):  # B-012, B-085
    clerk, handler = browse(), signed_in()
    number = register(handler)
    clerk.post("save", [number], source="large_event", source_note="第三届花博会")
    assert '<option value="large_event" selected>大型活动' in clerk.text
    assert 'value="第三届花博会"' in clerk.text
    draft_id = re.findall(r"draft=([0-9a-f-]{36})", clerk.url)[0]
    assert "大型活动　第三届花博会" in clerk.open("/my-warehouse/drafts").text
    told = handler.get(f"{DRAFTS}/{draft_id}").json()
    assert (told["source"], told["source_note"]) == ("large_event", "第三届花博会")
    clerk.open(f"{PAGE}?draft={draft_id}")
    answer = clerk.post("submit", [number], source="special_work", source_note="")
    assert (answer.status_code, "请写明是哪个专项工作" in answer.text) == (422, True)
    assert "已提交 1 项" in clerk.post("submit", [number], source="special_work", source_note="人居环境整治").text
    (listed,) = handler.get(f"{SHARING}/entries", params={"asset_no": number}).json()["items"]
    assert (listed["source"], listed["source_note"]) == ("special_work", "人居环境整治")


def test_what_was_returned_begins_again_with_its_source(browse, signed_in):  # B-012, B-037
    clerk, handler = browse(), signed_in()
    number = register(handler)
    clerk.open(f"{PAGE}?asset_no={number}")
    clerk.post("submit", [number], source="temporary_body", source_note="花博会筹备办")
    entry = handler.get(f"{SHARING}/entries", params={"asset_no": number}).json()["items"][0]["id"]
    returned = signed_in("unit_reviewer").post(f"{SHARING}/entries/{entry}/decisions", json={"decision": "return", "reason": "请补照片"})
    assert returned.status_code == 200, returned.text
    clerk.open(f"{PAGE}?asset_no={number}")
    assert '<option value="temporary_body" selected>临时机构' in clerk.text
    assert 'value="花博会筹备办"' in clerk.text


def test_a_picked_card_of_another_unit_is_shown_as_such_and_can_be_left_out(browse, signed_in):
    other, mine = register_at(signed_in("unit_handler", "004012"), "004012"), register(signed_in())
    clerk = browse()
    clerk.post("save", [mine, other])
    clerk.post("picked", [], shown=[])
    assert "不在本单位" in clerk.text
    assert clerk.boxes == [mine]
    clerk.post("save", [mine])
    assert clerk.count == 1


def register_at(client, unit):
    fields = {
        "name": "课桌", "class_code": "A05010201", "quantity": 1, "measure_unit": "张", "acquisition_method": "新购",
        "original_value_fen": 5_000, "net_value_fen": 5_000, "acquired_on": "2024-03-15", "state": "闲置",
    }  # fmt: skip
    return client.post(f"{API}/registry/assets", json={"unit": unit, "fields": fields}).json()["asset_no"]


def test_three_thousand_idle_assets_are_picked_at_once_and_entered(browse, signed_in):  # B-025, B-043
    word, prefix = f"旧课凳{uuid4().hex[:6]}", uuid4().hex[:10]
    lines = [f"{prefix}-{n:04d},{word},A05010201,1,120.00,2024-03-15,闲置,004011" for n in range(3000)]
    handler = signed_in()
    done = ended(handler, send(handler, "\n".join([HEADER, *lines]).encode(), mode="commit"))
    assert (done["state"], done["accepted"]) == ("committed", 3000)
    clerk = browse()
    clerk.open(f"{PAGE}?q={word}")
    assert "1,000 项以上" in clerk.text
    entered = clerk.boxes[0]
    answer = clerk.post("submit", [entered], q=word)
    assert "已提交 1 项" in answer.text
    clerk.open(f"{PAGE}?q={word}")
    clerk.post("all", [], q=word)
    assert "已选 2999 项" in clerk.text
    assert clerk.count == 2999
    answer = clerk.post("submit", clerk.boxes, q=word)
    assert "已提交 2999 项入仓申请" in answer.text
    assert clerk.open(f"{PAGE}?q={word}").text.count("入仓待单位审核") == 50
    assert clerk.boxes == []
    reviewer = browse("unit_reviewer")  # B-028: and the reviewer decides about all of them, by one search
    reviewer.open(f"/approvals/entries?q={word}")
    assert "办理全部 1,000 项以上" in reviewer.text
    wanted = {"everything": "1", "decision": "agree", "desk": "entry_review", "mode": "", "q": word, "back": "/approvals/entries"}
    assert "已同意 3000 项" in reviewer.post("", path="/decisions", **wanted).text
    assert "没有符合条件的申请" in reviewer.open(f"/approvals/entries?q={word}").text
