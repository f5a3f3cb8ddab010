"""Lease and lend with taking back (B-077)."""

import pytest

from services.chassis.errors import Invalid, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import assets_pb2 as pb

from .test_finding import find
from .test_splitting import part, split


def lend(registry, number, version=1, **terms):
    values = {"kind": "lease", "counterparty": "某公司", "purpose": "办展", "starts_on": "2026-01-01", "ends_on": "2026-06-30", **terms}
    return ask(registry.assets.LendAsset, pb.LendAssetRequest(asset_no=number, version=version, **values), registry.who())


def take_back(registry, number, version, **values):
    return ask(registry.assets.TakeBackAsset, pb.TakeBackAssetRequest(asset_no=number, version=version, **values), registry.who())


@pytest.mark.parametrize(("kind", "direction"), [("lease", "出租"), ("loan", "出借")])
def test_a_lent_card_says_so_and_comes_back_as_it_was(registry, kind, direction):
    number = registry.register(state="闲置")
    lend(registry, number, kind=kind)
    page = registry.get(number)
    assert (page.card.state, page.card.use_direction, page.lending.counterparty) == ("出租出借", direction, "某公司")
    take_back(registry, number, 2)
    card = registry.get(number).card
    assert (card.state, card.use_direction, card.version) == ("闲置", "自用", 3)
    assert [event["type"].split(".")[2] for event in registry.events(number)] == ["registered", "lent", "taken_back"]


def test_the_state_is_judged_on_return(registry):  # B-077
    number = registry.register()
    lend(registry, number)
    take_back(registry, number, 2, state="待处置")
    assert registry.get(number).card.state == "待处置"


def test_a_card_imported_as_lent_can_be_taken_back(registry):
    number = registry.register()
    lend(registry, number)
    with registry.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM lending")
    take_back(registry, number, 2)
    assert registry.get(number).card.state == "闲置"


def test_a_lent_card_is_neither_lent_again_nor_split_nor_changed_in_state(registry):
    number = registry.register(quantity=3)
    lend(registry, number)
    with pytest.raises(Refused, match="not_lendable"):
        lend(registry, number, 2)
    with pytest.raises(Refused, match="take_back_first"):
        split(registry, number, [part()], 2)
    with pytest.raises(Refused, match="take_back_first"):
        registry.change(number, 2, state="闲置")
    with pytest.raises(Refused, match="not_lent"):
        take_back(registry, registry.register(), 1)


@pytest.mark.parametrize("terms", [{"kind": "gift"}, {"counterparty": " "}, {"purpose": ""}, {"ends_on": "2025-12-31"}, {"starts_on": "x"}])
def test_incomplete_terms_are_refused(registry, terms):
    with pytest.raises(Invalid):
        lend(registry, registry.register(), **terms)


def test_lendings_are_listed_newest_first(registry):
    numbers = [registry.register(), registry.register()]
    for number in numbers:
        lend(registry, number)
    take_back(registry, numbers[0], 2)
    every = ask(registry.assets.ListLendings, pb.ListLendingsRequest(limit=1), registry.who())
    rest = ask(registry.assets.ListLendings, pb.ListLendingsRequest(limit=1, cursor=every.next_cursor), registry.who())
    assert [one.asset_no for one in (*every.lendings, *rest.lendings)] == numbers[::-1]
    still_out = ask(registry.assets.ListLendings, pb.ListLendingsRequest(open_only=True), registry.who())
    assert [one.asset_no for one in still_out.lendings] == [numbers[1]]
    assert find(registry, states=["出租出借"]).total == 1
