"""What the registry tells of cards, and what becomes of their labels: the picture follows, stickers are outdated, void, restored."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from services.chassis.event import Event
from services.contracts.events.identity import OrganisationState
from services.contracts.events.registry import AssetMoved, AssetWrittenOff
from services.labels.worker import LabelsWorker
from tests.labels.desk import COUNTY, FINANCE, HOSPITAL, SCHOOL, told


def test_every_card_of_the_registry_has_a_label_that_was_never_printed(desk):
    desk.hears("A-1")
    label = desk.label("A-1")
    assert (label.state, label.state_name, label.issues, label.version) == ("never_printed", "未打印", 0, 0)
    assert (label.name, label.section, label.place, label.budget_code) == ("台式计算机", "总务处", "东院/1号楼/2层/203室", "004011")
    assert not desk.events()


def test_what_was_never_printed_is_never_outdated(desk):
    desk.hears("A-1")
    desk.hears("A-1", use_department="教务处")
    label = desk.label("A-1")
    assert (label.section, list(label.outdated), desk.events()) == ("教务处", [], [])


@pytest.mark.parametrize(
    ("fields", "outdated"),
    [
        ({"use_department": "教务处"}, ["department"]), ({"place": "西院"}, ["place"]), ({"name": "工作站"}, ["name"]),
        ({"model": "M920"}, ["model"]), ({"class_code": "A02010104"}, ["class"]), ({"acquired_on": "2024-03-16"}, ["acquired_on"]),
        ({"name": "工作站", "place": "西院"}, ["name", "place"]),
        ({"original_value_fen": 7, "state": "idle", "shareable": True, "brand": "联想"}, []),
    ],
)  # fmt: skip
def test_a_printed_label_is_outdated_where_it_says_something_else_than_the_card(desk, fields, outdated):
    desk.hears("A-1")
    desk.prints("A-1")
    desk.hears("A-1", **fields)
    label = desk.label("A-1")
    assert (label.state, list(label.outdated), label.version) == ("printed", outdated, 2 if outdated else 1)
    told_of = [event["type"] for event in desk.events("A-1")]
    assert told_of == ["labels.label.printed.v1", *(["labels.label.outdated.v1"] if outdated else [])]
    if outdated:
        assert desk.events("A-1")[-1]["data"]["outdated"] == outdated
        assert desk.audited("label.outdated")[0].after["outdated"] == outdated


def test_a_label_whose_card_says_the_old_thing_again_holds_again(desk):
    desk.hears("A-1")
    desk.prints("A-1")
    desk.hears("A-1", place="西院")
    desk.hears("A-1")
    assert [event["data"]["outdated"] for event in desk.events("A-1")] == [[], ["place"], []]
    assert not desk.label("A-1").outdated


def test_a_reprint_clears_what_was_outdated_and_the_new_sticker_is_not_pasted_yet(desk):
    desk.hears("A-1")
    desk.prints("A-1")
    desk.paste("A-1")
    desk.hears("A-1", place="西院")
    assert (desk.label("A-1").state, list(desk.label("A-1").outdated)) == ("pasted", ["place"])
    desk.prints("A-1", issue=2)
    label = desk.label("A-1")
    assert (label.state, list(label.outdated), label.issues, label.pasted_by) == ("printed", [], 2, "")
    assert desk.events("A-1")[-1]["data"] | {"issue": 2} == desk.events("A-1")[-1]["data"]


def test_a_card_that_moved_belongs_to_the_other_unit_and_its_label_is_outdated(desk):  # E-072
    desk.hears("A-1")
    desk.prints("A-1")
    desk.hears("A-1", HOSPITAL, kind=AssetMoved, **reply(from_unit_id=SCHOOL))
    assert desk.look_up("A-1").outcome == "elsewhere"
    label = desk.label("A-1", desk.who(at=HOSPITAL))
    assert (label.unit_name, list(label.outdated)) == ("新华医院分院", ["unit"])
    assert desk.events("A-1")[-1]["data"]["unit_path"].endswith(HOSPITAL)


def reply(**more):
    return {"case_number": "处〔2026〕7号", "reply_no": "批〔2026〕3号", "article": "第十九条", "reference": "D-1"} | more


def test_a_written_off_card_voids_its_label_and_says_by_which_reply(desk):
    desk.hears("A-1")
    desk.prints("A-1")
    desk.hears("A-1", kind=AssetWrittenOff, state="written_off", **reply(method="scrap"))
    found = desk.look_up("A-1")
    assert (found.outcome, found.label.voided, found.label.void_reason) == ("voided", True, "资产已核销（批〔2026〕3号）")
    assert list(found.label.allowed) == []
    event = desk.events("A-1")[-1]
    assert event["type"] == "labels.label.voided.v1"
    assert (event["data"]["reason"], event["data"]["voided"]) == ("资产已核销（批〔2026〕3号）", True)


def test_the_label_of_a_card_whose_import_was_undone_is_void_until_the_number_is_registered_again(desk):
    desk.hears("A-1")
    desk.prints("A-1")
    desk.hears_removed("A-1")
    assert desk.look_up("A-1").label.void_reason == "资产信息卡已撤销"
    desk.hears("A-1")
    assert desk.look_up("A-1").outcome == "known"
    assert [event["type"].split(".")[2] for event in desk.events("A-1")] == ["printed", "voided", "marked"]
    assert [event["aggregateversion"] for event in desk.events("A-1")] == [1, 2, 3]


def test_a_label_that_nobody_was_told_of_is_voided_in_silence(desk):
    desk.hears("A-1")
    desk.hears("A-1", state="written_off")
    assert desk.look_up("A-1").outcome == "voided"
    assert not desk.events()


def test_an_older_state_of_the_card_changes_nothing(desk):
    desk.hears("A-1", version=5)
    desk.hears("A-1", version=4, name="旧名")
    desk.hears("A-1", version=5, name="旧名")
    assert desk.label("A-1").name == "台式计算机"


def test_of_many_states_told_together_each_takes_effect_in_order(desk):
    desk.prints("A-1")
    states = [(told("A-1", name=f"名{version}"), version) for version in range(1, 6)] + [(told("B-1"), 1), (told("B-1", place="西院"), 2)]
    desk.hears_all(states)
    assert (desk.label("A-1").name, desk.label("B-1").place) == ("名5", "西院")


def test_a_print_that_is_reported_before_the_registry_told_of_the_card_is_kept(desk):
    desk.prints("A-1")
    assert desk.look_up("A-1").outcome == "unknown"
    desk.hears("A-1")
    label = desk.label("A-1")
    assert (label.state, label.issues) == ("printed", 1)


def test_the_worker_hears_of_cards_and_of_removed_ones(desk):
    worker = LabelsWorker()
    with desk.sessions.begin() as session:
        worker.assets(session, [event_of("A-1", told("A-1"), 1)])
    with desk.sessions.begin() as session:
        worker.asset_removed(session, event_of("A-1", None, 2))
    assert desk.look_up("A-1").outcome == "voided"


def test_a_unit_that_moves_in_the_tree_is_seen_by_those_above_its_new_place(desk):
    desk.hears("A-1")
    city, other = desk.who(FINANCE, COUNTY), desk.who(FINANCE, "31/3101/310115")
    assert (desk.listed(city).total, desk.listed(other).total) == (1, 0)
    path = f"31/3101/310115/{SCHOOL}"
    state = OrganisationState(
        id=SCHOOL, budget_code="004011", name="城桥实验中学", kind="public_institution", region="310115", parent_id="310115", path=path,
        funding="full", credit_code="", active=True,
    )  # fmt: skip
    for version, told_now in ((3, state), (2, state.model_copy(update={"name": "旧名", "path": COUNTY}))):
        event = Event(uuid4(), "identity.organisation.changed.v1", SCHOOL, version, datetime.now(UTC), "s", told_now.data(), "c-1")
        with desk.sessions.begin() as session:
            LabelsWorker().organisation(session, event)
    assert (desk.listed(city).total, [one.unit_name for one in desk.listed(other).labels]) == (0, ["城桥实验中学"])


def event_of(asset_no, payload, version):
    data = payload.data() if payload else {"asset_no": asset_no, "unit_id": SCHOOL, "budget_code": "004011", "import_id": "i"}
    fact = "snapshot" if payload else "removed"
    return Event(uuid4(), f"registry.asset.{fact}.v1", asset_no, version, datetime.now(UTC), "service:registry", data, "c-1")
