"""How a case comes into being: drafted, compared with the registry field by field, held, filed; once (E-021, E-027, E-037)."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused, ServiceError
from services.chassis.rpc.client import ask
from services.contracts.rpc.disposal.v1 import assessments_pb2, cases_pb2
from services.contracts.rpc.registry.v1 import reservations_pb2, reservations_pb2_grpc
from services.disposal.clients import Registry
from services.disposal.usecases import filing

from .conftest import DEPARTMENT, FINANCE, HOSPITAL, OTHER_SCHOOL, SCHOOL


def revise(office, case_id, *numbers, method="scrap", revision=0, facts=""):
    request = cases_pb2.ReviseDraftRequest(
        case_id=case_id, method=method, asset_nos=numbers, facts=facts or office.facts(*numbers), facts_revision=revision
    )
    return ask(office.cases.ReviseDraft, request, office.who()).case


def test_a_draft_takes_from_the_registry_what_the_registry_knows(office):
    number = office.card(original_value_fen=123_456)
    facts = json.dumps({"assets": [{"asset_no": number, "original_value_fen": 1, "title": "clear", "state": "闲置"}]})
    drafted = office.draft(number, facts=facts)
    told = json.loads(drafted.facts)
    asset = told["assets"][0]
    assert (asset["original_value_fen"], asset["state"], asset["kind"], asset["title"]) == (123_456, "待处置", "equipment", "clear")
    assert (asset["secured"], told["circumstances"]["emergency"]) == (None, None)
    holder = {"budget_code": "004011", "department": "004001", "funding": "full", "region": "430121", "level": "county"}
    assert told["holder"] == holder | {"accounting": "government"}
    assert drafted.assessment.final_authority == "finance_bureau"


def test_a_clerk_says_more_precisely_what_a_vehicle_is_but_not_that_a_computer_is_a_house(office):
    vehicle = office.card(class_code="A02030500", name="轿车")
    kind = json.loads(office.draft(vehicle, facts="{}").facts)["assets"][0]["kind"]
    assert kind == "vehicle"
    drafted = office.draft(vehicle, asset={"kind": "special_vehicle"})
    assert json.loads(drafted.facts)["assets"][0]["kind"] == "special_vehicle"
    with pytest.raises(Invalid) as fault:
        office.draft(office.card(), asset={"kind": "house"})
    assert [(one.field, one.code) for one in fault.value.faults] == [("assets[0].kind", "kind_differs")]


def test_a_filing_insists_on_every_fact(office):
    drafted = office.draft(facts="{}")
    with pytest.raises(Invalid, match="facts_missing") as fault:
        office.file_draft(drafted.id)
    assert {"assets[0].title", "circumstances.emergency"} <= {one.field for one in fault.value.faults}


def test_a_filing_without_its_papers_is_refused_with_their_codes(office):  # E-125 to E-127
    drafted = office.draft()
    assert "32-1/form" in office.get(drafted.id).missing
    with pytest.raises(Refused, match="materials_missing") as refusal:
        office.file_draft(drafted.id)
    assert refusal.value.article == "第三十二条"
    assert any("32-1/form" in one.field for one in refusal.value.faults)
    office.upload(drafted.id, "filing", "32-1/form")
    assert office.get(drafted.id).missing == ["32-1/form"]


def test_what_the_law_forbids_is_refused_with_article_and_remedy(office):  # E-013
    drafted = office.draft(asset={"title": "disputed"})
    office.upload(drafted.id, "filing")
    with pytest.raises(Refused) as refusal:
        office.file_draft(drafted.id)
    assert refusal.value.article == "第六条"
    assert refusal.value.remedy
    assert refusal.value.faults


def test_a_card_that_changed_since_the_draft_is_refused_field_by_field(office):  # E-037
    number = office.card()
    drafted = office.draft(number)
    office.upload(drafted.id, "filing")
    office.change_card(number, place="西院/2号楼/1层/101室", model="另一型号")
    with pytest.raises(Refused, match="assets_differ") as refusal:
        office.file_draft(drafted.id)
    assert refusal.value.article == "第十二条"
    assert [one.field for one in refusal.value.faults] == ["assets[0].model"]
    assert "另一型号" in refusal.value.faults[0].message
    again = revise(office, drafted.id, number)
    assert (again.facts_revision, office.file_draft(drafted.id).state) == (2, "department_review")


def test_a_filed_card_is_held_and_freed_by_a_return(office):
    number = office.card()
    one = office.filed(number)
    office.tell_registry()
    with pytest.raises(ServiceError, match="card_held"):
        office.change_card(number, model="另一型号")
    office.decide(one.id, office.desk_of(DEPARTMENT), "return", "请补正")
    office.tell_registry()
    assert office.change_card(number, model="另一型号") > 1
    assert office.get(one.id).case.state == "returned"
    assert "revise" in office.get(one.id).allowed


def test_a_returned_case_is_revised_and_filed_again_under_its_number(office):
    number = office.card()
    one = office.filed(number)
    office.decide(one.id, office.desk_of(DEPARTMENT), "return", "请换一项资产")
    office.tell_registry()
    other = office.card()
    revise(office, one.id, other)
    office.upload(one.id, "filing")
    again = office.file_draft(one.id)
    assert (again.number, again.version, [asset.asset_no for asset in again.assets]) == (one.number, 3, [other])
    references = [event["data"]["reference"] for event in office.events() if event["type"] == "disposal.reservation.confirmed.v1"]
    assert references == [f"{one.id}/1", f"{one.id}/2"]
    assert office.types(one.id) == ["filed", "decided", "filed"]


def test_what_lies_with_the_desks_is_neither_revised_discarded_nor_filed_again(office):
    number = office.card()
    one = office.filed(number)
    with pytest.raises(Conflict, match="already_filed"):
        revise(office, one.id, number)
    with pytest.raises(Conflict, match="already_filed"):
        office.file_draft(one.id)
    with pytest.raises(Conflict, match="already_filed"):
        ask(office.cases.DiscardDraft, cases_pb2.DiscardDraftRequest(case_id=one.id), office.who())


def test_a_draft_is_discarded(office):
    drafted = office.draft()
    ask(office.cases.DiscardDraft, cases_pb2.DiscardDraftRequest(case_id=drafted.id), office.who())
    with pytest.raises(NotFound):
        office.get(drafted.id)


def test_a_draft_that_another_clerk_revised_is_not_filed_unseen(office):
    number = office.card()
    drafted = office.draft(number)
    office.upload(drafted.id, "filing")
    revise(office, drafted.id, number, revision=1)
    with pytest.raises(Conflict, match="stale_revision"):
        office.file_draft(drafted.id, revision=1)
    with pytest.raises(Conflict, match="stale_revision"):
        revise(office, drafted.id, number, revision=1)


def test_of_two_clerks_who_file_the_same_asset_at_once_one_wins(office):
    number = office.card()
    drafts = [office.draft(number, origin=office.who(account=f"clerk-{each}")) for each in range(4)]
    for each in drafts:
        office.upload(each.id, "filing")

    def file(drafted):
        try:
            return office.file_draft(drafted.id).state
        except ServiceError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(file, drafts))
    assert outcomes == ["card_reserved", "card_reserved", "card_reserved", "department_review"]


def test_of_two_who_file_the_same_draft_at_once_one_wins(office):
    drafted = office.draft()
    office.upload(drafted.id, "filing")

    def file(_number):
        try:
            return office.file_draft(drafted.id).state
        except ServiceError as error:
            return error.code

    with ThreadPoolExecutor(3) as pool:
        outcomes = sorted(pool.map(file, range(3)))
    assert outcomes == ["already_filed", "already_filed", "department_review"]


def test_a_filing_repeated_under_its_key_answers_the_same(office):
    drafted = office.draft()
    office.upload(drafted.id, "filing")
    origin = office.who(idempotency_key="k-1")
    first, second = office.file_draft(drafted.id, origin), office.file_draft(drafted.id, origin)
    assert first == second
    assert office.types(drafted.id) == ["filed"]


def test_a_crash_between_hold_and_commit_is_made_good_by_filing_again(office, monkeypatch):
    drafted = office.draft()
    office.upload(drafted.id, "filing")
    with monkeypatch.context() as broken:
        broken.setattr(filing, "record", lambda *_given: (_ for _ in ()).throw(RuntimeError("crash")))
        with pytest.raises(ServiceError):
            office.file_draft(drafted.id)
    assert office.get(drafted.id).case.state == "draft"
    assert office.file_draft(drafted.id).state == "department_review"
    references = [event["data"]["reference"] for event in office.events() if event["type"] == "disposal.reservation.confirmed.v1"]
    assert references == [f"{drafted.id}/1"]


def test_after_a_hold_that_lapsed_the_next_filing_takes_another_reference(office):
    number = office.card()
    drafted = office.draft(number)
    office.upload(drafted.id, "filing")
    stub = reservations_pb2_grpc.ReservationServiceStub(office.registry_link)
    lapsed = reservations_pb2.ReserveAssetsRequest(
        service="disposal", reference=f"{drafted.id}/1", purpose="disposal", reason="x", asset_nos=[number]
    )
    ask(stub.ReserveAssets, lapsed, office.who())
    gone = reservations_pb2.ReleaseReservationRequest(service="disposal", reference=f"{drafted.id}/1")
    ask(stub.ReleaseReservation, gone, office.who())
    office.file_draft(drafted.id)
    references = [event["data"]["reference"] for event in office.events() if event["type"] == "disposal.reservation.confirmed.v1"]
    assert references == [f"{drafted.id}/1.2"]


def test_a_hold_of_other_cards_left_by_a_crash_is_given_back(office):
    left, number = office.card(), office.card()
    drafted = office.draft(number)
    office.upload(drafted.id, "filing")
    stub = reservations_pb2_grpc.ReservationServiceStub(office.registry_link)
    stale = reservations_pb2.ReserveAssetsRequest(
        service="disposal", reference=f"{drafted.id}/1", purpose="disposal", reason="x", asset_nos=[left]
    )
    ask(stub.ReserveAssets, stale, office.who())
    office.file_draft(drafted.id)
    assert office.change_card(left, model="另一型号") > 1


def test_a_change_told_between_comparison_and_hold_is_not_overlooked(office, monkeypatch):
    number, holding = office.card(), Registry.hold
    drafted = office.draft(number)
    office.upload(drafted.id, "filing")

    def change_and_hold(self, filing_, numbers):
        office.change_card(number, model="另一型号")
        return holding(self, filing_, numbers)

    monkeypatch.setattr(Registry, "hold", change_and_hold)
    with pytest.raises(Refused, match="assets_differ"):
        office.file_draft(drafted.id)


def test_an_expired_policy_refuses_the_filing_by_its_own_article(office, monkeypatch):  # E-020
    drafted = office.draft()
    office.upload(drafted.id, "filing")
    body = {"filed_on": "2029-01-01", "method": "scrap"}
    answer = ask(office.assessments.Assess, assessments_pb2.AssessRequest(facts=json.dumps(body)), office.who())
    assert [one.article for one in answer.assessment.refusals] == ["第五十条"]
    monkeypatch.setattr(filing, "beijing_day", lambda _at: date(2029, 1, 1))
    with pytest.raises(Refused, match="policy_not_in_force") as refusal:
        office.file_draft(drafted.id)
    assert refusal.value.article == "第五十条"


def test_nobody_drafts_or_files_for_another_unit(office):
    number = office.card(HOSPITAL)
    with pytest.raises(NotFound):
        office.draft(number)
    drafted = office.draft()
    office.upload(drafted.id, "filing")
    with pytest.raises(NotFound):
        office.file_draft(drafted.id, office.who(at=OTHER_SCHOOL))
    with pytest.raises(Forbidden):
        office.file_draft(drafted.id, office.who(FINANCE, "43/4301/430121"))
    with pytest.raises(NotFound):
        office.get(drafted.id, office.who(at=OTHER_SCHOOL))
    with pytest.raises(NotFound):
        office.get(drafted.id, office.who(FINANCE, "43/4301/430121"))


def test_a_disabled_account_files_nothing(office):
    drafted = office.draft()
    office.upload(drafted.id, "filing")
    office.knows_account(f"unit_handler-{SCHOOL}", [("unit_handler", SCHOOL)], disabled=True)
    with pytest.raises(Forbidden):
        office.file_draft(drafted.id)


@pytest.mark.parametrize("facts", ["[]", "{", '{"unknown": 1}', '{"assets": [{"asset_no": "X-9"}]}', '{"receiving_unit": "999999"}',
                                   '{"access": "li"}', '{"circumstances": {"emergency": "yes"}}', "[" * 100_000])  # fmt: skip
def test_facts_that_make_no_sense_are_invalid(office, facts):
    with pytest.raises(Invalid):
        office.draft(facts=facts)


def test_many_cards_are_filed_as_one_case_and_a_list_shows_the_first_of_them(office):
    numbers = [office.card(original_value_fen=100) for _ in range(30)]
    one = office.filed(*numbers)
    assert (one.asset_count, len(one.assets), one.original_value_fen) == (30, 30, 3000)
    listed = office.listed().items[0]
    assert (listed.asset_count, len(listed.assets)) == (30, 5)


def test_a_returned_case_shows_its_paper_as_it_is_now_to_who_may_revise_it_and_as_filed_to_others(office):
    number, other = office.card(original_value_fen=100), office.card(original_value_fen=200)
    one = office.filed(number)
    office.decide(one.id, office.desk_of(DEPARTMENT), "return", "请换一项资产")
    office.tell_registry()
    revised = revise(office, one.id, other)
    assert (revised.state, revised.number, revised.facts_revision, revised.version) == ("returned", one.number, 2, 2)
    mine, theirs = office.get(one.id), office.get(one.id, office.desk_of(DEPARTMENT))
    assert [asset.asset_no for asset in mine.case.assets] == [other]
    assert (mine.case.reason, mine.case.desks[0].decision, mine.case.original_value_fen) == ("请换一项资产", "return", 200)
    assert [asset.asset_no for asset in theirs.case.assets] == [number]
