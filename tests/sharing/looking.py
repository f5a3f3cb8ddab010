"""How tests let the radar look: cards as the registry tells them, a scan, and what is answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.chassis.actor import Actor, Call
from services.chassis.rpc.client import Origin, ask
from services.contracts.events.registry import AssetSnapshot, AssetTakenBack
from services.contracts.rpc.sharing.v1 import drafts_pb2, drafts_pb2_grpc, radar_pb2, radar_pb2_grpc
from services.sharing.domain.radar import Rules
from services.sharing.usecases.following import follow_assets
from services.sharing.usecases.radar_scan import scan_due

from .conftest import SCHOOL, UNITS, Warehouse

CARD = {
    "kind": "equipment", "name": "台式计算机", "class_code": "A02010105", "model": "", "brand": "联想", "quantity": 1, "measure_unit": "台",
    "value_type": "原值", "original_value_fen": 500000, "accumulated_depreciation_fen": 0, "net_value_fen": 500000,
    "acquisition_method": "", "acquired_on": "2024-03-15", "service_life_months": 72, "state": "in_use", "use_direction": "自用",
    "use_department": "教务处", "place": "", "shareable": False,
}  # fmt: skip


class Radar:
    """The warehouse, and what its radar finds."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.stub = radar_pb2_grpc.RadarServiceStub(warehouse.link)
        self.drafts = drafts_pb2_grpc.DraftServiceStub(warehouse.link)
        self.versions: dict[str, int] = {}

    def tell(self, asset_no: str, unit: str = SCHOOL, *, came_back: bool = False, **card: Any) -> None:
        """What the registry says of a card now."""
        version = self.versions[asset_no] = self.versions.get(asset_no, 0) + 1
        owner = {"unit_id": unit, "budget_code": unit[-6:], "unit_name": "", "unit_path": UNITS[unit][1]}
        values: dict[str, Any] = CARD | owner | {"asset_no": asset_no, "name": f"设备{asset_no}"} | card
        told = AssetTakenBack(**values, lending_id="l-1") if came_back else AssetSnapshot(**values)
        with self.warehouse.sessions.begin() as session:
            follow_assets(session, [(system(), told, version)])

    def look(self, days: float = 0, rules: Rules | None = None) -> None:
        """Look at every unit that is due so many days (and a moment) from now."""
        call = system(timedelta(days=days, minutes=1))
        for _ in range(50):
            with self.warehouse.sessions.begin() as session:
                if not scan_due(session, call, rules or Rules()):
                    return

    def found(self, origin: Origin | None = None, **wanted: Any) -> Any:
        return ask(self.stub.ListSuggestions, radar_pb2.ListSuggestionsRequest(**wanted), origin or self.warehouse.who())

    def signs(self, origin: Origin | None = None, **wanted: Any) -> dict[str, list[str]]:
        return {one.asset_no: [sign.code for sign in one.signs] for one in self.found(origin, **wanted).items}

    def answer(self, asset_nos: list[str], answer: str, origin: Origin | None = None, **more: str) -> Any:
        request = radar_pb2.AnswerSuggestionRequest(asset_nos=asset_nos, answer=answer, **more)
        return ask(self.stub.AnswerSuggestion, request, origin or self.warehouse.who())

    def draft(self, draft_id: str, origin: Origin | None = None) -> Any:
        return ask(self.drafts.GetDraft, drafts_pb2.GetDraftRequest(draft_id=draft_id), origin or self.warehouse.who()).draft

    def delete_draft(self, draft_id: str) -> None:
        ask(self.drafts.DeleteDraft, drafts_pb2.DeleteDraftRequest(draft_id=draft_id), self.warehouse.who())


def system(later: timedelta = timedelta()) -> Call:
    """Sharing itself, so much later than now."""
    return Call(Actor("service:sharing", "sharing"), datetime.now(UTC) + later, "c-1")
