"""The public square: nothing while off, then what society may see of this very region, and never a person or a place (D-044)."""

import pytest

from services.chassis.errors import Forbidden, Invalid, NotFound, Unauthenticated
from services.chassis.rpc.client import Origin, ask
from services.contracts.rpc.sharing.v1 import squares_pb2 as pb

from .conftest import AUTHORITY, COUNTY, NEIGHBOUR, PROVINCE, REVIEWER

NOBODY = Origin("", "c-public")


def public(warehouse, region="310151", origin=NOBODY, **wanted):
    return ask(warehouse.squares.ListPublicSquare, pb.ListPublicSquareRequest(region=region, **wanted), origin)


def switch(warehouse, region="310151", at=COUNTY, role="finance_reviewer", *, is_open=True):
    ask(warehouse.squares.SetPublicSquare, pb.SetPublicSquareRequest(region=region, open=is_open), warehouse.who(role, at))


def published(warehouse, scope="nation", mode="transfer", **more):
    entry_id = warehouse.submit(scope=scope, mode=mode, **more)
    unit = more.get("unit", "310151-004011")
    warehouse.bring(entry_id, REVIEWER, *((AUTHORITY, PROVINCE) if scope in ("province", "nation") else ()), unit=unit)
    return entry_id


def ids(page):
    return [one.entry_id for one in page.items]


def test_while_the_switch_is_off_society_sees_nothing(warehouse):
    published(warehouse)
    page = public(warehouse)
    assert (ids(page), page.open, page.total, page.next_cursor) == ([], False, 0, "")
    switch(warehouse)
    assert public(warehouse).total == 1
    switch(warehouse, is_open=False)
    page = public(warehouse)
    assert (ids(page), page.open, page.total) == ([], False, 0)


def test_society_sees_what_goes_beyond_the_city_and_what_is_shared(warehouse):
    shown = [published(warehouse), published(warehouse, "province"), published(warehouse, "county", "share")]
    published(warehouse, "city")
    published(warehouse, "department")
    warehouse.submit(scope="nation")
    warehouse.bring(warehouse.submit(scope="nation"), REVIEWER)  # the city sees it, the authority has not agreed yet
    switch(warehouse)
    page = public(warehouse)
    assert (ids(page), page.total, page.open) == (shown[::-1], 3, True)
    warehouse.withdraw(shown[0])
    warehouse.bring(shown[0], REVIEWER)
    assert ids(public(warehouse)) == shown[:0:-1]


def test_an_offer_names_no_person_no_place_and_no_number(warehouse):
    number = warehouse.card(place="东院/1号楼/2层/203室", brand="联想", model="M750")
    published(warehouse, asset_no=number)
    switch(warehouse)
    page = public(warehouse)
    offer = page.items[0]
    assert (offer.name, offer.model, offer.mode, offer.state, offer.unit_name, offer.acquired_on) == (
        "台式计算机", "M750", "transfer", "idle", "城桥中学", "2024-03-15",
    )  # fmt: skip
    told = page.SerializeToString()
    for secret in ("张老师", "1380000", "203室", "东院", number, "unit_handler"):
        assert secret.encode() not in told


def test_a_switch_opens_its_very_region_and_what_is_asked_is_a_region_and_those_below(warehouse):
    here, there = published(warehouse), published(warehouse, unit=NEIGHBOUR)
    switch(warehouse)
    assert ids(public(warehouse, "31")) == ids(public(warehouse, "3101")) == ids(public(warehouse)) == [here]
    assert not public(warehouse, "310115").items
    switch(warehouse, "3101", "31/3101")  # the city's own units, of which there are none
    assert ids(public(warehouse, "3101")) == [here]
    assert there not in ids(public(warehouse, "31"))
    assert not public(warehouse, "43").open
    for wrong in ("", "3", "31015", "31%", "abcdef"):
        with pytest.raises(Invalid):
            public(warehouse, wrong)


def test_pages_search_and_classes(warehouse):
    made = [published(warehouse, asset_no=warehouse.card(name=name)) for name in ("显微镜", "天平", "离心机")]
    switch(warehouse)
    first = public(warehouse, limit=2)
    assert ids(first) + ids(public(warehouse, limit=2, cursor=first.next_cursor)) == made[::-1]
    assert ids(public(warehouse, q="天平")) == [made[1]]
    assert len(ids(public(warehouse, class_code="A0201"))) == 3
    assert not ids(public(warehouse, class_code="A03"))


def test_only_the_finance_bureau_of_the_region_switches_and_every_switch_is_on_record(warehouse):
    for role in ("unit_handler", "unit_reviewer", AUTHORITY, "auditor", "system_administrator"):
        with pytest.raises(Forbidden):
            switch(warehouse, role=role)
    for region, at in (("310115", COUNTY), ("3101", COUNTY), ("310151", "43"), ("310151-004011", COUNTY), ("999999", COUNTY)):
        with pytest.raises(NotFound):
            switch(warehouse, region, at)
    with pytest.raises(Unauthenticated):
        ask(warehouse.squares.SetPublicSquare, pb.SetPublicSquareRequest(region="310151", open=True), NOBODY)
    assert not public(warehouse).open
    switch(warehouse)
    switch(warehouse, is_open=False)
    records = [(one.operation, one.object_id, one.before, one.after) for one in warehouse.audited()]
    assert records == [
        ("square.opened", "310151", {"open": False}, {"open": True}), ("square.closed", "310151", {"open": True}, {"open": False}),
    ]  # fmt: skip


def test_without_signing_in_every_other_square_stays_shut(warehouse):
    switch(warehouse)
    with pytest.raises(Unauthenticated):
        warehouse.square(origin=NOBODY)
    with pytest.raises(Unauthenticated):
        warehouse.get(published(warehouse), NOBODY)
