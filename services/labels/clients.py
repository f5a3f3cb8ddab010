"""What labels asks the registry when it prints or renders: the cards as they are, with class name and user, as the caller sees them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import grpc

from services.chassis.errors import FieldFault, Invalid, Refused
from services.chassis.permissions import require_anywhere
from services.chassis.rpc.client import ask
from services.chassis.rpc.server import current_call, onward, patience
from services.contracts.permissions import permissions
from services.contracts.rpc.labels.v1 import rendering_pb2
from services.contracts.rpc.registry.v1 import assets_pb2, finding_pb2, finding_pb2_grpc, reservations_pb2, reservations_pb2_grpc
from services.labels.domain.template import Card

MOST, PAGE = 10_000, 200
PATIENCE_SECONDS = 30.0
WRITTEN_OFF = "已核销"
_SAME = ("asset_no", "name", "class_name", "class_code", "model", "place", "acquired_on")


@dataclass(frozen=True, slots=True)
class SeenCard:
    """A card as the registry told it: what its label says, whose it is, and whether it was written off."""

    card: Card
    version: int
    unit_id: str
    unit_path: str
    budget_code: str
    written_off: bool = False


@dataclass(frozen=True)
class Registry:
    """The registry, asked on behalf of the caller being served."""

    link: grpc.Channel

    def cards(self, selection: rendering_pb2.Selection) -> list[SeenCard]:
        """The cards whose labels the caller may print, at most 10,000: a list in its order, or what a filter finds by asset number.

        Of a list, refuses with NotFound one out of reach and with `written_off` one whose label would be void; a filter leaves them out.
        """
        reach = require_anywhere(permissions("labels"), current_call().actor, "print.order")
        if selection.WhichOneof("by") == "list":
            found = self._listed(list(selection.list.asset_nos))
            _refuse_written_off(found)
            return found
        if selection.WhichOneof("by") != "filter":
            raise _fault("selection", "required", "请选择要打印标签的资产。")
        mine = (one for one in self._filtered(selection.filter) if not one.written_off)
        found = [one for one in mine if any(each.covers(one.unit_path) for each in reach)]
        if not found:
            raise Refused("nothing_selected", "没有符合条件的资产。", remedy="请调整筛选条件。")
        return found

    def _listed(self, asset_nos: Sequence[str]) -> list[SeenCard]:
        if not 1 <= len(asset_nos) <= MOST:
            raise _fault("asset_nos", "out_of_range", f"一次选择 1 至 {MOST} 项资产。")
        if len(set(asset_nos)) != len(asset_nos):
            raise _fault("asset_nos", "repeated", "资产编号有重复。")
        stub = reservations_pb2_grpc.ReservationServiceStub(self.link)
        answer = ask(stub.LookAtAssets, reservations_pb2.LookAtAssetsRequest(asset_nos=asset_nos), onward(), patience(PATIENCE_SECONDS))
        return [_read(card) for card in answer.cards]

    def _filtered(self, wanted: finding_pb2.CardFilter) -> Iterator[SeenCard]:
        stub, cursor, count = finding_pb2_grpc.FindingServiceStub(self.link), "", 0
        while True:
            request = finding_pb2.ListAssetsRequest(filter=wanted, sort="asset_no", cursor=cursor, limit=PAGE)
            page = ask(stub.ListAssets, request, onward(), patience(PATIENCE_SECONDS))
            count, cursor = count + len(page.items), page.next_cursor
            if count > MOST or (count == MOST and cursor):
                raise Refused("too_many", f"符合条件的资产超过 {MOST} 项。", remedy="请缩小范围，分批办理。")
            yield from map(_read, page.items)
            if not cursor:
                return


def _read(card: assets_pb2.Card) -> SeenCard:
    said = {name: getattr(card, name) for name in _SAME}
    shown = Card(**said, unit_name=card.unit.name, department=card.use_department, user=card.user_name)
    return SeenCard(shown, card.version, card.unit.id, card.unit.path, card.unit.budget_code, card.state == WRITTEN_OFF)


def _refuse_written_off(found: Sequence[SeenCard]) -> None:
    gone = [one.card.asset_no for one in found if one.written_off]
    if gone:
        named = "、".join(gone[:20]) + ("等" if len(gone) > 20 else "")
        raise Refused("written_off", f"资产 {named} 已核销，其标签作废。", remedy="请将其从清单中去掉。")


def _fault(field: str, code: str, message: str) -> Invalid:
    return Invalid(f"{field}_invalid", message, faults=(FieldFault(field, code, message),))
