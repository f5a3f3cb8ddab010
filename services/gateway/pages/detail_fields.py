"""Which per-type fields a card page shows and asks for, by kind of asset: name on the wire, Chinese label, how it is entered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DetailField:
    """One per-type field; `entry` is text, date, whole, decimal, yes_no or choice."""

    name: str
    label: str
    entry: str = "text"
    choices: tuple[str, ...] = ()
    hint: str = ""


DETAIL_FIELDS: dict[str, tuple[DetailField, ...]] = {}


def label_of_detail(name: str) -> str:
    """The Chinese label of a per-type field; empty when unknown."""
    return next((field.label for fields in DETAIL_FIELDS.values() for field in fields if field.name == name), "")
