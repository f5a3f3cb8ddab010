"""Many cards reserved at once, each under a reference of its own: all or none, repeatable, ended one by one."""

import pytest

from services.chassis.errors import Conflict, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import reservations_pb2 as pb
from services.contracts.rpc.registry.v1.reservations_pb2_grpc import ReservationServiceStub
from services.registry.usecases.reserving import end

from .conftest import OTHER_SCHOOL
from .test_reserving import call, reserve


def reserve_each(registry, *wanted, service="sharing", purpose="publication", reason="入仓", origin=None):
    each = [pb.AssetReservation(asset_no=asset_no, reference=reference, version=version) for asset_no, reference, version in wanted]
    request = pb.ReserveEachRequest(service=service, purpose=purpose, reason=reason, reservations=each)
    return ask(ReservationServiceStub(registry.link).ReserveEach, request, origin or registry.who())


def look_at(registry, *asset_nos, origin=None):
    stub = ReservationServiceStub(registry.link)
    return ask(stub.LookAtAssets, pb.LookAtAssetsRequest(asset_nos=asset_nos), origin or registry.who()).cards


def test_each_card_is_held_under_its_own_reference_and_freed_by_itself(registry, sessions):
    first, second = registry.register(), registry.register()
    reserve_each(registry, (first, "E-1", 1), (second, "E-2", 1))
    with sessions.begin() as session:
        end(session, call(), "sharing", "E-1", "released")
    assert not registry.get(first).HasField("hold")
    assert registry.get(second).hold.reference == "E-2"


def test_a_repetition_changes_nothing_and_an_ended_reference_is_over(registry, sessions):
    number = registry.register()
    reserve_each(registry, (number, "E-1", 1))
    before = len(registry.audited())
    reserve_each(registry, (number, "E-1", 1))
    assert len(registry.audited()) == before
    with sessions.begin() as session:
        end(session, call(), "sharing", "E-1", "released")
    with pytest.raises(Conflict, match="reservation_ended"):
        reserve_each(registry, (number, "E-1", 1))


def test_one_card_that_cannot_be_held_holds_none(registry):
    free, taken, changed = registry.register(), registry.register(), registry.register()
    reserve(registry, [taken], "R-1")
    registry.change(changed, 1, model="M")
    for other, code in (((taken, "E-2", 0), "card_reserved"), ((changed, "E-2", 1), "stale_version")):
        with pytest.raises(Conflict, match=code):
            reserve_each(registry, (free, "E-1", 0), other)
    assert not registry.get(free).HasField("hold")


def test_nine_thousand_references_are_no_deeper_a_question_than_one(registry):
    wanted = [(f"X-{number}", f"E-{number}", 0) for number in range(9000)]
    with pytest.raises(NotFound):
        reserve_each(registry, *wanted)


@pytest.mark.parametrize("wanted", [[], [("A", "E", 0), ("A", "F", 0)], [("A", "E", 0), ("B", "E", 0)], [("A", "", 0)]])
def test_a_request_that_repeats_itself_or_says_nothing_is_a_fault(registry, wanted):
    with pytest.raises(Invalid, match="reservation_invalid"):
        reserve_each(registry, *wanted)


def test_cards_are_looked_at_in_the_order_asked_for_by_who_may_reserve_them(registry):
    numbers = [registry.register() for _ in range(3)][::-1]
    assert [card.asset_no for card in look_at(registry, *numbers)] == numbers
    assert look_at(registry, numbers[0])[0].unit.name == "城桥中学"
    with pytest.raises(NotFound):
        look_at(registry, *numbers, origin=registry.who(at=OTHER_SCHOOL))
    with pytest.raises(Invalid):
        look_at(registry)
