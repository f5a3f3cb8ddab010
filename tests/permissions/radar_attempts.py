"""How the radar and the reports are tried at a place, over gRPC with the signed-in person's access token."""

import time

from httpx2 import Client

from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import radar_pb2, radar_pb2_grpc, reports_pb2, reports_pb2_grpc
from tests.permissions.agreement_attempts import _status
from tests.permissions.world import Place, World
from tests.support.calling import calling

LONG_ENOUGH_SECONDS = 60


def read_suggestions(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Of the place by its id."""
    with calling(world.people.stack, "sharing", client) as (link, origin):
        request = radar_pb2.ListSuggestionsRequest(unit=place.id)
        return _status(radar_pb2_grpc.RadarServiceStub(link).ListSuggestions, request, origin)


def answer_suggestion(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Refuse the same one again and again: an answer may change."""
    with calling(world.people.stack, "sharing", client) as (link, origin):
        request = radar_pb2.AnswerSuggestionRequest(asset_nos=[_suggested(world, place)], answer="refuse", reason="备用")
        return _status(radar_pb2_grpc.RadarServiceStub(link).AnswerSuggestion, request, origin)


def read_report(world: World, client: Client, place: Place, allowed: bool) -> int:
    with calling(world.people.stack, "sharing", client) as (link, origin):
        request = reports_pb2.GetReportRequest(year=2026, below=place.id)
        return _status(reports_pb2_grpc.ReportServiceStub(link).GetReport, request, origin)


def _worth_most(world: World, place: Place) -> str:
    """So that it stands first in the list."""
    return world.register(place, name="闲置大屏", state="闲置", original_value_fen=900_000_000, net_value_fen=900_000_000)


def _suggested(world: World, place: Place) -> str:
    """An idle asset of the place that the radar has found."""
    if f"suggested-{place.code}" not in world.cards:
        asset_no, until = _worth_most(world, place), time.monotonic() + LONG_ENOUGH_SECONDS
        with calling(world.people.stack, "sharing", world.handler(place)) as (link, origin):
            stub, request = radar_pb2_grpc.RadarServiceStub(link), radar_pb2.ListSuggestionsRequest(limit=200)
            while asset_no not in {one.asset_no for one in ask(stub.ListSuggestions, request, origin).items}:
                assert time.monotonic() < until, "the radar does not find what is idle"
                time.sleep(1)
        world.cards[f"suggested-{place.code}"] = asset_no
    return world.cards[f"suggested-{place.code}"]
