"""What a square is narrowed to and in which order: state, age, pictures, class, and distance without gap or double (B-063 to B-073)."""

from datetime import date, timedelta

import pytest

from services.chassis.actor import Post
from services.chassis.errors import Invalid
from services.sharing.mapping import entry_row, search_document
from services.sharing.queries.squares import years_before

from .conftest import COUNTY, FAR, HANDLER, HOSPITAL, NEIGHBOUR, OTHER_SCHOOL, PROVINCIAL, SCHOOL, UNITS
from .test_squares import ids, keep, offered, store

NEAREST = [OTHER_SCHOOL, HOSPITAL, NEIGHBOUR, PROVINCIAL, FAR]
"""Of the school: own department, county, city, province, elsewhere."""


def pictured(one, photos):
    return entry_row(one) | {"words": search_document(one), "stored_photos": photos}


def test_a_square_is_narrowed_to_states(warehouse):
    states = ("idle", "inefficient", "awaiting_disposal", "in_use")
    made = dict(zip(states, keep(warehouse, *(offered(serial=number, state=state) for number, state in enumerate(states))), strict=True))
    for state in states:
        found = warehouse.square("transfer", states=[state])
        assert (ids(found), found.total) == ([made[state]], 1)
    assert ids(warehouse.square("transfer", states=["in_use", "idle", "idle"])) == [made["in_use"], made["idle"]]
    with pytest.raises(Invalid, match="资产状态只能是"):
        warehouse.square("transfer", states=["written_off"])


def test_a_square_is_narrowed_to_full_years_of_age(warehouse):
    today = date.today()  # noqa: DTZ011  # a day or two off the limit, whatever the zone
    ages = {0: today, 3: years_before(today, 4) + timedelta(days=2), 4: years_before(today, 4) - timedelta(days=2)}
    made = dict(zip(ages, keep(warehouse, *(offered(serial=years, acquired_on=day) for years, day in ages.items())), strict=True))
    assert ids(warehouse.square("transfer", years_to=0)) == [made[0]]
    assert ids(warehouse.square("transfer", years_to=3)) == [made[3], made[0]]
    assert warehouse.square("transfer", years_to=4).total == warehouse.square("transfer").total == 3
    with pytest.raises(Invalid, match="年数"):
        warehouse.square("transfer", years_to=-1)


def test_years_before_a_leap_day_end_on_the_day_before():
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    assert years_before(date(2024, 3, 1), 5000) == date(1, 3, 1)


def test_a_square_is_narrowed_to_what_has_pictures(warehouse):
    store(warehouse, [pictured(offered(serial=number), photos) for number, photos in enumerate((0, 3, 0, 1))])
    shown = warehouse.square("transfer", with_photos=True)
    assert ([item.photos for item in shown.items], shown.total) == ([1, 3], 2)


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_the_nearest_come_first_page_by_page(warehouse, limit):
    units = [FAR, NEIGHBOUR, OTHER_SCHOOL, PROVINCIAL, HOSPITAL] * 2
    made = list(zip(units, keep(warehouse, *(offered(unit, serial) for serial, unit in enumerate(units))), strict=True))
    wanted = [one for unit in NEAREST for at, one in reversed(made) if at == unit]
    found: list[str] = []
    cursor = ""
    while True:
        page = warehouse.square("transfer", nearest_first=True, limit=limit, cursor=cursor)
        found, cursor = found + ids(page), page.next_cursor
        assert page.total == 10
        if not cursor:
            break
    assert found == wanted


def test_the_local_square_and_a_search_go_by_distance_too(warehouse):
    units = [NEIGHBOUR, HOSPITAL, OTHER_SCHOOL]
    made = dict(zip(units, keep(warehouse, *(offered(unit, name="显微镜") for unit in units)), strict=True))
    wanted = [made[unit] for unit in (OTHER_SCHOOL, HOSPITAL, NEIGHBOUR)]
    assert ids(warehouse.square("local", nearest_first=True)) == wanted
    keep(warehouse, *(offered(FAR, serial, name="天平") for serial in range(3)))
    for square in ("local", "transfer"):
        first = warehouse.square(square, nearest_first=True, q="显微镜", limit=2)
        assert ids(first) == wanted[:2]
        assert ids(warehouse.square(square, nearest_first=True, q="显微镜", limit=2, cursor=first.next_cursor)) == wanted[2:]


def test_who_has_two_posts_looks_from_the_nearer_one(warehouse):
    made = dict(zip(NEAREST, keep(warehouse, *(offered(unit) for unit in NEAREST)), strict=True))
    posts = [Post(HANDLER, unit, UNITS[unit][1]) for unit in (SCHOOL, FAR)]
    origin = warehouse.holding(posts, "both")
    assert ids(warehouse.square("transfer", origin, nearest_first=True))[:3] == [made[FAR], made[OTHER_SCHOOL], made[HOSPITAL]]
    at_the_city = warehouse.who("finance_reviewer", "31/3101")
    found = ids(warehouse.square("transfer", at_the_city, nearest_first=True))
    assert set(found[:3]) == {made[OTHER_SCHOOL], made[HOSPITAL], made[NEIGHBOUR]}
    assert found[3:] == [made[PROVINCIAL], made[FAR]]
    assert len(ids(warehouse.square("transfer", warehouse.who("auditor", COUNTY), nearest_first=True))) == len(NEAREST)


def test_an_offer_that_comes_in_between_moves_no_page_of_the_nearest(warehouse):
    made = keep(warehouse, *(offered(unit, serial) for serial, unit in enumerate((FAR, HOSPITAL, OTHER_SCHOOL))))
    page = warehouse.square("transfer", nearest_first=True, limit=2)
    assert ids(page) == [made[2], made[1]]
    keep(warehouse, offered(OTHER_SCHOOL, 9))
    assert ids(warehouse.square("transfer", nearest_first=True, limit=2, cursor=page.next_cursor)) == [made[0]]


def test_a_cursor_of_the_newest_is_none_of_the_nearest(warehouse):
    keep(warehouse, *(offered(serial=serial) for serial in range(2)))
    newest = warehouse.square("transfer", limit=1).next_cursor
    with pytest.raises(Invalid, match="翻页标记"):
        warehouse.square("transfer", limit=1, nearest_first=True, cursor=newest)


def test_filters_go_together(warehouse):
    wanted = offered(OTHER_SCHOOL, 1, state="idle", acquired_on=date.today(), class_code="A02010108", name="便携机")  # noqa: DTZ011
    near_miss = [
        offered(OTHER_SCHOOL, 2, state="inefficient", acquired_on=date.today(), class_code="A02010108"),  # noqa: DTZ011
        offered(OTHER_SCHOOL, 3, acquired_on=date(2001, 1, 1), class_code="A02010108"),
        offered(OTHER_SCHOOL, 4, acquired_on=date.today()), offered(FAR, 5, class_code="A02010108", acquired_on=date.today()),  # noqa: DTZ011
    ]  # fmt: skip
    store(warehouse, [pictured(one, 4) for one in (wanted, *near_miss)])
    found = warehouse.square(
        "transfer", q="便携机", class_code="A0201", area="local", states=["idle"], years_to=1, with_photos=True, nearest_first=True
    )
    assert (ids(found), found.total) == ([str(wanted.id)], 1)
