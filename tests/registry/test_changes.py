"""Change documents (信息卡变动): at once or reviewed, before and after, who may decide, stale versions."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import assets_pb2
from services.contracts.rpc.registry.v1 import changes_pb2 as pb

from .conftest import OTHER_SCHOOL, REVIEWER, SCHOOL
from .test_assigning import assign
from .test_splitting import part, split


def lend(registry, number):
    terms = {"kind": "lease", "counterparty": "某公司", "purpose": "办展", "starts_on": "2026-01-01", "ends_on": "2026-06-30"}
    return ask(registry.assets.LendAsset, assets_pb2.LendAssetRequest(asset_no=number, version=1, **terms), registry.who())


def approve(registry, change_id, origin=None):
    request = pb.ApproveChangeRequest(change_id=change_id, reason="同意")
    return ask(registry.changes.ApproveChange, request, origin or registry.who(REVIEWER))


def get(registry, change_id, origin=None):
    return ask(registry.changes.GetChange, pb.GetChangeRequest(change_id=change_id), origin or registry.who()).change


def test_an_ordinary_change_takes_effect_at_once(registry):  # B-074
    number = registry.register()
    filed = registry.change(number, 1, state="闲置", place="东院/1号楼/2层/203室")  # B-081
    assert (filed.state, filed.asset_version) == ("in_effect", 2)
    card = registry.get(number).card
    assert (card.state, card.layered_place.room, card.version) == ("闲置", "203室", 2)
    assert [event["type"] for event in registry.events(number)] == ["registry.asset.registered.v1", "registry.asset.changed.v1"]
    assert [event["data"]["state"] for event in registry.events(filed.change_id)] == ["in_effect"]


@pytest.mark.parametrize(
    "fields",
    [
        {"original_value_fen": 1}, {"class_code": "A02010108"}, {"accumulated_depreciation_fen": 9}, {"quantity": 3},
        {"value_type": "名义金额"},
    ],
)
def test_a_change_of_value_or_class_waits_for_another_person(registry, fields):
    number = registry.register()
    filed = registry.change(number, 1, **fields)
    assert (filed.state, filed.asset_version, registry.get(number).card.version) == ("awaiting_review", 1, 1)
    assert approve(registry, filed.change_id).asset_version == 2
    shown = get(registry, filed.change_id)
    assert (shown.state, shown.applied_version, shown.decided_by) == ("approved", 2, f"{REVIEWER}-{SCHOOL}")
    assert set(fields) <= {change.field for change in shown.changes}


def test_the_net_value_follows_the_value(registry):
    number = registry.register(accumulated_depreciation_fen=100)
    approve(registry, registry.change(number, 1, original_value_fen=1000).change_id)
    assert registry.get(number).card.net_value_fen == 900


def test_a_new_class_empties_the_details_of_another_kind(registry):
    number = registry.register(details={"serial_no": "SN"})
    approve(registry, registry.change(number, 1, class_code="A05010201").change_id)
    card = registry.get(number).card
    assert (card.kind, dict(card.details)) == ("furniture", {})


def test_the_one_who_filed_cannot_decide(registry):
    number = registry.register()
    filed = registry.change(number, 1, registry.who(account="both"), original_value_fen=1)
    with pytest.raises(Refused, match="filer_may_not_decide"):
        approve(registry, filed.change_id, registry.who(REVIEWER, account="both"))
    assert not get(registry, filed.change_id, registry.who(REVIEWER, account="both")).may_decide
    assert get(registry, filed.change_id, registry.who(REVIEWER)).may_decide


def test_a_change_is_decided_once_and_by_the_units_reviewer_alone(registry):
    filed = registry.change(registry.register(), 1, original_value_fen=1)
    with pytest.raises(Forbidden):
        approve(registry, filed.change_id, registry.who(account="another"))
    with pytest.raises(NotFound):
        approve(registry, filed.change_id, registry.who(REVIEWER, OTHER_SCHOOL))
    approve(registry, filed.change_id)
    with pytest.raises(Conflict, match="change_decided"):
        approve(registry, filed.change_id)


def test_a_card_that_moved_on_makes_the_document_stale(registry):
    number = registry.register()
    filed = registry.change(number, 1, original_value_fen=1)
    registry.change(number, 1, model="M2")
    with pytest.raises(Conflict, match="stale_version"):
        approve(registry, filed.change_id)


def test_a_return_needs_a_reason_and_leaves_the_card(registry):
    number = registry.register()
    filed = registry.change(number, 1, original_value_fen=1)
    with pytest.raises(Invalid, match="reason_required"):
        ask(registry.changes.ReturnChange, pb.ReturnChangeRequest(change_id=filed.change_id), registry.who(REVIEWER))
    ask(registry.changes.ReturnChange, pb.ReturnChangeRequest(change_id=filed.change_id, reason="发票不符"), registry.who(REVIEWER))
    assert (get(registry, filed.change_id).decision_reason, registry.get(number).card.version) == ("发票不符", 1)
    assert registry.events(filed.change_id)[-1]["type"] == "registry.change.returned.v1"


def test_of_two_changes_of_one_version_one_is_a_conflict(registry):
    number = registry.register()

    def file(model):
        try:
            return registry.change(number, 1, model=model).asset_version
        except Conflict as conflict:
            return conflict.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(file, ["A", "B"]))) == ["2", "stale_version"]
    assert [event["aggregateversion"] for event in registry.events(number)] == [1, 2]


@pytest.mark.parametrize(("state", "code"), [("出租出借", "lend_instead"), ("已核销", "write_off_by_disposal")])
def test_states_with_a_procedure_of_their_own_are_refused(registry, state, code):  # B-077
    with pytest.raises(Refused, match=code):
        registry.change(registry.register(), 1, state=state)


def test_a_change_needs_a_reason_and_a_difference(registry):
    number = registry.register()
    with pytest.raises(Invalid, match="reason_required"):
        registry.change(number, 1, reason=" ", model="x")
    with pytest.raises(Invalid, match="nothing_changes"):
        registry.change(number, 1, state="在用")


def test_a_documents_list_shows_only_ones_own_unit(registry):
    ids = [registry.change(number, 1, original_value_fen=1).change_id for number in (registry.register(), registry.register())]
    first = ask(registry.changes.ListChanges, pb.ListChangesRequest(limit=1, state="awaiting_review"), registry.who(REVIEWER))
    second = ask(registry.changes.ListChanges, pb.ListChangesRequest(limit=1, cursor=first.next_cursor), registry.who(REVIEWER))
    assert [first.changes[0].id, second.changes[0].id] == ids[::-1]
    assert second.next_cursor == ""
    assert not ask(registry.changes.ListChanges, pb.ListChangesRequest(), registry.who(REVIEWER, OTHER_SCHOOL)).changes
    with pytest.raises(NotFound):
        ask(registry.changes.ListChanges, pb.ListChangesRequest(unit=SCHOOL), registry.who(REVIEWER, OTHER_SCHOOL))


def test_a_written_off_card_refuses_every_command(registry):
    number = registry.register(quantity=3)
    filed = registry.change(number, 1, original_value_fen=1)
    with registry.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE card SET state = 'written_off'")
    for command in (
        lambda: registry.change(number, 1, model="M"), lambda: approve(registry, filed.change_id), lambda: lend(registry, number),
        lambda: split(registry, number, [part()]), lambda: assign(registry, [(number, 1)], use_department="总务处"),
    ):
        with pytest.raises(Refused, match="card_written_off"):
            command()
