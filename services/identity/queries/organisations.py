"""What the caller sees of the organisation tree."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from services.chassis.actor import Call
from services.chassis.permissions import require_anywhere, within
from services.identity import tables
from services.identity.domain.organisation import Organisation
from services.identity.finding import TABLE, organisation_allowed

MAX_LIMIT = 1000
_O = tables.organisation.c


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """An organisation and how many stand directly below it."""

    organisation: Organisation
    children: int


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """One page in path order; `next_cursor` is empty at the end."""

    items: Sequence[ListedOrganisation]
    next_cursor: str
    total: int


def list_organisations(
    session: Session, call: Call, *, parent_id: str = "", query: str = "", limit: int = 0, cursor: str = ""
) -> OrganisationPage:
    """The visible tree, or what of it lies directly below a parent or fits the query (part of a name, start of a code)."""
    where = [within(_O.path, require_anywhere(TABLE, call.actor, "organisation.read")), *_filters(parent_id, query.strip())]
    limit = min(limit or MAX_LIMIT, MAX_LIMIT)
    total = session.scalar(select(func.count()).select_from(tables.organisation).where(*where)) or 0
    asked = _with_children().where(*where, _O.path > cursor).order_by(_O.path).limit(limit + 1)
    found = [ListedOrganisation(organisation, children) for organisation, children in session.execute(asked)]
    more = len(found) > limit
    return OrganisationPage(found[:limit], found[limit - 1].organisation.path if more else "", total)


def get_organisation(session: Session, call: Call, text: str) -> tuple[ListedOrganisation, list[Organisation]]:
    """One organisation and those above it; above the caller's reach their names are all he learns."""
    organisation = organisation_allowed(session, call, "organisation.read", text)
    children = session.scalar(select(func.count()).select_from(tables.organisation).where(_O.parent_id == organisation.id)) or 0
    above = organisation.path.split("/")[:-1]
    ancestors = session.scalars(select(Organisation).where(_O.id.in_(above)).order_by(_O.path))
    return ListedOrganisation(organisation, children), list(ancestors)


def _with_children() -> Select[Organisation, int]:
    child = aliased(tables.organisation)
    children = select(func.count()).select_from(child).where(child.c.parent_id == _O.id).scalar_subquery()
    return select(Organisation, children)


def _filters(parent_id: str, query: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_O.parent_id == parent_id] if parent_id else []
    if query:
        starts = [column.startswith(query, autoescape=True) for column in (_O.id, _O.budget_code)]
        found.append(or_(_O.name.contains(query, autoescape=True), *starts))
    return found
