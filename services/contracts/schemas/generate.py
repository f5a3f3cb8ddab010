"""How the JSON Schemas are made: one per event type from its payload model, and one for the envelope around all of them."""

import json
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from services.chassis.event import MAX_TEXT
from services.contracts import events
from services.contracts.events.payload import REGISTERED
from services.contracts.schemas.growth import losses

FOLDER = Path(__file__).parent
ENVELOPE = "envelope"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = Mapping[str, Any]


def schemas() -> dict[str, Schema]:
    """Every schema by its name: `envelope`, and each event type."""
    for module in pkgutil.iter_modules(events.__path__, f"{events.__name__}."):
        import_module(module.name)
    return {ENVELOPE: envelope(), **{name: _payload(name) for name in sorted(REGISTERED)}}


def _payload(name: str) -> Schema:
    return {"$schema": DIALECT, "$id": f"urn:guanzi:event:{name}", **REGISTERED[name].model_json_schema()}


def envelope() -> Schema:
    """CloudEvents 1.0 in structured JSON, with our extension attributes; `data` follows the schema of `type`."""
    text = {"type": "string", "maxLength": MAX_TEXT}
    return {
        "$schema": DIALECT,
        "$id": f"urn:guanzi:event:{ENVELOPE}",
        "title": "Event",
        "description": "CloudEvents 1.0. Drop repetitions by `id`; `aggregateversion` counts the events of a `subject` without gaps.",
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": {"type": "string", "format": "uri-reference"},
            "type": {**text, "pattern": r"^[a-z_]+\.[a-z_]+\.[a-z_]+\.v[0-9]+$"},
            "subject": {**text, "minLength": 1, "description": "the aggregate's id"},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "aggregateversion": {"type": "integer", "minimum": 1},
            "actor": {**text, "description": "the account that did it"},
            "correlationid": text,
            "causationid": {**text, "description": "the id of the event that caused this one"},
            "traceparent": text,
            "data": {"type": "object"},
        },
        "required": ["specversion", "id", "source", "type", "subject", "time", "aggregateversion", "actor", "correlationid", "data"],
    }


def read(folder: Path) -> dict[str, Schema]:
    """The schemas written in a folder."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}


def write(folder: Path) -> None:
    """Write every schema; raises SystemExit with what would be lost where a contract would shrink."""
    folder.mkdir(parents=True, exist_ok=True)
    made = schemas()
    lost = losses(read(folder), made)
    if lost:
        raise SystemExit("contracts only grow; publish a new version beside the old one:\n" + "\n".join(lost))
    for name, schema in made.items():
        (folder / f"{name}.json").write_text(json.dumps(schema, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
