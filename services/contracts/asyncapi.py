"""What other systems hear, as AsyncAPI 3.0: one channel per event type on the publishing service's exchange, and the snapshots."""

from collections.abc import Mapping
from typing import Any

from services.chassis import topology
from services.chassis.event import CONTENT_TYPE
from services.contracts.schemas.generate import ENVELOPE, schemas

Document = dict[str, Any]
DESCRIPTION = """\
管资的事件。每个服务把自己的事实发布到主题交换机 `<服务>.events`，路由键即事件类型；消息体为 CloudEvents 1.0（JSON）。
同一 `subject` 的事件按 `aggregateversion` 依次无缺号；可能重复送达，请按 `id` 去重。后来的消费者可先取快照
（`<服务>.snapshots`，路由键为消费者名），其版本即为起点。其他系统用 `guanzi subscriber add` 取得自己的队列与账号。"""


def document(version: str = "1.0.0") -> Document:
    """The whole description; made from the payload models and the topology manifest."""
    known = schemas()
    types = [name for name in known if name != ENVELOPE]
    facts = [name for name in types if name.split(".")[2] != "snapshot"]
    snapshots = [name for name in types if name not in facts]
    channels = {name: _channel(name) for name in facts} | _snapshot_channels(snapshots)
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "管资事件", "version": version, "description": DESCRIPTION},
        "defaultContentType": CONTENT_TYPE,
        "channels": channels,
        "operations": {f"send.{name}": _operation(name, channel) for name, channel in channels.items()},
        "components": {
            "messages": {name: _message(name, known[name]) for name in types},
            "schemas": {name: _stripped(schema) for name, schema in known.items()},
        },
    }


def _channel(event_type: str) -> Document:
    service = event_type.partition(".")[0]
    followers = topology.load().followers(".".join(event_type.split(".")[:2]))
    return {
        "address": event_type,
        "description": f"消费者：{'、'.join(followers) or '无（可订阅）'}",
        "messages": {event_type: {"$ref": f"#/components/messages/{event_type}"}},
        "bindings": _on_exchange(topology.events_of(service), "topic"),
    }


def _snapshot_channels(snapshots: list[str]) -> Document:
    found: Document = {}
    for service in sorted({name.partition(".")[0] for name in snapshots}):
        names = [name for name in snapshots if name.startswith(f"{service}.")]
        found[topology.snapshots_of(service)] = {
            "address": "{consumer}",
            "description": "每个聚合当前的整体状态及其版本，应消费者之请发送。",
            "parameters": {"consumer": {"description": "消费者名"}},
            "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
            "bindings": _on_exchange(topology.snapshots_of(service), "direct"),
        }
    return found


def _on_exchange(exchange: str, kind: str) -> Document:
    declared = {"name": exchange, "type": kind, "durable": True, "autoDelete": False}
    return {"amqp": {"is": "routingKey", "exchange": declared, "bindingVersion": "0.3.0"}}


def _operation(name: str, channel: Mapping[str, Any]) -> Document:
    messages = [{"$ref": f"#/channels/{name}/messages/{message}"} for message in channel["messages"]]
    return {"action": "send", "channel": {"$ref": f"#/channels/{name}"}, "messages": messages}


def _message(name: str, schema: Mapping[str, Any]) -> Document:
    data = {"type": "object", "properties": {"type": {"const": name}, "data": {"$ref": f"#/components/schemas/{name}"}}}
    return {
        "name": name,
        "title": schema.get("title", name),
        "summary": schema.get("description", ""),
        "contentType": CONTENT_TYPE,
        "payload": {"allOf": [{"$ref": f"#/components/schemas/{ENVELOPE}"}, data]},
    }


def _stripped(schema: Mapping[str, Any]) -> Document:
    """The schema as a component: nested definitions are referred to from where they stand now."""
    name = str(schema["$id"]).rpartition(":")[2]
    body = {key: value for key, value in schema.items() if key not in ("$schema", "$id")}
    moved: Document = _moved(body, f"#/components/schemas/{name}/$defs/")
    return moved


def _moved(value: Any, place: str) -> Any:
    if isinstance(value, dict):
        return {key: each.replace("#/$defs/", place) if key == "$ref" else _moved(each, place) for key, each in value.items()}
    return [_moved(each, place) for each in value] if isinstance(value, list) else value
