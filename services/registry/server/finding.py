"""FindingService: lists, facets, and what is taken away of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.glances import Glances
from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, engine_of, handed_out, question
from services.contracts.rpc.registry.v1 import finding_pb2 as pb
from services.contracts.rpc.registry.v1 import finding_pb2_grpc
from services.registry.documents import workbook
from services.registry.documents.card_book import MOST_CARDS, card_book
from services.registry.documents.card_page import card_page
from services.registry.documents.pages import print_pdf
from services.registry.domain.states import State
from services.registry.queries import class_codes, finding, totals
from services.registry.queries.cards import get_card
from services.registry.queries.totals import TOP_CLASSES, Sum
from services.registry.server import reading, writing
from services.registry.server.details import term
from services.registry.usecases.handing_out import Counted, record_card, record_list
from services.registry.usecases.loading import beijing_day


class FindingServicer(finding_pb2_grpc.FindingServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions, self._glances = sessions, Glances(engine_of(sessions))

    def ListAssets(self, request: pb.ListAssetsRequest, context: Any) -> pb.ListAssetsResponse:
        wanted, limit = reading.card_filter(request.filter), page_size(request.limit)
        page = question(
            self._sessions, request,
            lambda session, call: finding.list_cards(session, call.actor, wanted, request.sort, request.cursor, limit),
        )
        items = [writing.card_message(card, unit, page.class_names.get(card.class_code, "")) for card, unit in page.items]
        return pb.ListAssetsResponse(
            items=items, next_cursor=page.next_cursor, total=page.total, total_is_lower_bound=page.total_is_lower_bound
        )

    def GetFacets(self, request: pb.GetFacetsRequest, context: Any) -> pb.GetFacetsResponse:
        wanted = reading.card_filter(request.filter)
        states, classes = question(self._sessions, request, lambda session, call: totals.facets(session, call.actor, wanted))
        return pb.GetFacetsResponse(
            states=state_facets(states), classes=class_facets(classes),
            cards=sum(one.cards for one in states.values()), value_fen=sum(one.value_fen for one in states.values()),
        )

    def ExportAssets(self, request: pb.ExportAssetsRequest, context: Any) -> Iterator[pb.ExportAssetsResponse]:
        wanted = reading.card_filter(request.filter)

        def made(session: Session, call: Call, folder: Path) -> Path:
            cards = Counted(finding.every_card(session, call.actor, wanted, request.sort, workbook.MOST_ROWS))
            workbook.write(folder / "assets.xlsx", iter(cards), class_codes.all_codes(session))
            record_list(session, call, "assets.exported", wanted, cards)
            return folder / "assets.xlsx"

        yield from (pb.ExportAssetsResponse(chunk=chunk) for chunk in handed_out(self._sessions, request, made))

    def PrintCardBook(self, request: pb.PrintCardBookRequest, context: Any) -> Iterator[pb.PrintCardBookResponse]:
        wanted = reading.card_filter(request.filter)

        def made(session: Session, call: Call, folder: Path) -> Path:
            found = Counted(finding.every_card(session, call.actor, wanted, "", MOST_CARDS))
            cards = sorted(found, key=lambda pair: (pair[1].path, pair[0].asset_no))
            record_list(session, call, "assets.book_printed", wanted, found)
            return print_pdf("card_book", card_book(cards, beijing_day(call.at)), folder)

        yield from (pb.PrintCardBookResponse(chunk=chunk) for chunk in handed_out(self._sessions, request, made))

    def PrintCard(self, request: pb.PrintCardRequest, context: Any) -> Iterator[pb.PrintCardResponse]:
        def made(session: Session, call: Call, folder: Path) -> Path:
            view = get_card(self._glances, call.actor, request.asset_no, call.at)
            record_card(session, call, view.card, view.unit)
            return print_pdf("card", card_page(view.card, view.unit, view.class_name, term, beijing_day(call.at)), folder)

        yield from (pb.PrintCardResponse(chunk=chunk) for chunk in handed_out(self._sessions, request, made))


def state_facets(sums: Mapping[str, Sum]) -> list[pb.Facet]:
    """Facets by state; key and name are the Chinese term."""
    return [facet(State(key).chinese, State(key).chinese, one) for key, one in sums.items()]


def class_facets(sums: Mapping[str, Sum]) -> list[pb.Facet]:
    """Facets by top class."""
    return [facet(key, TOP_CLASSES.get(key, key), one) for key, one in sums.items()]


def facet(key: str, name: str, one: Sum) -> pb.Facet:
    """One facet."""
    return pb.Facet(key=key, name=name, cards=one.cards, value_fen=one.value_fen)
