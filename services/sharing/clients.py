"""What sharing asks the registry before it acts: the cards as they are, and a hold on each (B-050)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import grpc

from services.chassis.rpc.client import ask
from services.chassis.rpc.server import onward, patience
from services.contracts.rpc.registry.v1 import (
    assets_pb2,
    assets_pb2_grpc,
    finding_pb2,
    finding_pb2_grpc,
    overview_pb2,
    overview_pb2_grpc,
    reservations_pb2,
    reservations_pb2_grpc,
)
from services.sharing.domain import sources
from services.sharing.domain.entry import Owner
from services.sharing.domain.feature import of_card
from services.sharing.domain.offer import Asset

SERVICE, PURPOSE = "sharing", "publication"
HOLD_REASON = "虚拟公物仓入仓"
PATIENCE_SECONDS = 30.0
_STATES = {
    "在用": "in_use", "闲置": "idle", "待处置": "awaiting_disposal", "低效运转": "inefficient", "出租出借": "leased_or_lent",
    "已核销": "written_off",
}  # fmt: skip
_IDLE = ("idle", "inefficient", "awaiting_disposal")
SHOWN = 20
_SAME = (
    "asset_no", "version", "name", "class_code", "shareable", "kind", "class_name", "model", "brand", "quantity", "measure_unit",
    "original_value_fen", "net_value_fen", "place",
)  # fmt: skip


class Hold(NamedTuple):
    """A hold to be placed: the card as it was looked at, under this reference."""

    asset_no: str
    reference: str
    version: int


class Stock(NamedTuple):
    """What a unit has of a class: cards, and those of them that stand idle, counted up to 1,000, with some of their numbers."""

    cards: int
    idle: int
    idle_asset_nos: list[str]


@dataclass(frozen=True)
class Registry:
    """The registry's services, asked on behalf of the caller being served."""

    link: grpc.Channel

    def look_at(self, asset_nos: Sequence[str]) -> list[tuple[Asset, Owner]]:
        """The cards with their units, in order; raises the registry's NotFound for one out of the caller's reach."""
        stub = reservations_pb2_grpc.ReservationServiceStub(self.link)
        request = reservations_pb2.LookAtAssetsRequest(asset_nos=asset_nos)
        return [_read(card) for card in ask(stub.LookAtAssets, request, onward(), patience(PATIENCE_SECONDS)).cards]

    def card(self, asset_no: str) -> tuple[Asset, Owner]:
        """The card with its unit; raises the registry's NotFound for one that the caller may not read."""
        stub = assets_pb2_grpc.AssetServiceStub(self.link)
        return _read(ask(stub.GetAsset, assets_pb2.GetAssetRequest(asset_no=asset_no), onward(), patience(PATIENCE_SECONDS)).card)

    def hold(self, holds: Sequence[Hold], reason: str) -> None:
        """Hold the cards, all or none, until an event confirms it; raises the registry's refusal. Repeating it changes nothing."""
        stub = reservations_pb2_grpc.ReservationServiceStub(self.link)
        wanted = [reservations_pb2.AssetReservation(asset_no=one.asset_no, reference=one.reference, version=one.version) for one in holds]
        request = reservations_pb2.ReserveEachRequest(
            service=SERVICE, purpose=PURPOSE, reason=reason, reservations=wanted, article=sources.WITHDRAWAL, remedy=sources.HELD_REMEDY
        )
        if wanted:
            ask(stub.ReserveEach, request, onward(), patience(PATIENCE_SECONDS))


    def class_name(self, class_code: str) -> str | None:
        """The name of a class, empty for one that is only the beginning of others; None where no list knows it."""
        stub = overview_pb2_grpc.OverviewServiceStub(self.link)
        request = overview_pb2.ListClassCodesRequest(q=class_code, limit=1)
        for one in ask(stub.ListClassCodes, request, onward(), patience(PATIENCE_SECONDS)).codes:
            if one.code.startswith(class_code):
                return str(one.name) if one.code == class_code else ""
        return None

    def stock(self, unit_id: str, class_code: str) -> Stock:
        """What the unit has of the class already (B-041), as far as the caller may read its cards."""
        stub = finding_pb2_grpc.FindingServiceStub(self.link)
        states = [state for state, word in _STATES.items() if word in _IDLE]
        every = finding_pb2.CardFilter(unit=unit_id, class_code=class_code)
        idle = finding_pb2.CardFilter(unit=unit_id, class_code=class_code, states=states)
        all_of_it, standing = (
            ask(stub.ListAssets, finding_pb2.ListAssetsRequest(filter=wanted, limit=SHOWN), onward(), patience(PATIENCE_SECONDS))
            for wanted in (every, idle)
        )
        return Stock(all_of_it.total, standing.total, [card.asset_no for card in standing.items])


def _read(card: assets_pb2.Card) -> tuple[Asset, Owner]:
    layers = card.layered_place
    asset = Asset(
        **{name: getattr(card, name) for name in _SAME}, state=_STATES.get(card.state, card.state),
        acquired_on=date.fromisoformat(card.acquired_on),
        place_complete=bool(layers.campus and layers.building and layers.floor and layers.room),
        service_life_months=card.service_life_months if card.HasField("service_life_months") else None,
        features=of_card(card.kind, dict(card.details)),
    )
    return asset, Owner(card.unit.id, card.unit.budget_code, card.unit.name, card.unit.path)
