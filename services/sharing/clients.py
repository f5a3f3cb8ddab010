"""What sharing asks the registry before it acts: the cards as they are, and a hold on each (B-050)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import grpc

from services.chassis.rpc.client import ask
from services.chassis.rpc.server import onward, patience
from services.contracts.rpc.registry.v1 import assets_pb2, reservations_pb2, reservations_pb2_grpc
from services.sharing.domain import sources
from services.sharing.domain.entry import Owner
from services.sharing.domain.offer import Asset

SERVICE, PURPOSE = "sharing", "publication"
HOLD_REASON = "虚拟公物仓入仓"
PATIENCE_SECONDS = 30.0
_STATES = {
    "在用": "in_use", "闲置": "idle", "待处置": "awaiting_disposal", "低效运转": "inefficient", "出租出借": "leased_or_lent",
    "已核销": "written_off",
}  # fmt: skip
_SAME = (
    "asset_no", "version", "name", "class_code", "shareable", "kind", "class_name", "model", "brand", "quantity", "measure_unit",
    "original_value_fen", "net_value_fen", "place",
)  # fmt: skip


class Hold(NamedTuple):
    """A hold to be placed: the card as it was looked at, under this reference."""

    asset_no: str
    reference: str
    version: int


@dataclass(frozen=True)
class Registry:
    """The registry's reservation service, asked on behalf of the caller being served."""

    link: grpc.Channel

    def look_at(self, asset_nos: Sequence[str]) -> list[tuple[Asset, Owner]]:
        """The cards with their units, in order; raises the registry's NotFound for one out of the caller's reach."""
        stub = reservations_pb2_grpc.ReservationServiceStub(self.link)
        request = reservations_pb2.LookAtAssetsRequest(asset_nos=asset_nos)
        return [_read(card) for card in ask(stub.LookAtAssets, request, onward(), patience(PATIENCE_SECONDS)).cards]

    def hold(self, holds: Sequence[Hold], reason: str) -> None:
        """Hold the cards, all or none, until an event confirms it; raises the registry's refusal. Repeating it changes nothing."""
        stub = reservations_pb2_grpc.ReservationServiceStub(self.link)
        wanted = [reservations_pb2.AssetReservation(asset_no=one.asset_no, reference=one.reference, version=one.version) for one in holds]
        request = reservations_pb2.ReserveEachRequest(
            service=SERVICE, purpose=PURPOSE, reason=reason, reservations=wanted, article=sources.WITHDRAWAL, remedy=sources.HELD_REMEDY
        )
        if wanted:
            ask(stub.ReserveEach, request, onward(), patience(PATIENCE_SECONDS))


def _read(card: assets_pb2.Card) -> tuple[Asset, Owner]:
    layers = card.layered_place
    asset = Asset(
        **{name: getattr(card, name) for name in _SAME}, state=_STATES.get(card.state, card.state),
        acquired_on=date.fromisoformat(card.acquired_on),
        place_complete=bool(layers.campus and layers.building and layers.floor and layers.room),
        service_life_months=card.service_life_months if card.HasField("service_life_months") else None,
    )
    return asset, Owner(card.unit.id, card.unit.budget_code, card.unit.name, card.unit.path)
