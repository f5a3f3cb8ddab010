"""The pages of bookings: whatever the address says, the month is whole; by whom a time is taken is for the two sides (B-060, B-073)."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.gateway.test_pages import ODD, unbroken
from tests.gateway.test_sharing import CONTACT, SHARING, decide
from tests.support.cases import done

SUPPLIER, RECEIVER, OUTSIDER = "004011", "004012", "007011"


@pytest.fixture
def shared(signed_in):
    """The entry of an asset that a unit shares with the city."""
    supplier = signed_in("unit_handler", SUPPLIER)
    fields = {
        "name": f"投影仪{uuid4().hex[:6]}", "class_code": "A02020200", "quantity": 1, "measure_unit": "台", "acquisition_method": "新购",
        "original_value_fen": 600_000, "net_value_fen": 600_000, "acquired_on": "2024-03-15", "state": "在用", "shareable": True,
    }  # fmt: skip
    number = done(supplier.post("/api/v1/registry/assets", json={"unit": SUPPLIER, "fields": fields}), 201)["asset_no"]
    asked = {"asset_nos": [number], "mode": "share", "scope": "city", "contact": CONTACT, "photos": 4}
    entry_id = done(supplier.post(f"{SHARING}/entries", json=asked), 201)[0]["id"]
    decide(signed_in("unit_reviewer", SUPPLIER), entry_id)
    return entry_id


@pytest.fixture
def taken(shared, signed_in):
    """A day in the month after next, and the unit that booked its morning."""
    day = (datetime.now(UTC) + timedelta(days=62)).replace(hour=0, minute=0, second=0, microsecond=0)
    period = {"starts_at": day.isoformat(), "ends_at": (day + timedelta(hours=4)).isoformat()}
    booked = signed_in("unit_handler", RECEIVER).post(f"{SHARING}/bookings", json={"entry_id": shared, "purpose": "期末考试", **period})
    return day, done(booked, 201)["user"]["name"]


def cell(text, day):
    """What stands in a day of the month."""
    found = re.search(rf'<td class="([^"]+)" data-day="{day:%Y-%m-%d}"[^>]*>(.*?)</td>', text, re.DOTALL)
    assert found
    return found[1].split(), found[2]


def test_who_may_not_know_by_whom_sees_only_that_a_time_is_taken(shared, taken, signed_in):  # B-073
    day, name = taken
    here = f"/entries/{shared}?month={day:%Y-%m}"
    text = signed_in("unit_handler", OUTSIDER).get(here).text
    classes, inside = cell(text, day)
    assert classes == ["partly"]
    assert "部分已约：08:00–12:00，选择" in inside
    assert f"from={day:%Y-%m-%d}T12:00&amp;to={day:%Y-%m-%d}T18:00#booking" in inside
    assert "已被预约" in text
    assert name not in text
    assert "期末考试" not in text
    mine = signed_in("unit_handler", RECEIVER).get(here).text
    assert cell(mine, day)[0] == ["partly", "own"]
    assert "我方预约" in mine
    supplier = signed_in("unit_handler", SUPPLIER).get(here).text
    assert name in supplier
    assert "href" not in cell(supplier, day)[1]  # nobody books what is his own
    auditor = signed_in("auditor", "310151").get(here)
    assert auditor.status_code in (200, 403, 404)
    assert "期末考试" not in auditor.text


def test_a_day_chosen_by_its_address_stands_in_the_form(shared, signed_in):
    client, day = signed_in("unit_handler", RECEIVER), datetime.now(UTC) + timedelta(days=3)
    text = client.get(f"/entries/{shared}?from={day:%Y-%m-%d}T08:00&to={day:%Y-%m-%d}T18:00").text
    assert f'name="starts_at" type="datetime-local" value="{day:%Y-%m-%d}T08:00"' in text
    assert f'data-day="{day:%Y-%m-%d}"' in text  # the month of that day
    assert text.count('aria-current="date"') <= 1


@pytest.mark.parametrize("name", ["month", "from", "to"])
def test_no_address_breaks_a_calendar(shared, signed_in, name):
    client = signed_in("unit_handler", RECEIVER)
    for odd in (*ODD, "2026-13", "0001-01", "9999-12", "1999-01", "２０２７-０１", "2026-12-01T25:00", "9999-12-31T23:59"):
        assert 'class="month"' in unbroken(client.get(f"/entries/{shared}", params={name: odd}), odd).text
