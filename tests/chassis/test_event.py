"""The CloudEvents envelope: what is written is read back, and what is malformed is named without quoting it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.event import MAX_BODY_BYTES, Event, Unreadable, parse
from services.chassis.ids import new_id

AT = datetime(2026, 3, 5, 1, 2, 3, 4, UTC)
GOOD = Event(new_id(), "registry.asset.registered.v1", "0040112025", 3, AT, "zhang", {"value_fen": 5}, "c-1")


def test_an_event_survives_the_wire():
    assert parse(GOOD.to_json().encode()) == GOOD
    assert GOOD.aggregate == "registry.asset"


def test_the_envelope_is_cloudevents_with_our_extensions():
    wire = json.loads(GOOD.to_json())
    assert wire["specversion"] == "1.0"
    assert wire["source"] == "/guanzi/registry"
    assert wire["aggregateversion"] == 3
    assert "causationid" not in wire


@pytest.mark.parametrize(
    "change",
    [
        {"specversion": "0.3"},
        {"aggregateversion": 0}, {"aggregateversion": True}, {"aggregateversion": "3"},
        {"data": []}, {"subject": ""}, {"subject": 7}, {"type": "registry.asset"}, {"type": "a..c.v1"},
        {"id": "x"}, {"id": None}, {"time": "2026-03-05T01:02:03"}, {"time": 5},
    ],
)
def test_a_malformed_envelope_is_unreadable(change):
    with pytest.raises(Unreadable):
        parse(json.dumps({**json.loads(GOOD.to_json()), **change}).encode())


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_otherwise(body):
    with pytest.raises(Unreadable):
        parse(body)


def test_a_body_over_the_limit_is_not_even_parsed():
    with pytest.raises(Unreadable, match="limit"):
        parse(b" " * (MAX_BODY_BYTES + 1))


def test_deep_nesting_is_unreadable_not_a_crash():
    with pytest.raises(Unreadable):
        parse(b"[" * 100_000)


def test_ids_are_version_7_and_grow():
    first, second = new_id(), new_id()
    assert first.version == 7
    assert first.int >> 80 <= second.int >> 80
