"""Department, user and place for many cards at once: all or none."""

import time

import pytest
from sqlalchemy import text

from services.chassis.errors import Conflict, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import assets_pb2 as pb
from services.registry.tables import card

from .conftest import OTHER_SCHOOL


def assign(registry, assets, origin=None, reason="清查后完善", **values):
    versions = [pb.AssetVersion(asset_no=no, version=version) for no, version in assets]
    request = pb.AssignAssetsRequest(assets=versions, reason=reason, **values)
    return ask(registry.assets.AssignAssets, request, origin or registry.who(), timeout=60)


def test_cards_leave_the_work_queue_when_department_and_user_are_entered(registry):
    numbers = [registry.register() for _ in range(3)]
    answer = assign(registry, [(no, 1) for no in numbers], use_department="总务处", user_name="陈霞洋", place="东院/1号楼/2层/203室")
    assert (answer.changed, answer.unchanged) == (3, 0)
    card = registry.get(numbers[1]).card
    assert (card.use_department, card.user_name, card.layered_place.floor, card.version) == ("总务处", "陈霞洋", "2层", 2)
    again = assign(registry, [(no, 2) for no in numbers], use_department="总务处")
    assert (again.changed, again.unchanged) == (0, 3)


def test_an_empty_department_goes_back_to_the_work_queue(registry):
    number = registry.register(use_department="总务处")
    assign(registry, [(number, 0)], use_department="")
    assert registry.get(number).card.use_department == "待查找"


def test_one_stale_card_refuses_them_all_and_is_named(registry):
    numbers = [registry.register() for _ in range(3)]
    registry.change(numbers[1], 1, model="M")
    with pytest.raises(Conflict) as refused:
        assign(registry, [(no, 1) for no in numbers], use_department="总务处")
    assert [fault.field for fault in refused.value.faults] == [numbers[1]]
    assert registry.get(numbers[0]).card.version == 1


def test_one_card_of_another_unit_refuses_them_all(registry):
    mine, theirs = registry.register(), registry.register(unit=OTHER_SCHOOL)
    with pytest.raises(NotFound):
        assign(registry, [(mine, 1), (theirs, 1)], use_department="总务处")


@pytest.mark.parametrize("assets", [[], [("A", 1), ("A", 1)]])
def test_no_card_and_a_card_twice_are_faults(registry, assets):
    with pytest.raises(Invalid):
        assign(registry, assets, use_department="总务处")


def test_three_thousand_cards_take_one_command_of_a_few_seconds(registry):
    registry.register(asset_no="N0")
    with registry.engine.begin() as connection:
        columns = ", ".join(column.name for column in card.c if column.name != "asset_no")
        connection.execute(text(f"INSERT INTO card (asset_no, {columns}) SELECT 'N' || n, {columns} FROM card, generate_series(1, 2999) n"))  # noqa: S608
    started = time.monotonic()
    assert assign(registry, [(f"N{n}", 1) for n in range(3000)], use_department="总务处").changed == 3000
    assert time.monotonic() - started < 30
    assert [len(registry.events(f"N{n}")) for n in (1, 2999)] == [1, 1]
