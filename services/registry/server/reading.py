"""How messages become commands: fields a person entered, filters, days, ids; faults are named as on the wire."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from google.protobuf.json_format import MessageToDict

from services.chassis import ids
from services.chassis.errors import FieldFault, Invalid, NotFound
from services.contracts.rpc.registry.v1 import assets_pb2, finding_pb2
from services.registry.domain.class_codes import kind_of
from services.registry.domain.lending import LendingKind, Terms
from services.registry.domain.place import Place
from services.registry.domain.states import State, state_named
from services.registry.queries.filters import Filter
from services.registry.server import details

Read = TypeVar("Read")
CLEARABLE = frozenset({"booked_on", "service_life_months", "depreciated_months"})
_SPECIAL = frozenset({"clear", "state", "acquired_on", "booked_on", "place", "layered_place", "details"})


def card_values(fields: assets_pb2.CardFields, kind: str = "") -> dict[str, Any]:
    """The fields given, as the domain takes them; `kind` is the card's, where the class code does not change it."""
    values: dict[str, Any] = {}
    for descriptor, value in fields.ListFields():
        if descriptor.name not in _SPECIAL:
            values[descriptor.name] = value.strip() if isinstance(value, str) else value
    if fields.HasField("state"):
        values["state"] = state_named(fields.state)
    if fields.HasField("acquired_on"):
        values["acquired_on"] = day("acquired_on", fields.acquired_on)
    if fields.HasField("booked_on"):
        values["booked_on"] = day("booked_on", fields.booked_on) if fields.booked_on else None
    values |= _place(fields) | _cleared(fields)
    if fields.HasField("details"):
        kind = kind_of(values["class_code"]) if "class_code" in values else kind
        values["details"] = details.checked(kind, whole_numbers(MessageToDict(fields.details)))
    return values


def whole_numbers(value: Any) -> Any:
    """JSON numbers without a fraction as integers; a Struct knows only floating ones."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else str(value)
    if isinstance(value, Mapping):
        return {name: whole_numbers(one) for name, one in value.items()}
    return [whole_numbers(one) for one in value] if isinstance(value, list) else value


def card_filter(message: finding_pb2.CardFilter) -> Filter:
    """The filter as people entered it; refuses unknown states, malformed days and ids."""
    return Filter(
        q=message.q, unit=message.unit, below=message.below, states=tuple(state_named(term) for term in message.states),
        class_code=message.class_code, kind=message.kind, use_department=message.use_department, user_name=message.user_name,
        value_from_fen=message.value_from_fen if message.HasField("value_from_fen") else None,
        value_to_fen=message.value_to_fen if message.HasField("value_to_fen") else None,
        acquired_from=_some(day, "acquired_from", message.acquired_from), acquired_to=_some(day, "acquired_to", message.acquired_to),
        import_id=_some(uuid, "import_id", message.import_id), shareable=message.shareable if message.HasField("shareable") else None,
        unassigned=message.unassigned, details_missing=message.details_missing,
    )


def day(name: str, text: str) -> date:
    """A day written `2024-03-15`."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise _malformed(name, "日期应为“2024-03-15”这样的格式。") from None


def uuid(name: str, text: str) -> UUID:
    """An id of ours."""
    try:
        return UUID(text)
    except ValueError:
        raise _malformed(name, "编号格式不正确。") from None


def id_of(what: str, text: str) -> UUID:
    """The id in an address; what is none does not exist."""
    return ids.id_of(text, NotFound("not_found", f"未找到该{what}，或它不在您的权限范围内。"))


def lending_terms(request: assets_pb2.LendAssetRequest) -> Terms:
    """To whom, for what, from when to when."""
    if request.kind not in set(LendingKind):
        raise _malformed("kind", "请选择出租（lease）或出借（loan）。")
    starts_on, ends_on = day("starts_on", request.starts_on), day("ends_on", request.ends_on)
    return Terms(LendingKind(request.kind), request.counterparty, request.purpose, starts_on, ends_on)


def state_or_none(term: str) -> State | None:
    """The state of a term; None for none."""
    return state_named(term) if term else None


def _some(read: Callable[[str, str], Read], name: str, text: str) -> Read | None:
    return read(name, text) if text else None


def _place(fields: assets_pb2.CardFields) -> dict[str, Any]:
    if fields.HasField("layered_place"):
        layers = fields.layered_place
        parts = [layers.campus, layers.building, layers.floor, layers.room]
        if any("/" in part for part in parts):
            raise _malformed("layered_place", "地点各层中不能含有“/”。")
        return {"place": str(Place(*(part.strip() for part in parts)))}
    return {"place": fields.place.strip()} if fields.HasField("place") else {}


def _cleared(fields: assets_pb2.CardFields) -> dict[str, Any]:
    unknown = [name for name in fields.clear if name not in CLEARABLE]
    if unknown:
        raise _malformed("clear", "只能清空入账日期、使用年限和已提月数。")
    return dict.fromkeys(fields.clear)


def _malformed(name: str, message: str) -> Invalid:
    return Invalid("invalid", message, faults=(FieldFault(name, "value_malformed", message),))
