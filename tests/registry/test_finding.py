"""Finding cards: search, filters, order, pages, counts, facets, sums, the home page."""

import pytest

from services.chassis.errors import Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import finding_pb2 as pb
from services.contracts.rpc.registry.v1 import overview_pb2

from .conftest import OFFICE, OTHER_SCHOOL, REVIEWER, SCHOOL


def find(registry, origin=None, sort="", cursor="", limit=0, **wanted):
    request = pb.ListAssetsRequest(filter=pb.CardFilter(**wanted), sort=sort, cursor=cursor, limit=limit)
    return ask(registry.finding.ListAssets, request, origin or registry.who())


def numbers(answer):
    return [item.asset_no for item in answer.items]


@pytest.fixture
def cards(registry):
    place = "东院/1号楼/2层/203室"
    registry.register(asset_no="C1", name="台式计算机", original_value_fen=300, use_department="总务处", user_name="陈霞洋", place=place)
    registry.register(asset_no="C2", name="办公桌", class_code="A05010201", original_value_fen=100, acquired_on="2020-01-01", state="闲置")
    registry.register(asset_no="C3", name="便携式计算机", class_code="A02010108", original_value_fen=200, shareable=True, model="N60d")
    registry.register(unit=OTHER_SCHOOL, asset_no="C4", name="台式计算机")
    return registry


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("计算", ["C1", "C3"]), ("台式计算机", ["C1"]), ("总务", ["C1"]), ("N60", ["C3"]), ("计算 陈霞", ["C1"]), ("汽车", []),
        ("", ["C1", "C2", "C3"]),
    ],
)
def test_two_characters_of_chinese_find_cards(cards, q, found):
    answer = find(cards, q=q)
    assert (numbers(answer), answer.total, answer.total_is_lower_bound) == (found, len(found), False)


@pytest.mark.parametrize("q", ["机", "？？", "-"])
def test_a_search_too_short_to_mean_anything_says_so(cards, q):
    with pytest.raises(Invalid, match="search_too_short"):
        find(cards, q=q)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"states": ["闲置"]}, ["C2"]), ({"class_code": "A0201"}, ["C1", "C3"]), ({"kind": "furniture"}, ["C2"]),
        ({"use_department": "总务处"}, ["C1"]), ({"user_name": "陈霞洋"}, ["C1"]), ({"value_from_fen": 200}, ["C1", "C3"]),
        ({"value_to_fen": 100}, ["C2"]), ({"acquired_to": "2021-01-01"}, ["C2"]), ({"shareable": True}, ["C3"]),
        ({"unassigned": True}, ["C2", "C3"]), ({"unit": SCHOOL}, ["C1", "C2", "C3"]), ({"states": ["闲置"], "q": "计算"}, []),
        ({"class_code": "%"}, []),
    ],
)
def test_filters_narrow_the_list(cards, wanted, found):  # unassigned
    assert numbers(find(cards, **wanted)) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("-asset_no", ["C3", "C2", "C1"]), ("original_value_fen", ["C2", "C3", "C1"]), ("-acquired_on", ["C3", "C1", "C2"]),
        ("name", ["C3", "C2", "C1"]),
    ],
)
def test_every_order_is_walked_page_by_page_without_loss(cards, sort, found):
    seen: list[str] = []
    cursor = ""
    while True:
        page = find(cards, sort=sort, cursor=cursor, limit=1)
        seen, cursor = seen + numbers(page), page.next_cursor
        if not cursor:
            break
    assert sorted(seen) == sorted(found)
    if sort != "name":
        assert seen == found


@pytest.mark.parametrize("cursor", ["x", "IA", "WyJhc3NldF9ubyJd", "é", "WyJhc3NldF9ubyIsIDFd", "A" * 3000])
def test_a_cursor_that_is_none_of_ours_is_a_fault_not_a_defect(cards, cursor):
    with pytest.raises(Invalid, match="cursor_malformed"):
        find(cards, cursor=cursor)


def test_a_cursor_of_another_order_is_a_fault(cards):
    with pytest.raises(Invalid, match="cursor_malformed"):
        find(cards, sort="name", cursor=find(cards, limit=1).next_cursor)


@pytest.mark.parametrize(("field", "value"), [("sort", "remark"), ("limit", 201), ("limit", -1)])
def test_an_unknown_order_or_size_is_a_fault(cards, field, value):
    with pytest.raises(Invalid):
        find(cards, **{field: value})


def test_nothing_of_other_units_is_found_counted_or_summed(cards):
    assert find(cards, q="计算", origin=cards.who(at=OFFICE)).total == 0
    assert find(cards, origin=cards.who("finance_reviewer", "310151")).total == 4
    with pytest.raises(NotFound):
        find(cards, unit=OTHER_SCHOOL)
    with pytest.raises(NotFound):
        ask(cards.overview.GetTotals, overview_pb2.GetTotalsRequest(unit=OTHER_SCHOOL), cards.who())
    facets = ask(cards.finding.GetFacets, pb.GetFacetsRequest(), cards.who(at=OTHER_SCHOOL))
    assert facets.cards == 1


def test_facets_count_and_value_what_the_filter_finds(cards):
    facets = ask(cards.finding.GetFacets, pb.GetFacetsRequest(filter=pb.CardFilter(value_from_fen=100)), cards.who())
    assert {one.key: (one.cards, one.value_fen) for one in facets.states} == {"在用": (2, 500), "闲置": (1, 100)}
    assert {one.key: (one.name, one.cards) for one in facets.classes} == {"A02": ("设备", 2), "A05": ("家具和用具", 1)}


def test_totals_are_of_exactly_one_unit(cards):
    totals = ask(cards.overview.GetTotals, overview_pb2.GetTotalsRequest(unit=SCHOOL), cards.who("auditor", "310151"))
    assert (totals.cards, totals.value_fen) == (3, 600)
    everything = ask(cards.overview.GetTotals, overview_pb2.GetTotalsRequest(), cards.who("auditor", "310151"))
    assert everything.cards == 4


def test_the_home_page_shows_cards_by_class_age_and_state(cards):
    board = ask(cards.overview.GetDashboard, overview_pb2.GetDashboardRequest(), cards.who())
    assert {one.name: one.cards for one in board.classes if one.cards} == {"设备": 2, "家具和用具": 1}
    assert len(board.classes) == 8
    assert sum(one.value_fen for one in board.ages) == sum(one.value_fen for one in board.states) == board.value_fen == 600


def test_todos_are_those_of_the_callers_posts(cards):
    cards.change("C1", 1, original_value_fen=1)

    def heaps(role):
        found = ask(cards.overview.ListTodos, overview_pb2.ListTodosRequest(), cards.who(role)).todos
        return {one.kind: one.count for one in found}

    assert heaps(REVIEWER) == {"changes_to_review": 1}
    assert heaps("unit_handler") == {"cards_unassigned": 2, "details_missing": 3}
    assert heaps("system_administrator") == {}


def test_class_codes_are_found_by_code_and_name(registry):
    found = ask(registry.overview.ListClassCodes, overview_pb2.ListClassCodesRequest(q="计算机"), registry.who())
    assert ("A02010105", "台式计算机", "equipment") in {(one.code, one.name, one.kind) for one in found.codes}
