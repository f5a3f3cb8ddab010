"""Splitting a card (B-078): nothing is lost or gained, to the fen; every card has its own state and shared flag."""

import pytest

from services.chassis.errors import Conflict, Invalid
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import assets_pb2 as pb


def split(registry, number, parts, version=1, **rest):
    made = [pb.SplitPart(**part) for part in parts]
    request = pb.SplitAssetRequest(asset_no=number, version=version, reason="一卡多物", parts=made, **rest)
    return ask(registry.assets.SplitAsset, request, registry.who())


def part(**values):
    return {"quantity": 1, "original_value_fen": 100, "accumulated_depreciation_fen": 10, "state": "在用", **values}


def test_quantities_and_values_add_up_to_the_original(registry):  # B-078
    number = registry.register(quantity=10, original_value_fen=1001, accumulated_depreciation_fen=101)
    first = part(quantity=3, original_value_fen=333, accumulated_depreciation_fen=33)
    answer = split(registry, number, [first, part(asset_no="OWN", state="闲置")])
    cards = [registry.get(no).card for no in (number, *answer.asset_nos)]
    summed = ("quantity", "original_value_fen", "accumulated_depreciation_fen", "net_value_fen")
    assert [sum(getattr(card, name) for card in cards) for name in summed] == [10, 1001, 101, 900]
    assert answer.asset_nos[1] == "OWN"
    assert registry.events(number)[-1]["data"]["split_off"] == list(answer.asset_nos)
    assert registry.events("OWN")[0]["data"]["split_from"] == number


def test_every_card_carries_its_own_state_and_shared_flag(registry):  # B-078
    number = registry.register(quantity=3, accumulated_depreciation_fen=50)
    new = split(registry, number, [part(state="待处置", shareable=True)], rest_state="闲置", rest_shareable=False).asset_nos[0]
    shown = [(card.state, card.shareable) for card in (registry.get(number).card, registry.get(new).card)]
    assert shown == [("闲置", False), ("待处置", True)]


@pytest.mark.parametrize(
    "parts",
    [
        [], [part(quantity=3)], [part(quantity=0)], [part(original_value_fen=501)], [part(accumulated_depreciation_fen=51)],
        [part(original_value_fen=480)],
        [part(state="出租出借")], [part(asset_no="A"), part(asset_no="A")], [part(original_value_fen=-1)],
    ],
)
def test_what_does_not_add_up_is_refused(registry, parts):
    number = registry.register(quantity=3, original_value_fen=500, accumulated_depreciation_fen=50)
    with pytest.raises(Invalid):
        split(registry, number, parts)
    assert registry.get(number).card.version == 1


def test_a_part_cannot_take_a_number_that_exists(registry):
    registry.register(asset_no="TAKEN")
    number = registry.register(quantity=3, accumulated_depreciation_fen=50)
    with pytest.raises(Conflict, match="asset_no_exists"):
        split(registry, number, [part(asset_no="TAKEN", accumulated_depreciation_fen=0)])
    assert registry.get(number).card.version == 1
