"""How tests bring cards to labels: registered over REST, known to labels a moment later; a station with its one-time code."""

from typing import Any
from uuid import uuid4

from httpx2 import Client

from services.operations.processes import wait_until
from tests.support.cases import done

LABELS = "/api/v1/labels"
DESK = {
    "name": "课桌", "class_code": "A05010201", "quantity": 1, "measure_unit": "张", "original_value_fen": 50_000, "net_value_fen": 50_000,
    "acquired_on": "2020-09-01", "acquisition_method": "新购", "use_department": "总务处", "user_name": "示例人员",
    "place": "东院/1号楼/2层/203室",
}  # fmt: skip
PRINTER = {"driver": "zpl", "address": "127.0.0.1:9", "dpi": 203, "rendering": "central"}


def card(handler: Client, unit: str, **fields: object) -> str:
    """The number of a new card, once labels has heard of it."""
    answer = done(handler.post("/api/v1/registry/assets", json={"unit": unit, "fields": {**DESK, **fields}}), 201)
    number = str(answer["asset_no"])
    wait_until(lambda: outcome(handler, number) == "known", 60, f"labels has not heard of {number}")
    return number


def outcome(client: Client, code: str) -> str:
    """What labels says a code is."""
    return str(done(client.get(f"{LABELS}/code", params={"code": code}))["outcome"])


def station(administrator: Client, name: str = "", **printer: object) -> dict[str, str]:
    """A registered station: its id, its one-time code."""
    body = {"name": name or f"打印站{uuid4().hex[:8]}", "printer": {**PRINTER, **printer}}
    made = done(administrator.post("/api/v1/stations", json=body), 201)
    return {"id": made["station"]["id"], "code": made["enrolment_code"]}


def order(client: Client, station_id: str, *numbers: str, **more: object) -> dict[str, Any]:
    """A print job for these cards."""
    body = {"station_id": station_id, "template": "60x40-qr", "asset_nos": list(numbers), **more}
    ordered: dict[str, Any] = done(client.post(f"{LABELS}/jobs", json=body), 201)
    return ordered
