"""How attachment 5 is drawn up and taken away: the assets that cannot carry a barcode, or not yet, with their reasons (A-081)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta, timezone
from pathlib import Path
from posixpath import commonpath

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.labels.documents.unpastable import MOST_ROWS, Unpastable, write
from services.labels.queries.labels import LabelView, Wanted, unpastable
from services.labels.tables import unit
from services.labels.usecases.rendering import record_export

BEIJING = timezone(timedelta(hours=8))


def attachment_5(session: Session, call: Call, folder: Path, wanted: Wanted) -> Path:
    """The workbook of what the filter shows, noted before it leaves."""
    paths, path = list[str](), folder / "attachment-5.xlsx"
    views = unpastable(session, call, wanted, MOST_ROWS)
    count = write(path, _rows(views, paths), _head(session, call, wanted), call.at.astimezone(BEIJING).date())
    told = {"labels": count} | ({"unit": wanted.unit} if wanted.unit else {}) | ({"section": wanted.section} if wanted.section else {})
    record_export(session, call, "labels.attachment_5_exported", commonpath(set(paths) or {call.actor.posts[0].path}), told)
    return path


def _rows(views: Iterable[LabelView], paths: list[str]) -> Iterator[Unpastable]:
    for view in views:
        label, shown = view.label, view.label.picture
        if not paths or paths[-1] != view.unit_path:
            paths.append(view.unit_path)
        yield Unpastable(
            unit_name=view.unit_name, budget_code=view.budget_code, section=shown.department, asset_no=label.asset_no, name=shown.name,
            model=shown.model, place=shown.place, state=label.state, reason=label.reason,
            marked_at=label.marking.at if label.marking else None, marked_by=label.marking.by if label.marking else "",
        )  # fmt: skip


def _head(session: Session, call: Call, wanted: Wanted) -> str:
    """Whose list it is: the unit filtered by, else the organisation of the caller's post."""
    named = (unit.c.budget_code == wanted.unit) | (unit.c.id == wanted.unit) if wanted.unit else unit.c.path == call.actor.posts[0].path
    return session.scalar(select(unit.c.name).where(named).limit(1)) or ""
