"""How protobuf messages become plain values and back: the one place where wire types meet the API's models."""

from collections.abc import Callable, Mapping
from datetime import UTC, date
from functools import cache
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
    found: dict[str, Any] = {}
    for name, is_repeated, may_be_absent, convert in _fields(message.DESCRIPTOR):
        value = getattr(message, name)
        if is_repeated:
            found[name] = list(value) if convert is None else [convert(each) for each in value]
        elif may_be_absent and not message.HasField(name):
            found[name] = None
        else:
            found[name] = value if convert is None else convert(value)
    return found


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


@cache
def _fields(descriptor: Any) -> list[tuple[str, bool, bool, Callable[[Any], Any] | None]]:
    """Name, whether it is repeated, whether it may be absent, how a value becomes plain: looked up once for each message type."""
    return [(one.name, one.is_repeated, one.has_presence, _converter(one.message_type)) for one in descriptor.fields]


def _converter(message_type: Any) -> Callable[[Any], Any] | None:
    """How a value of this type becomes plain; None where it is, as the keys of a map are."""
    if message_type is None or message_type.GetOptions().map_entry:
        return None
    found: Callable[[Any], Any] = _CONVERTERS.get(message_type.full_name, plain)
    return found


def _whole(value: Any) -> Any:
    """JSON as protobuf keeps it knows only floating numbers; ours (fen, counts, months) are whole."""
    if isinstance(value, dict):
        return {key: _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


_CONVERTERS: Mapping[str, Callable[[Any], Any]] = {
    Timestamp.DESCRIPTOR.full_name: lambda value: value.ToDatetime(UTC),
    Struct.DESCRIPTOR.full_name: lambda value: _whole(MessageToDict(value)),
    Value.DESCRIPTOR.full_name: lambda value: _whole(MessageToDict(value)),
}
