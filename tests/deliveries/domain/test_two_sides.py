"""What two units have to do with each other is heard by both and by those above either, and by nobody around them (B-056, B-073)."""

import pytest

from services.gateway.deliveries.domain.hearing import Place, circles_around, place_of

SUPPLIER = "31/3101/310115/310115-004001/310115-004011"
RECEIVER = "31/3101/310151/310151-004001/310151-004011"
ABOVE_RECEIVER = ("31/3101/310151/310151-004001", "31/3101/310151", "31/3101", "31")
ABOVE_SUPPLIER = ("31/3101/310115/310115-004001", "31/3101/310115")
AROUND = (
    "31/3101/310151/310151-004001/310151-004012", "31/3101/310151/310151-007001", "31/3101/310151/310151-007001/310151-007011",
    f"{RECEIVER}/310151-004011-01", "31/3101/310115/310115-004001/310115-004012", "31/3101/310104", "31/3102/310201", "43",
    "43/4301/430121/430121-004001/430121-004011",
)  # fmt: skip
KINDS = {"sharing.agreement.concluded.v1": "receiver", "sharing.booking.made.v1": "user", "sharing.match.found.v1": "supplier"}


def between(kind: str) -> Place:
    """An event of this type between both units; of a match the supplier is the other side."""
    other = KINDS[kind]
    owner = "demander" if other == "supplier" else "supplier"
    told = {f"{owner}_path": SUPPLIER, f"{owner}_id": SUPPLIER.rpartition("/")[2], "supplier_sees": True}
    return place_of(kind, told | {f"{other}_path": RECEIVER, f"{other}_id": RECEIVER.rpartition("/")[2]}, "")


@pytest.mark.parametrize("kind", KINDS)
def test_both_units_and_those_above_either_hear_it(kind: str) -> None:
    place = between(kind)
    assert place.owner == SUPPLIER
    assert all(place.heard_from(seat) for seat in (SUPPLIER, RECEIVER, *ABOVE_RECEIVER, *ABOVE_SUPPLIER))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seat", AROUND)
def test_nobody_around_or_below_hears_it(kind: str, seat: str) -> None:
    assert not between(kind).heard_from(seat)


@pytest.mark.parametrize("kind", KINDS)
def test_who_sees_his_own_organisation_alone_hears_nothing_of_a_unit_below_it(kind: str) -> None:
    audience = set(between(kind).audience)
    assert all(audience.isdisjoint(circles_around(seat, below_too=False)) for seat in ABOVE_RECEIVER)
    assert not audience.isdisjoint(circles_around(RECEIVER, below_too=False))


def test_a_match_that_its_supplier_may_not_know_of_is_not_heard_above_him_either() -> None:
    told = {"demander_path": SUPPLIER, "demander_id": "d", "supplier_id": "s", "supplier_path": RECEIVER, "supplier_sees": False}
    assert place_of("sharing.match.found.v1", told, "").audience == ()


def test_an_offer_is_heard_no_wider_for_it() -> None:
    place = place_of("sharing.entry.published.v1", {"unit_path": SUPPLIER, "visible_to": ["department:310115-004001"]}, "")
    assert place.audience == ("310115-004001",)
    assert not any(place.heard_from(seat) for seat in (RECEIVER, *ABOVE_RECEIVER[:2]))


def test_a_subscriber_may_ask_for_either_unit() -> None:
    assert set(between("sharing.booking.made.v1").sides) == {SUPPLIER, *RECEIVER.split("/")}
