"""What a submitted form says."""

import pytest
from starlette.datastructures import FormData

from services.chassis.errors import Invalid
from services.contracts.rpc.registry.v1.assets_pb2 import Card
from services.gateway.pages.card_fields import as_fields, changed, given, shown
from services.gateway.pages.forms import Form


def form(**fields: str) -> Form:
    return Form(FormData(list(fields.items())))


@pytest.mark.parametrize(
    ("entered", "fen"), [("1234.5", 123450), ("1,234.56", 123456), ("１２．３４", 1234), ("0", 0), ("-0.05", -5), ("", None)]
)
def test_yuan_become_fen_without_a_float(entered, fen):
    assert form(original_value_fen=entered).fen("original_value_fen") == fen


@pytest.mark.parametrize("entered", ["一千", "1.234", "1e5", "12 元"])
def test_what_is_no_amount_is_refused_at_its_field(entered):
    with pytest.raises(Invalid) as refusal:
        form(original_value_fen=entered).fen("original_value_fen")
    assert [fault.field for fault in refusal.value.faults] == ["original_value_fen"]


def card() -> Card:
    made = Card(
        asset_no="1", kind="equipment", name="课桌", class_code="A05010201", quantity=2, original_value_fen=123456,
        acquired_on="2024-03-15",
        state="在用", service_life_months=72,
    )
    made.details.update({"serial_no": "SN-1"})
    return made


def test_only_altered_fields_are_sent():
    was = shown(card())
    entered = form(**{**was, "name": "椅子", "service_life_months": ""})
    altered = changed(given(entered, "equipment"), was)
    assert altered == {"name", "service_life_months"}
    sent = as_fields(entered, altered, "equipment")
    assert sent.name == "椅子"
    assert list(sent.clear) == ["service_life_months"]
    assert not sent.HasField("original_value_fen")
    assert not sent.HasField("details")


def test_all_details_go_together_since_they_are_one_field():
    was = shown(card())
    entered = form(**{**was, "details.supplier": "供应社"})
    sent = as_fields(entered, changed(given(entered, "equipment"), was), "equipment")
    assert dict(sent.details) == {"serial_no": "SN-1", "supplier": "供应社"}


def test_an_area_keeps_its_decimals_as_text():
    sent = as_fields(form(**{"details.floor_area": "1,234.50"}), ["details.floor_area"], "house")
    assert sent.details["floor_area"] == "1234.50"
