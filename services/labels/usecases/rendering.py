"""What is noted when labels are taken away as a file; and which label an invented card has."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from posixpath import commonpath
from typing import Any

from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.labels.clients import SeenCard
from services.labels.documents.rendering import Wanted
from services.labels.domain.template import Card, Template
from services.labels.usecases.pasting import issues_of

_DIGITS = "3101510040110001234567890123456789012345"
NAMED = 20


def export(session: Session, call: Call, template: Template, seen: Sequence[SeenCard], wanted: Wanted) -> list[Card]:
    """Note that the labels are taken away, and answer what they say: what has a printed label already is marked as a reprint."""
    issues = issues_of(session, [one.card.asset_no for one in seen])
    cards = [replace(one.card, issue=issues[one.card.asset_no] + 1) for one in seen]
    told = {"template": template.code, "format": wanted.format, "dpi": wanted.dpi, "labels": len(cards)}
    told |= {"asset_nos": [one.asset_no for one in cards[:NAMED]]}
    record_export(session, call, "labels.exported", commonpath([one.unit_path for one in seen]), told)
    return cards


def record_export(session: Session, call: Call, operation: str, path: str, told: Mapping[str, Any]) -> None:
    """Record that something was taken away, of which the lowest organisation, and commit, before the first byte leaves."""
    audit.record(session, call, audit.Entry(operation, "labels", call.correlation_id, path, None, told))
    session.commit()


def invented(asset_no_length: int) -> Card:
    """A card to look at a template with, with an asset number of this length."""
    return Card(
        asset_no=_DIGITS[: max(1, min(asset_no_length, len(_DIGITS)))], unit_name="示例区第一中学", name="台式计算机",
        class_name="台式计算机", class_code="A02010105", model="示例型号 M730e", department="总务处", user="示例人员",
        place="东院/1号楼/2层/203室", acquired_on="2024-03-15",
    )  # fmt: skip
