"""What a new set of schemas takes away from readers of the old one: contracts only grow."""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]


def losses(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """One line per loss: a type that vanished, a field that vanished or changed its type, a field that became required."""
    gone = [f"{name}: the event type is gone" for name in sorted(old.keys() - new.keys())]
    return gone + [f"{name}: {loss}" for name in sorted(old.keys() & new.keys()) for loss in _lost(old[name], new[name])]


def _lost(old: Schema, new: Schema) -> Iterator[str]:
    yield from _of_object("", old, new, old.get("$defs", {}), new.get("$defs", {}))


def _of_object(path: str, old: Schema, new: Schema, old_defs: Schema, new_defs: Schema) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in sorted(before.keys() - after.keys()):
        yield f"{path}{name} is gone"
    for name in sorted(set(new.get("required", ())) - set(old.get("required", ()))):
        yield f"{path}{name} is required, which it was not"
    for name in sorted(before.keys() & after.keys()):
        yield from _of_field(f"{path}{name}", before[name], after[name], old_defs, new_defs)


def _of_field(path: str, old: Schema, new: Schema, old_defs: Schema, new_defs: Schema) -> Iterator[str]:
    before, after = _resolved(old, old_defs), _resolved(new, new_defs)
    vanished = [value for value in before.get("enum", ()) if "enum" in after and value not in after["enum"]]
    if vanished:
        yield f"{path} lost the values {vanished}"
    if before.get("type") == after.get("type") == "object" and "properties" in before:
        yield from _of_object(f"{path}.", before, after, old_defs, new_defs)
    elif before.get("type") == after.get("type") == "array" and "items" in before and "items" in after:
        yield from _of_field(f"{path}[]", before["items"], after["items"], old_defs, new_defs)
    elif _shape(before) != _shape(after):
        yield f"{path} was {_shape(before)} and is {_shape(after)}"


def _resolved(schema: Schema, defs: Schema) -> Schema:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return defs.get(name, schema) if name else schema


def _shape(schema: Schema) -> dict[str, Any]:
    """What a reader depends on: type, format, alternatives; not words, bounds or the list of values."""
    shown = {key: value for key, value in schema.items() if key in ("type", "format", "anyOf", "const", "$ref", "items")}
    if "anyOf" in shown:
        shown["anyOf"] = [_shape(each) for each in shown["anyOf"]]
    return shown
