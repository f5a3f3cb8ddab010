"""Reservations by other services: all or none, idempotent, lapsing, and what they hold against a card (B-050)."""

from datetime import UTC, datetime, timedelta

import pytest

from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict, Invalid, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import reservations_pb2 as pb
from services.contracts.rpc.registry.v1.reservations_pb2_grpc import ReservationServiceStub
from services.registry.usecases.reserving import confirm, end, lapse

from .test_changes import approve

LATER = timedelta(minutes=11)


def call(after: timedelta = timedelta()) -> Call:
    return Call(Actor("service:sharing", "sharing"), datetime.now(UTC) + after, "c")


def reserve(registry, asset_nos, reference="R-1", service="sharing", purpose="publication"):
    request = pb.ReserveAssetsRequest(service=service, reference=reference, purpose=purpose, reason="入仓申请 R-1", asset_nos=asset_nos)
    return ask(ReservationServiceStub(registry.link).ReserveAssets, request, registry.who())


def test_a_published_card_refuses_change_and_says_what_to_do(registry):  # B-050, B-047
    number = registry.register()
    reserve(registry, [number])
    with pytest.raises(Refused, match="card_held") as refused:
        registry.change(number, 1, model="M")
    assert "116号" in refused.value.article
    assert "退仓" in refused.value.remedy
    assert registry.get(number).hold.purpose == "publication"


def test_the_same_reservation_again_answers_the_same(registry):
    number = registry.register()
    assert reserve(registry, [number]) == reserve(registry, [number])
    with pytest.raises(Conflict, match="reservation_differs"):
        reserve(registry, [registry.register()])


def test_a_reserved_card_serves_nobody_else_and_refuses_the_whole_request(registry):
    taken, free = registry.register(), registry.register()
    reserve(registry, [taken])
    with pytest.raises(Conflict, match="card_reserved"):
        reserve(registry, [free, taken], "R-2", "disposal", "disposal")
    reserve(registry, [free], "R-2", "disposal", "disposal")


def test_a_reservation_lapses_after_ten_minutes(registry, sessions):
    number = registry.register()
    reserve(registry, [number])
    with sessions.begin() as session:
        assert lapse(session, call()) == 0
    with sessions.begin() as session:
        assert lapse(session, call(LATER)) == 1
    assert registry.change(number, 1, model="M").asset_version == 2
    with pytest.raises(Conflict, match="reservation_ended"):
        reserve(registry, [number])


def test_a_confirmed_reservation_stands_until_released(registry, sessions):
    number = registry.register()
    reserve(registry, [number])
    with sessions.begin() as session:
        confirm(session, call(), "sharing", "R-1", [number])
    with sessions.begin() as session:
        assert lapse(session, call(LATER)) == 0
    assert not registry.get(number).hold.HasField("lapses_at")
    with sessions.begin() as session:
        end(session, call(), "sharing", "R-1", "released")
    assert not registry.get(number).HasField("hold")


def test_a_confirmation_after_the_lapse_holds_a_free_card_again_but_takes_none_from_another(registry, sessions):
    number = registry.register()
    reserve(registry, [number])
    with sessions.begin() as session:
        lapse(session, call(LATER))
        confirm(session, call(LATER), "sharing", "R-1", [number])
    assert registry.get(number).hold.reference == "R-1"
    with sessions.begin() as session, pytest.raises(Conflict, match="card_reserved"):
        confirm(session, call(LATER), "disposal", "D-1", [number])


def test_who_reserved_can_give_back(registry):
    number = registry.register()
    reserve(registry, [number])
    request = pb.ReleaseReservationRequest(service="sharing", reference="R-1")
    ask(ReservationServiceStub(registry.link).ReleaseReservation, request, registry.who())
    assert registry.change(number, 1, model="M").asset_version == 2


def test_an_approval_waits_for_the_hold(registry):
    number = registry.register()
    filed = registry.change(number, 1, original_value_fen=1)
    reserve(registry, [number])
    with pytest.raises(Refused, match="card_held"):
        approve(registry, filed.change_id)


@pytest.mark.parametrize("wrong", [{"asset_nos": []}, {"asset_nos": ["A"], "purpose": "gift"}, {"asset_nos": ["A"], "reference": ""}])
def test_a_request_that_says_too_little_is_a_fault(registry, wrong):
    with pytest.raises(Invalid):
        reserve(registry, **wrong)
