"""FindingService: lists, facets, and what is taken away of them."""

from collections.abc import Mapping
from typing import Any

from services.contracts.rpc.registry.v1 import finding_pb2 as pb
from services.contracts.rpc.registry.v1 import finding_pb2_grpc
from services.registry.domain.states import State
from services.registry.queries import finding, totals
from services.registry.queries.paging import page_size
from services.registry.queries.totals import TOP_CLASSES, Sum
from services.registry.server import reading, writing
from services.registry.server.serving import Sessions, question


class FindingServicer(finding_pb2_grpc.FindingServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ListAssets(self, request: pb.ListAssetsRequest, context: Any) -> pb.ListAssetsResponse:
        wanted, limit = reading.card_filter(request.filter), page_size(request.limit)
        page = question(
            self._sessions, request,
            lambda session, call: finding.list_cards(session, call.actor, wanted, request.sort, request.cursor, limit),
        )
        return pb.ListAssetsResponse(
            items=[writing.card_message(card, unit) for card, unit in page.items], next_cursor=page.next_cursor,
            total=page.total, total_is_lower_bound=page.total_is_lower_bound,
        )

    def GetFacets(self, request: pb.GetFacetsRequest, context: Any) -> pb.GetFacetsResponse:
        wanted = reading.card_filter(request.filter)
        states, classes = question(self._sessions, request, lambda session, call: totals.facets(session, call.actor, wanted))
        return pb.GetFacetsResponse(
            states=state_facets(states), classes=class_facets(classes),
            cards=sum(one.cards for one in states.values()), value_fen=sum(one.value_fen for one in states.values()),
        )


def state_facets(sums: Mapping[str, Sum]) -> list[pb.Facet]:
    """Facets by state; key and name are the Chinese term."""
    return [facet(State(key).chinese, State(key).chinese, one) for key, one in sums.items()]


def class_facets(sums: Mapping[str, Sum]) -> list[pb.Facet]:
    """Facets by top class."""
    return [facet(key, TOP_CLASSES.get(key, key), one) for key, one in sums.items()]


def facet(key: str, name: str, one: Sum) -> pb.Facet:
    """One facet."""
    return pb.Facet(key=key, name=name, cards=one.cards, value_fen=one.value_fen)
