"""Cards by hand: registration, numbers, the card's page and history."""

import re

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import assets_pb2

from .conftest import BUREAU, OFFICE, OTHER_SCHOOL, REVIEWER, SCHOOL


def test_a_card_gets_the_units_next_number(registry):
    numbers = [registry.register() for _ in range(2)]
    assert all(re.fullmatch(r"004011\d{4}000000\d", number) for number in numbers)
    assert numbers[0] < numbers[1]


def test_a_number_that_a_card_brought_along_is_skipped(registry):
    first = registry.register()
    taken = f"{first[:-1]}2"
    registry.register(asset_no=taken)
    assert registry.register() == f"{first[:-1]}3"


def test_a_number_is_unique_in_the_installation(registry):
    registry.register(asset_no="X-1")
    with pytest.raises(Conflict, match="asset_no_exists"):
        registry.register(unit=OFFICE, asset_no="X-1")


def test_department_and_user_get_their_defaults(registry):
    card = registry.get(registry.register()).card
    assert (card.use_department, card.user_name) == ("待查找", "待查寻")


def test_the_card_shows_what_was_entered_in_the_terms_of_the_sources(registry):
    number = registry.register(place="东院/1号楼/2层/203室", state="闲置", accumulated_depreciation_fen=1, details={"serial_no": "SN1"})
    page = registry.get(number)
    assert (page.card.state, page.card.kind, page.card.class_name, page.card.net_value_fen) == ("闲置", "equipment", "台式计算机", 499999)
    layers = page.card.layered_place  # B-080
    assert (layers.campus, layers.building, layers.floor, layers.room) == ("东院", "1号楼", "2层", "203室")
    assert dict(page.card.details) == {"serial_no": "SN1"}
    assert set(page.allowed) == {"asset.change", "asset.assign", "asset.split", "asset.lend"}


def test_every_fault_of_a_card_is_named_at_once(registry):
    wrong = {"name": "x" * 201, "class_code": "A99999999", "acquired_on": "2999-01-01", "accumulated_depreciation_fen": 500001}
    with pytest.raises(Invalid) as refused:
        registry.register(quantity=0, **wrong)
    assert {fault.field for fault in refused.value.faults} == {"quantity", *wrong}


@pytest.mark.parametrize(
    ("class_code", "details", "field"),
    [
        ("A02030501", {"vin": "IOQ"}, "details.vin"),
        ("A01010100", {"floor_area": "10", "self_used_area": "10.01"}, "details"),
        ("A02010105", {"plate_no": "沪A12345"}, "details.plate_no"),
    ],
)
def test_details_are_checked_by_kind(registry, class_code, details, field):
    with pytest.raises(Invalid) as refused:
        registry.register(class_code=class_code, details=details)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_nobody_sees_a_card_of_another_unit(registry):
    number = registry.register()
    for origin in (registry.who(at=OTHER_SCHOOL), registry.who("department_reviewer", OFFICE)):
        with pytest.raises(NotFound):
            registry.get(number, origin)
    assert registry.get(number, registry.who("department_reviewer", BUREAU)).card.asset_no == number
    assert registry.get(number, registry.who("auditor", "310151")).allowed == []


def test_an_administrator_sees_no_cards(registry):
    number = registry.register()
    for asset_no in (number, "nothing"):
        with pytest.raises(Forbidden):
            registry.get(asset_no, registry.who("system_administrator", "310151"))


def test_a_reviewer_registers_nothing_and_a_clerk_nothing_elsewhere(registry):
    with pytest.raises(Forbidden):
        registry.register(registry.who(REVIEWER))
    with pytest.raises(NotFound, match="unit_not_found"):
        registry.register(registry.who(at=OTHER_SCHOOL))


def test_a_unit_the_registry_has_not_heard_of_is_named_as_that(registry):
    with pytest.raises(NotFound, match="unit_not_found"):
        registry.register(registry.who("unit_handler", "31/3101/310151/310151-999999"), unit="999999")


def test_registration_is_told_and_audited_without_the_persons_name(registry):
    number = registry.register(user_name="陈霞洋")
    told = registry.events(number)
    assert [(event["type"], event["aggregateversion"]) for event in told] == [("registry.asset.registered.v1", 1)]
    assert told[0]["data"]["budget_code"] == SCHOOL
    assert "陈霞洋" not in str(told) + str(registry.audited())


def test_the_same_key_registers_once(registry):
    origin = registry.who(idempotency_key="k-1")
    assert registry.register(origin) == registry.register(origin)
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        registry.register(origin, name="别的")


def test_history_tells_every_change_newest_first(registry):
    number = registry.register()
    registry.change(number, 1, model="M1")
    registry.change(number, 2, state="闲置")
    history = ask(registry.assets.ListHistory, assets_pb2.ListHistoryRequest(asset_no=number), registry.who())
    assert [(entry.version, entry.operation) for entry in history.entries] == [(3, "changed"), (2, "changed"), (1, "registered")]
    change = history.entries[0].changes[0]
    assert (change.field, change.before.string_value, change.after.string_value) == ("state", "在用", "闲置")
    page = ask(registry.assets.ListHistory, assets_pb2.ListHistoryRequest(asset_no=number, limit=1), registry.who())
    assert page.next_before_version == 3


def test_text_with_a_nul_character_is_a_fault_not_a_defect(registry):
    with pytest.raises(Invalid, match="nul_character"):
        registry.register(name="a\0b")
    with pytest.raises(Invalid, match="nul_character"):
        registry.get("a\0b")
