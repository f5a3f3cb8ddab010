"""Circles: who belongs to which, and an own level that is no tree (省本级)."""

import pytest

from services.gateway.deliveries.domain.hearing import circle_of, circles_around, place_of

COUNTY_UNIT, CITY_UNIT, PROVINCE_UNIT = "31/3101/310151/310151-004001/310151-004011", "31/3101/3101-001001", "31/31-001001"


@pytest.mark.parametrize(
    ("key", "circle"),
    [("county:310151", "310151"), ("city:3101", "3101"), ("province:31", "31"), ("department:310151-004001", "310151-004001"),
     ("nation", "nation"), ("county:3101", "county:3101"), ("county:31", "county:31"), ("city:31", "city:31")],
)  # fmt: skip
def test_an_audience_is_a_tree_or_one_level(key, circle):
    assert circle_of(key) == circle


@pytest.mark.parametrize(
    ("key", "hearers"),
    [("county:3101", {CITY_UNIT}), ("city:3101", {COUNTY_UNIT, CITY_UNIT}), ("city:31", {PROVINCE_UNIT}), ("county:31", {PROVINCE_UNIT}),
     ("county:310151", {COUNTY_UNIT}), ("province:31", {COUNTY_UNIT, CITY_UNIT, PROVINCE_UNIT}),
     ("department:310151-004001", {COUNTY_UNIT})],
)  # fmt: skip
def test_what_a_city_shows_at_its_own_level_is_not_heard_in_its_counties(key, hearers):  # B-020, B-073
    assert {seat for seat in (COUNTY_UNIT, CITY_UNIT, PROVINCE_UNIT) if circle_of(key) in circles_around(seat)} == hearers


def test_who_could_see_an_offer_before_is_told_of_its_end():
    place = place_of("sharing.entry.withdrawn.v1", {"unit_path": "44/4401", "visible_to": [], "was_visible_to": ["city:3101"]}, "")
    assert place.heard_from(COUNTY_UNIT)
    assert not place.heard_from("31/3102/310201")
    assert place_of("registry.asset.changed.v1", {"unit_path": "44/4401", "was_visible_to": ["nation"]}, "").audience == ()
