"""What disposal asks the registry before it acts: the cards as they are, and one hold on all cards of a filing (E-037)."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import grpc

from services.chassis.errors import Conflict, NotFound
from services.chassis.rpc.client import ask
from services.chassis.rpc.server import onward, patience
from services.contracts.rpc.registry.v1 import assets_pb2, reservations_pb2, reservations_pb2_grpc
from services.disposal.domain.draft import Card, Unit

SERVICE, PURPOSE, REASON = "disposal", "disposal", "资产处置申报"
ARTICLE, REMEDY = "第十二条", "请先撤回处置单，或等待审批、批复后由系统更新卡片。"
PATIENCE_SECONDS = 30.0
ATTEMPTS = 100
_SAME = (
    "asset_no", "version", "name", "class_code", "class_name", "model", "kind", "state", "quantity", "original_value_fen", "net_value_fen",
    "acquired_on",
)  # fmt: skip


@dataclass(frozen=True)
class Registry:
    """The registry's reservation service, asked on behalf of the caller being served."""

    link: grpc.Channel

    def look_at(self, asset_nos: Sequence[str]) -> list[tuple[Card, Unit]]:
        """The cards with their units, in order; raises the registry's NotFound for one out of the caller's reach."""
        request = reservations_pb2.LookAtAssetsRequest(asset_nos=asset_nos)
        return [_read(card) for card in ask(self._stub.LookAtAssets, request, onward(), patience(PATIENCE_SECONDS)).cards]

    def hold(self, filing: str, asset_nos: Sequence[str]) -> str:
        """Hold the cards, all or none, until an event confirms it, and answer the reference; raises the registry's refusal.

        A filing tried again meets its own hold. One whose hold lapsed, or held other cards, gets the next reference.
        """
        for attempt in range(1, ATTEMPTS):
            reference = filing if attempt == 1 else f"{filing}.{attempt}"
            request = reservations_pb2.ReserveAssetsRequest(
                service=SERVICE, reference=reference, purpose=PURPOSE, reason=REASON, asset_nos=asset_nos, article=ARTICLE, remedy=REMEDY
            )
            try:
                ask(self._stub.ReserveAssets, request, onward(), patience(PATIENCE_SECONDS))
            except Conflict as conflict:
                if conflict.code == "reservation_differs":
                    self._release(reference)
                elif conflict.code != "reservation_ended":
                    raise
            else:
                return reference
        raise Conflict("reservation_ended", "资产占用多次失效。", remedy="请稍后再申报。")

    @property
    def _stub(self) -> reservations_pb2_grpc.ReservationServiceStub:
        return reservations_pb2_grpc.ReservationServiceStub(self.link)

    def _release(self, reference: str) -> None:
        with suppress(NotFound):
            ask(
                self._stub.ReleaseReservation, reservations_pb2.ReleaseReservationRequest(service=SERVICE, reference=reference),
                onward(), patience(PATIENCE_SECONDS),
            )  # fmt: skip


def _read(card: assets_pb2.Card) -> tuple[Card, Unit]:
    life = card.service_life_months if card.HasField("service_life_months") else None
    asset = Card(**{name: getattr(card, name) for name in _SAME}, unit_id=card.unit.id, service_life_months=life)
    path = card.unit.path
    region = next(part for part in reversed(path.split("/")) if part.isdigit())
    return asset, Unit(card.unit.id, card.unit.budget_code, card.unit.name, path, region)
