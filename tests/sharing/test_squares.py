"""The squares: filters, search, cursors, and a count that stops at a thousand (B-068 to B-072)."""

from dataclasses import asdict, replace
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import bindparam, cast, insert
from sqlalchemy.dialects.postgresql import TSVECTOR

from services.chassis.errors import Invalid
from services.sharing.domain.audience import Scope
from services.sharing.domain.entry import Owner
from services.sharing.mapping import entry_row, search_document
from services.sharing.tables import entry

from .conftest import FAR, HOSPITAL, NEIGHBOUR, PROVINCIAL, SCHOOL, UNITS
from .domain.samples import ASSET, reported

SERIALS = count(1)


def offered(unit=SCHOOL, serial=1, name="台式计算机", scope=Scope.NATION, **asset):
    """A reported offer of a unit."""
    owner = Owner(unit, "", UNITS[unit][0], UNITS[unit][1])
    one = reported(scope)
    card = replace(ASSET, asset_no=f"{unit}-{serial}", name=name, **asset)
    return replace(one, id=UUID(int=next(SERIALS)), owner=owner, asset=card, reference=None)


def keep(warehouse, *offers):
    store(warehouse, [entry_row(one) | {"words": search_document(one)} for one in offers])
    return [str(one.id) for one in offers]


def store(warehouse, rows):
    with warehouse.sessions.begin() as session:
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "words"}
        session.connection().execute(insert(entry).values(search=cast(bindparam("words"), TSVECTOR), **columns), rows)


def ids(page):
    return [item.id for item in page.items]


def test_pages_follow_each_other_newest_first_without_gap_or_double(warehouse):
    made = keep(warehouse, *(offered(unit, serial) for serial in range(5) for unit in (SCHOOL, FAR)))
    found: list[str] = []
    cursor = ""
    for _ in range(4):
        page = warehouse.square("transfer", limit=3, cursor=cursor)
        found, cursor = found + ids(page), page.next_cursor
        assert page.total == 10
    assert found == made[::-1]
    assert cursor == ""


def test_an_offer_that_comes_in_between_moves_no_page(warehouse):
    made = keep(warehouse, *(offered(serial=serial) for serial in range(4)))
    page = warehouse.square("transfer", limit=2)
    keep(warehouse, offered(serial=9))
    assert ids(warehouse.square("transfer", limit=2, cursor=page.next_cursor)) == made[1::-1]


def test_a_square_shows_of_an_offer_what_its_own_page_shows_to_others(warehouse):  # B-063, B-073
    told = {"card_features": [{"name": "内存", "value": "16", "measure_unit": "GB"}], "photos": 5}
    rows = [entry_row(one) | {"words": search_document(one)} for one in (offered(serial=1), offered(serial=2, shareable=True))]
    old = {name: value for name, value in rows[1]["asset"].items() if name not in ("quantity", "place", "brand")}
    moved_on = {"asset": old, "state": "authority_review"}
    store(warehouse, [rows[0] | told | {"local_scope": "county", "wide_scope": "nation"}, rows[1] | moved_on])
    listed = warehouse.square("transfer", warehouse.who(at=FAR)).items
    assert len(listed) == 2
    for item in listed:
        assert item == warehouse.get(item.id, warehouse.who(at=FAR)).entry


def test_areas_are_the_viewers_own(warehouse):  # B-072
    here, near, province, far = keep(warehouse, *(offered(unit) for unit in (SCHOOL, NEIGHBOUR, PROVINCIAL, FAR)))
    assert ids(warehouse.square("transfer", area="local")) == [near, here]
    assert ids(warehouse.square("transfer", area="province")) == [province, near, here]
    assert ids(warehouse.square("transfer", area="nation")) == [far, province, near, here]
    assert ids(warehouse.square("transfer", warehouse.who(at=FAR), area="local")) == [far]


def test_class_and_region_filter_by_their_beginning(warehouse):
    desk, computer, far = keep(
        warehouse, offered(class_code="A05010201", serial=1), offered(serial=2), offered(FAR, class_code="A05010202")
    )
    assert ids(warehouse.square("transfer", class_code="A0501")) == [far, desk]
    assert ids(warehouse.square("transfer", region="31")) == [computer, desk]
    assert ids(warehouse.square("transfer", region="430121", class_code="A05")) == [far]
    assert warehouse.square("transfer", class_code="A0%").total == 0


def test_two_characters_of_name_or_unit_find_an_offer(warehouse):
    printer, computer = keep(warehouse, offered(name="激光打印机", serial=1, model="P3010DN"), offered(HOSPITAL))
    assert ids(warehouse.square("transfer", q="打印")) == [printer]
    assert ids(warehouse.square("transfer", q="p3010")) == [printer]
    assert ids(warehouse.square("transfer", q="新华 计算机")) == [computer]
    assert ids(warehouse.square("transfer", q="张老师")) == []
    assert warehouse.square("transfer", q="13800005678").total == 0


@pytest.mark.parametrize("wrong", [{"q": "打"}, {"area": "moon"}, {"region": "31x"}, {"cursor": "x"}, {"limit": 201}, {"square": "market"}])
def test_a_faulty_question_is_a_fault(warehouse, wrong):
    with pytest.raises(Invalid):
        warehouse.square(**{"square": "transfer"} | wrong)


def test_more_than_a_thousand_are_at_least_a_thousand(warehouse):
    store(warehouse, [entry_row(offered(serial=each)) | {"words": "'台式'" if each % 2 else "'打印'"} for each in range(2100)])
    page = warehouse.square("transfer", limit=200)
    assert (len(page.items), page.total, page.total_is_lower_bound) == (200, 1000, True)
    common = warehouse.square("transfer", q="台式", limit=5)
    assert (len(common.items), common.total, common.total_is_lower_bound) == (5, 1000, True)
    assert ids(common) == sorted(ids(common), key=UUID, reverse=True)
    rest = warehouse.square("transfer", q="台式", limit=5, cursor=common.next_cursor)
    assert ids(rest)[0] < ids(common)[-1]
    assert asdict(ASSET)["name"] in common.items[0].asset.name
