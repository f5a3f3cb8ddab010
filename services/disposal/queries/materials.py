"""Which papers a case has, and which of those that the law asks for are missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from services.disposal.domain.uploads import Required
from services.disposal.material_tables import document, material, paper

Found = Row[Any]


class Asks(Protocol):
    """What an assessment says of materials."""

    @property
    def materials(self) -> Iterable[Any]: ...


Assessed = Asks | Mapping[str, Any]
"""An assessment, or its JSON as a ruling keeps it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A material of the law's list with its files, and whether it is missing; papers by code."""

    required: Required
    files: tuple[Found, ...]
    paper: Found | None = None
    optional: bool = False

    @property
    def missing(self) -> bool:
        """Whether the law asks for it and no file is there."""
        return not self.files and not self.optional


def missing_codes(session: Session, case_id: UUID, assessment: Assessed, stage: str) -> list[str]:
    """Codes of the materials of this stage (`filing`, `execution`) that the law asks for and nobody uploaded, in the law's order."""
    there = set(session.scalars(select(material.c.code).where(material.c.case_id == case_id, material.c.removed_at.is_(None))))
    return [one.code for one in required_of(assessment) if one.stage == stage and one.code not in there]


def required_of(assessment: Assessed) -> tuple[Required, ...]:
    """The materials of an assessment, of both stages."""
    if isinstance(assessment, Mapping):
        return tuple(Required(one["code"], one["name"], one["stage"], one["article"]) for one in assessment.get("materials", ()))
    return tuple(Required(one.code, one.name, str(one.stage), one.article) for one in assessment.materials)


def names_of(assessment: Assessed) -> dict[str, str]:
    """How the materials of an assessment are called, by code."""
    return {one.code: one.name for one in required_of(assessment)}


def lines_of(session: Session, case_id: UUID, required: Sequence[Required]) -> list[Line]:
    """What the law asks of the case and what is there, then what was added besides."""
    files = present(session, case_id)
    papers = {row.code: row for row in session.execute(select(paper).where(paper.c.case_id == case_id))}
    asked = [Line(one, tuple(files.pop(one.code, ())), papers.get(one.code)) for one in required]
    rest = [
        Line(Required(code, found[0].name, found[0].stage, found[0].article), tuple(found), papers.get(code), optional=True)
        for code, found in files.items()
    ]
    return asked + rest


def present(session: Session, case_id: UUID) -> dict[str, list[Found]]:
    """The files of a case that were not removed, by code, oldest first."""
    found: dict[str, list[Found]] = {}
    for row in all_of(session, case_id):
        if row.removed_at is None:
            found.setdefault(row.code, []).append(row)
    return found


def all_of(session: Session, case_id: UUID) -> list[Found]:
    """Every file ever uploaded for the case, those removed too, oldest first."""
    return list(session.execute(select(material).where(material.c.case_id == case_id).order_by(material.c.id)))


def weight_of(session: Session, case_id: UUID) -> tuple[int, int]:
    """How many files the case has and their bytes, the removed ones, which stay in the store, too."""
    counted = select(func.count(), func.coalesce(func.sum(material.c.size), 0)).where(material.c.case_id == case_id)
    count, size = session.execute(counted).one()
    return int(count), int(size)


def papers_of(session: Session, case_id: UUID) -> Mapping[str, Found]:
    """Receipts of paper originals by code."""
    return {row.code: row for row in session.execute(select(paper).where(paper.c.case_id == case_id).order_by(paper.c.code))}


def documents_of(session: Session, case_id: UUID, kind: str = "") -> list[Found]:
    """Documents issued for the case, of one kind or all, newest first."""
    asked = select(document).where(document.c.case_id == case_id)
    if kind:
        asked = asked.where(document.c.kind == kind)
    return list(session.execute(asked.order_by(document.c.issued_at.desc(), document.c.id.desc())))
