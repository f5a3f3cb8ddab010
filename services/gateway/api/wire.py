"""How protobuf messages become plain values and back: the one place where wire types meet the API's models."""

from collections.abc import Mapping
from datetime import UTC, date
from typing import Any, TypeVar

from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message
from google.protobuf.struct_pb2 import Struct, Value
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
P = TypeVar("P", bound=Message)


def plain(message: Message) -> dict[str, Any]:
    """Every field by its name; absent messages, times and optional values are None."""
    return {field.name: _field(message, field) for field in message.DESCRIPTOR.fields}


def told(model: type[M], message: Message, **more: Any) -> M:
    """The API's model of an answer; `more` adds or replaces fields."""
    return model.model_validate({**plain(message), **more})


def question(message: type[P], asked: Mapping[str, Any]) -> P:
    """The message of a request; None and empty values are left out, days are written out."""
    return ParseDict({key: _sendable(value) for key, value in asked.items() if value is not None}, message())


def _sendable(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _sendable(each) for key, each in value.items()}
    return [_sendable(each) for each in value] if isinstance(value, list) else value


def _field(message: Message, field: Any) -> Any:
    value = getattr(message, field.name)
    if field.is_repeated:
        return [_value(each) for each in value]
    if field.has_presence and not message.HasField(field.name):
        return None
    return _value(value)


def _value(value: Any) -> Any:
    if isinstance(value, Timestamp):
        return value.ToDatetime(UTC)
    if isinstance(value, Struct | Value):
        return _whole(MessageToDict(value))
    return plain(value) if isinstance(value, Message) else value


def _whole(value: Any) -> Any:
    """JSON as protobuf keeps it knows only floating numbers; ours (fen, counts, months) are whole."""
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
