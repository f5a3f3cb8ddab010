"""How tests bring a disposal case on its way over the REST API: drafted, its papers uploaded, filed, decided."""

from typing import Any
from uuid import uuid4

from httpx2 import Client, Response
from sqlalchemy import create_engine, text

from tests.disposal.materials.samples import pdf
from tests.support.stack import Stack

DISPOSAL = "/api/v1/disposal"
ASSET = {
    "kind": "furniture", "nominal": False, "temporary_body": False, "title": "clear", "lawfully_acquired": True, "secured": False,
    "newly_bought_for_this": False, "to_be_demolished": False, "minimum_life_months": 72,
}  # fmt: skip
CIRCUMSTANCES = {"emergency": False, "secret": False, "technology_result": "none"}
SCRAPPED = {
    "name": "待报废课桌", "class_code": "A05010201", "quantity": 1, "measure_unit": "张", "original_value_fen": 1_000_000,
    "net_value_fen": 1_000_000, "acquired_on": "2012-03-15", "acquisition_method": "新购", "state": "待处置",
}  # fmt: skip


def card(handler: Client, unit: str, **fields: object) -> str:
    """A card that waits to be scrapped; its number."""
    value = fields.get("original_value_fen", SCRAPPED["original_value_fen"])
    answer = handler.post("/api/v1/registry/assets", json={"unit": unit, "fields": {**SCRAPPED, "net_value_fen": value, **fields}})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["asset_no"])


def wanted(*asset_nos: str, method: str = "scrap", **more: Any) -> dict[str, Any]:
    """The body of a draft with complete facts; `circumstances`, `counterparty`, `access` and the like as given."""
    circumstances = CIRCUMSTANCES | more.pop("circumstances", {})
    facts = {"assets": [ASSET | more.pop("asset", {}) | {"asset_no": number} for number in asset_nos], "circumstances": circumstances}
    if "counterparty" in more:
        facts["counterparty"] = more.pop("counterparty")
    return {"method": method, "asset_nos": list(asset_nos), "facts": facts, **more}


def drafted(handler: Client, *asset_nos: str, **more: Any) -> dict[str, Any]:
    """A draft for these cards."""
    made: dict[str, Any] = done(handler.post(f"{DISPOSAL}/cases", json=wanted(*asset_nos, **more)), 201)
    return made


def upload(handler: Client, case_id: str, code: str, name: str = "材料.pdf", content: bytes = b"") -> Response:
    """Upload one paper; each content is another, so that none is the same twice."""
    files = {"file": (name, content or pdf(uuid4().hex))}
    return handler.post(f"{DISPOSAL}/cases/{case_id}/materials", files=files, data={"code": code})


def complete(handler: Client, case_id: str) -> None:
    """Upload whatever is still missing."""
    for code in done(handler.get(f"{DISPOSAL}/cases/{case_id}"))["missing"]:
        done(upload(handler, case_id, code), 201)


def filed(handler: Client, *asset_nos: str, **more: Any) -> dict[str, Any]:
    """A filed case with all its papers."""
    one = drafted(handler, *asset_nos, **more)
    complete(handler, one["id"])
    case: dict[str, Any] = done(handler.post(f"{DISPOSAL}/cases/{one['id']}/filing", json={}))
    return case


def decide(client: Client, case_id: str, decision: str = "agree", reason: str = "") -> Response:
    """Decide where the case lies."""
    return client.post(f"{DISPOSAL}/cases/{case_id}/decisions", json={"decision": decision, "reason": reason})


def act(client: Client, case_id: str, action: str, **more: Any) -> Response:
    """Whatever else can happen to it."""
    return client.post(f"{DISPOSAL}/cases/{case_id}/actions", json={"action": action, **more})


def notice_over(stack: Stack, case_id: str) -> None:
    """Let the public notice have run out: the one thing that a test cannot wait for."""
    engine = create_engine(stack.database_url("disposal"))
    with engine.begin() as connection:
        statement = 'UPDATE "case" SET notice_from = :first, notice_through = :last WHERE id = :id'
        connection.execute(text(statement), {"id": case_id, "first": "2026-01-05", "last": "2026-01-09"})
    engine.dispose()


def done(answer: Response, status: int = 200) -> Any:
    """The answer's body; whatever else the status is, the test ends with what was said."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None
