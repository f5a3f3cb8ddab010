"""How an asset's label becomes a row and a row a label; the same for templates."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, cast, literal_column, select
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import Session

from services.chassis import search_words
from services.chassis.errors import Conflict
from services.labels.domain.pasting import Label, Marking, Pasting, Picture, State
from services.labels.domain.template import Template
from services.labels.pasting_tables import asset_label, template
from services.labels.shipped_templates import template_from
from services.labels.tables import unit

UNIT_COLUMNS = tuple(unit.c[name].label(f"unit__{name}") for name in ("budget_code", "name", "path"))
LABEL_COLUMNS = tuple(column for column in asset_label.c if column.name != "search")
_SAME = ("asset_no", "version", "card_version", "issues", "printed_at", "void_reason", "photo")
_PICTURED = ("name", "model", "class_code", "place", "acquired_on")
_TEMPLATE = ("code", "name", "version", "region", "dpi", "asset_no_length", "stock", "elements")


def labels() -> Select[*tuple[Any, ...]]:
    """Every label whose unit is known, with the unit, for `label_of`."""
    return select(*LABEL_COLUMNS, *UNIT_COLUMNS).select_from(asset_label.join(unit, unit.c.id == asset_label.c.unit_id))


def label_of(row: Any) -> Label:
    """The label of a row that holds LABEL_COLUMNS."""
    picture = Picture(row.unit_id, row.section, *(getattr(row, name) for name in _PICTURED))
    return Label(
        **{name: getattr(row, name) for name in _SAME}, picture=picture, state=State(row.state),
        printed_as=Picture(**row.printed_as) if row.printed_as else None,
        pasting=Pasting(row.pasted_at, row.pasted_by, row.pasted_place) if row.pasted_at else None,
        marking=Marking(row.marked_at, row.marked_by, row.reason) if row.marked_at else None,
    )


def label_row(one: Label) -> dict[str, Any]:
    """Every column of a label."""
    where, mark, shown = one.pasting, one.marking, one.picture
    return {name: getattr(one, name) for name in _SAME} | {name: getattr(shown, name) for name in _PICTURED} | {
        "unit_id": shown.unit, "section": shown.department, "state": one.state.value,
        "printed_as": asdict(one.printed_as) if one.printed_as else None, "pasted_at": where and where.at,
        "pasted_by": where.by if where else "", "pasted_place": where.place if where else "", "outdated": list(one.outdated),
        "marked_at": mark and mark.at, "marked_by": mark.by if mark else "", "reason": one.reason, "voided": one.voided,
        "search": search_words.document([one.asset_no, shown.name]),
    }  # fmt: skip


def is_outdated() -> ColumnElement[bool]:
    """Labels that say something that no longer holds, written as the partial index has it."""
    return asset_label.c.outdated != literal_column("'{}'")


def keep(session: Session, changes: Iterable[tuple[Label, Label]]) -> None:
    """Write labels that were loaded for update, or are new, with one statement for them all: before → after.

    Refuses with `stale_version` where one came into being meanwhile that was not there to be locked.
    """
    rows = [label_row(after) | {"was": before.version, "card_was": before.card_version} for before, after in changes]
    if not rows:
        return
    columns = [name for name in rows[0] if name in asset_label.c]
    values: dict[str, Any] = {name: bindparam(name) for name in columns} | {"search": cast(bindparam("search"), TSVECTOR)}
    known = insert(asset_label).values(**values)
    later = {name: known.excluded[name] for name in columns if name != "asset_no"}
    same = and_(asset_label.c.version == bindparam("was"), asset_label.c.card_version == bindparam("card_was"))
    kept = known.on_conflict_do_update(index_elements=[asset_label.c.asset_no], set_=later, where=same)
    if session.connection().execute(kept, rows, execution_options={"preserve_rowcount": True}).rowcount != len(rows):
        raise Conflict("stale_version", "标签刚刚被他人变更。", remedy="请刷新后重新办理。")


def locked(session: Session, asset_nos: Sequence[str]) -> dict[str, Label]:
    """The labels that are there, locked in the order of their numbers so that two commands never wait for each other in a circle."""
    asked = select(*LABEL_COLUMNS).where(asset_label.c.asset_no.in_(asset_nos)).order_by(asset_label.c.asset_no).with_for_update()
    return {row.asset_no: label_of(row) for row in session.execute(asked)} if asset_nos else {}


def template_of(row: Any) -> Template:
    """The template of a row of its table."""
    return template_from({name: getattr(row, name) for name in _TEMPLATE})


def template_row(one: Template) -> dict[str, Any]:
    """Every column of a template but who saved it when."""
    data = asdict(one)
    if data["stock"]["sheet"] is None:
        del data["stock"]["sheet"]
    elements = [{name: value for name, value in element.items() if value is not None} for element in data["elements"]]
    return {name: data[name] for name in _TEMPLATE if name in template.c} | {"elements": elements}
