"""What offers say of themselves by name, from the card and from the handler, and how it decides what fits (B-016, B-040)."""

from typing import Any

import pytest

from services.chassis.errors import Invalid
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import drafts_pb2, drafts_pb2_grpc, matching_pb2
from services.contracts.rpc.sharing.v1.demands_pb2 import Indicator
from services.contracts.rpc.sharing.v1.entries_pb2 import Contact, Feature
from services.sharing.tables import entry

from .conftest import HOSPITAL, OTHER_SCHOOL, REVIEWER, SCHOOL
from .demanding import MEMORY, match_all, matches, matching, offered, published

CAR: dict[str, Any] = {
    "name": "轿车", "class_code": "A02030501", "measure_unit": "辆",
    "details": {"plate_no": "沪A12345", "vin": "LSVAU2180N2183294", "displacement_ml": 1798, "seats": 5},
}  # fmt: skip
MEMORY_16 = Feature(name="内存", value="16", measure_unit="GB")


def told(features):
    return [f"{one.name} {one.value}{one.measure_unit}" for one in features]


def explained(one):
    return next(part.explanation for part in one.criteria if part.name == "indicators")


def test_an_entry_tells_what_its_card_says_that_bears_on_its_use_and_no_number_that_names_it(warehouse):
    entry_id = warehouse.submit(warehouse.card(**CAR))
    warehouse.bring(entry_id, REVIEWER)
    assert told(warehouse.get(entry_id).entry.features) == ["排量 1798mL", "座位数 5座"]
    assert told(warehouse.square(origin=warehouse.who(at=HOSPITAL)).items[0].features) == ["排量 1798mL", "座位数 5座"]
    facts = warehouse.events(entry_id)
    assert facts[-1]["data"]["features"] == [
        {"name": "排量", "value": "1798", "measure_unit": "mL"}, {"name": "座位数", "value": "5", "measure_unit": "座"},
    ]  # fmt: skip
    assert "12345" not in str(facts)
    assert "LSVAU2180N2183294" not in str(facts)


def test_what_the_handler_adds_holds_for_all_assets_and_outweighs_the_card(warehouse):
    numbers = [warehouse.card(**CAR), warehouse.card()]
    entered = warehouse.submit_all(numbers, features=[Feature(name=" 座位 ", value="7座"), MEMORY_16])
    assert [told(warehouse.get(one.id).entry.features) for one in entered] == [
        ["座位 7座", "内存 16GB", "排量 1798mL"], ["座位 7座", "内存 16GB"],
    ]  # fmt: skip
    assert [one.asset.asset_no for one in warehouse.mine(q="16GB").items] == numbers[::-1]


def test_a_faulty_line_is_refused_before_anybody_is_asked(warehouse):
    wrong = [Feature(name="内存"), Feature(name="车牌号", value="沪A12345"), *[Feature(name=str(each), value="1") for each in range(19)]]
    with pytest.raises(Invalid, match="terms_invalid") as refused:
        warehouse.submit_all(["NO-SUCH"], features=wrong)
    assert [(one.field, one.code) for one in refused.value.faults] == [
        ("features", "out_of_range"), ("features[0]", "feature_incomplete"), ("features[1]", "feature_not_public"),
    ]  # fmt: skip


def test_a_draft_keeps_the_lines_until_it_is_submitted(warehouse):
    drafts = drafts_pb2_grpc.DraftServiceStub(warehouse.link)
    said: dict[str, Any] = {"mode": "transfer", "scope": "city", "contact": Contact(name="张老师", phone="13800005678"), "photos": 4}
    question = drafts_pb2.SaveDraftRequest(asset_nos=[warehouse.card()], features=[MEMORY_16], **said)
    draft = ask(drafts.SaveDraft, question, warehouse.who()).draft
    assert told(ask(drafts.GetDraft, drafts_pb2.GetDraftRequest(draft_id=draft.id), warehouse.who()).draft.features) == ["内存 16GB"]
    with pytest.raises(Invalid, match="draft_invalid"):
        ask(drafts.SaveDraft, drafts_pb2.SaveDraftRequest(features=[Feature(name="内存")]), warehouse.who())
    [entered] = ask(drafts.SubmitDraft, drafts_pb2.SubmitDraftRequest(draft_id=draft.id), warehouse.who()).entries
    assert told(warehouse.get(entered.id).entry.features) == ["内存 16GB"]


def test_a_demand_is_matched_by_indicators_and_told_what_was_found(warehouse):  # B-040
    enough, few = (offered(warehouse, OTHER_SCHOOL, features=[Feature(name="运行内存", value=value)]) for value in ("16384MB", "8GB"))
    silent = offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse, indicators=[MEMORY])
    match_all(warehouse)
    found = {one.entry.id: one for one in matches(warehouse, demand_id=demand_id)}
    assert explained(found[enough]) == "内存≥16GB：符合（16384MB）"
    assert explained(found[few]) == "内存≥16GB：不符合（8GB）"
    assert explained(found[silent]) == "内存≥16GB：未注明"
    assert found[enough].score > found[silent].score > found[few].score
    assert told(found[enough].entry.features) == ["运行内存 16384MB"]


def test_a_card_alone_meets_a_demand_for_a_car(warehouse):
    entry_id = offered(warehouse, OTHER_SCHOOL, **CAR)
    wanted = [Indicator(name="排量", relation="max", value="1.8", measure_unit="L"), Indicator(name="座位", relation="min", value="7")]
    demand_id = published(warehouse, class_code="A02030501", name="轿车", indicators=wanted)
    match_all(warehouse)
    [one] = matches(warehouse, demand_id=demand_id)
    assert (one.entry.id, explained(one)) == (entry_id, "排量≤1.8L：符合（1798mL）；座位≥7：不符合（5座）")


def test_before_a_purchase_only_offers_that_miss_no_indicator_would_serve(warehouse):  # B-044
    enough = offered(warehouse, OTHER_SCHOOL, features=[MEMORY_16])
    offered(warehouse, OTHER_SCHOOL, features=[Feature(name="内存", value="8GB")])
    request = matching_pb2.CheckPurchaseRequest(class_code="A02010105", quantity=1, indicators=[MEMORY])
    answer = ask(matching(warehouse).CheckPurchase, request, warehouse.who())
    assert [one.entry.id for one in answer.matches] == [enough]


def test_what_is_submitted_again_tells_what_the_card_says_then(warehouse):
    number = warehouse.card(**CAR)
    entry_id = warehouse.submit(number, features=[MEMORY_16])
    warehouse.decide(entry_id, warehouse.who(REVIEWER), "return", "请核对座位数")
    warehouse.tell_registry()
    warehouse.change_card(number, details={**CAR["details"], "seats": 7})
    warehouse.submit(number)
    assert told(warehouse.get(entry_id).entry.features) == ["排量 1798mL", "座位数 7座"]


def test_an_entry_of_before_has_no_features_and_one_of_now_can_be_read_by_code_of_before(warehouse):
    entry_id = warehouse.submit(warehouse.card(**CAR), features=[MEMORY_16])
    with warehouse.sessions.begin() as session:
        row = session.execute(entry.select().where(entry.c.id == entry_id)).one()
        assert "features" not in row.asset  # read whole by code of before
        session.execute(entry.update().where(entry.c.id == entry_id).values(features=[], card_features=[]))
    assert told(warehouse.get(entry_id, warehouse.who(at=SCHOOL)).entry.features) == []
