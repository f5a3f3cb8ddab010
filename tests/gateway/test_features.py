"""主要指标 of an offer, over REST and on the pages: said, refused, kept, shown, and what decides whether it fits (B-016, B-040)."""

import re
from uuid import uuid4

from services.operations.processes import wait_until
from tests.gateway import test_sharing_drafts
from tests.gateway.test_sharing import CONTACT, SHARING, decide, look, register
from tests.support.cases import done

browse = test_sharing_drafts.browse
PAGE = test_sharing_drafts.PAGE
LINES = "内存 16GB\n硬盘：512GB\n成色 八成新"
SAID = [
    {"name": "内存", "value": "16", "measure_unit": "GB"}, {"name": "硬盘", "value": "512", "measure_unit": "GB"},
    {"name": "成色", "value": "八成新", "measure_unit": ""},
]  # fmt: skip
CAR = {
    "name": "轿车", "class_code": "A02030501", "measure_unit": "辆",
    "details": {"plate_no": "沪B54321", "displacement_ml": 1798, "seats": 5},
}  # fmt: skip


def entered(signed_in, number, features):
    asked = {"asset_nos": [number], "mode": "transfer", "scope": "city", "contact": CONTACT, "photos": 4, "features": features}
    entry_id = done(signed_in().post(f"{SHARING}/entries", json=asked), 201)[0]["id"]
    decide(signed_in("unit_reviewer"), entry_id)
    return entry_id


def test_what_is_said_of_an_offer_is_told_by_rest_with_what_its_card_says(signed_in):
    entry_id = entered(signed_in, register(signed_in(), **CAR), [{"name": "座位", "value": "7座"}])
    told = [f"{one['name']} {one['value']}{one['measure_unit']}" for one in look(signed_in("unit_handler", "004012"), entry_id)["features"]]
    assert told == ["座位 7座", "排量 1798mL"]
    assert "54321" not in str(look(signed_in(), entry_id))


def test_a_faulty_line_is_refused_by_rest_in_chinese(signed_in):
    asked = {"asset_nos": ["NO-SUCH"], "mode": "transfer", "contact": CONTACT, "features": [{"name": "内存", "value": ""}]}
    answer = signed_in().post(f"{SHARING}/entries", json=asked)
    assert answer.status_code == 422
    assert "第 1 项主要指标：请写明名称和数值" in answer.text
    many = [{"name": str(each), "value": "1"} for each in range(21)]
    assert signed_in().post(f"{SHARING}/entries", json={**asked, "features": many}).status_code == 422


def test_the_lines_of_the_form_are_kept_refused_by_their_number_and_entered(browse, signed_in):
    clerk, handler = browse(), signed_in()
    number = register(handler)
    clerk.post("save", [number], features=LINES)
    assert "内存 16GB\n硬盘 512GB\n成色 八成新</textarea>" in clerk.text
    draft_id = re.findall(r"draft=([0-9a-f-]{36})", clerk.url)[0]
    kept = done(handler.get(f"{SHARING}/drafts/{draft_id}"))
    assert (kept["features"], kept["version"]) == (SAID, 1)
    clerk.post("picked", [number], features=LINES)
    assert done(handler.get(f"{SHARING}/drafts/{draft_id}"))["version"] == 1  # what was not changed is not saved again
    clerk.open(f"{PAGE}?draft={draft_id}")
    answer = clerk.post("submit", [number], features="内存 16GB\n成色\n内存：8GB")
    assert answer.status_code == 422
    assert "第 2 项主要指标：请写明名称和数值，例如“内存 16GB”。" in clerk.text
    assert "第 3 项主要指标：“内存”填写了两次。" in clerk.text
    assert "内存 16GB\n成色\n内存：8GB</textarea>" in clerk.text
    assert "已提交 1 项" in clerk.post("submit", [number], features=LINES).text
    [listed] = done(handler.get(f"{SHARING}/entries", params={"asset_no": number}))["items"]
    assert listed["features"] == SAID
    assert "内存 16GB" in clerk.open(f"/entries/{listed['id']}").text


def test_a_form_without_a_draft_says_them_too(browse, signed_in):
    clerk, number = browse(), register(signed_in())
    clerk.open(f"{PAGE}?asset_no={number}")
    assert "已提交 1 项" in clerk.post("submit", [number], features="尺寸：140×70cm").text
    [listed] = done(signed_in().get(f"{SHARING}/entries", params={"asset_no": number}))["items"]
    assert listed["features"] == [{"name": "尺寸", "value": "140×70cm", "measure_unit": ""}]


def test_what_was_returned_is_submitted_again_with_what_was_said_of_it(browse, signed_in):
    number = register(signed_in(), **CAR)
    asked = {"asset_nos": [number], "mode": "transfer", "scope": "city", "contact": CONTACT, "photos": 4, "features": SAID}
    entry_id = done(signed_in().post(f"{SHARING}/entries", json=asked), 201)[0]["id"]
    decide(signed_in("unit_reviewer"), entry_id, "return", reason="请核对")
    told = look(signed_in(), entry_id)
    assert (len(told["features"]), told["features_of_handler"]) == (5, 3)
    assert "内存 16GB\n硬盘 512GB\n成色 八成新</textarea>" in browse().open(f"{PAGE}?asset_no={number}&mode=transfer").text


def test_the_square_and_the_match_show_them_and_the_score_says_what_was_found(browse, signed_in):
    word = f"计算机{uuid4().hex[:8]}"
    computer = {"name": word, "class_code": "A02010105", "measure_unit": "台"}
    entry_id = entered(signed_in, register(signed_in(), **computer), SAID)
    receiver = signed_in("unit_handler", "004012")
    wish = {
        "class_code": "A02010105", "name": word, "quantity": 1, "reason": "更新", "contact": CONTACT,
        "indicators": [
            {"name": "运行内存", "relation": "min", "value": "16384", "measure_unit": "MB"},
            {"name": "硬盘", "relation": "min", "value": "1", "measure_unit": "TB"},
        ],
    }  # fmt: skip
    demand_id = done(receiver.post(f"{SHARING}/demands", json=wish), 201)["id"]
    done(signed_in("unit_reviewer", "004012").post(f"{SHARING}/demands/{demand_id}/decision", json={"decision": "agree"}))

    def match():
        found = done(receiver.get(f"{SHARING}/matches", params={"demand_id": demand_id, "limit": 200}))
        return next((one for one in found if one["entry"] and one["entry"]["id"] == entry_id), None)

    wait_until(match, 60, "no match came")
    explained = next(one["explanation"] for one in match()["criteria"] if one["name"] == "indicators")
    assert explained == "运行内存≥16384MB：符合（16GB）；硬盘≥1TB：不符合（512GB）"
    assert match()["entry"]["features"] == SAID
    visitor = browse("unit_handler", "004012")
    assert "内存 16GB，硬盘 512GB，成色 八成新" in visitor.open(f"/squares/local?q={word}").text
    assert "内存 16GB，硬盘 512GB，成色 八成新" in visitor.open(f"/demands/{demand_id}").text


def test_the_form_of_a_demand_proposes_what_is_usual_for_the_class(browse):
    visitor = browse()
    assert 'list="indicator-names"' in visitor.open("/demands/new").text
    assert '<option value="内存">GB</option>' in visitor.open("/indicator-names?class_code=A02010105").text
    assert '<option value="排量">L</option>' in visitor.open("/indicator-names?class_code=A0203").text
