"""Which templates hold for an organisation, and for the caller's own place."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.labels.domain.template import Template
from services.labels.tables import unit
from services.labels.usecases.templates import template_for, templates_for

READ = "template.read"


def list_templates(session: Session, call: Call, organisation: str) -> list[Template]:
    """What holds for the organisation (id or budget code; empty: the caller's first post), by code. Templates are no secret."""
    return templates_for(session, place_of(session, call, organisation))


def get_template(session: Session, call: Call, code: str, organisation: str) -> Template:
    """The one of this code that holds there."""
    return template_for(session, code, place_of(session, call, organisation))


def place_of(session: Session, call: Call, organisation: str) -> str:
    """The path of an organisation, or of the caller's first post that reads templates."""
    reach = require_anywhere(permissions("labels"), call.actor, READ)
    if not organisation:
        roles = permissions("labels")[READ]
        return next((post.path for post in call.actor.posts if post.role in roles), reach[0].path)
    named = or_(unit.c.id == organisation, unit.c.budget_code == organisation)
    near = [post.path for post in call.actor.posts]
    paths: list[str] = list(session.scalars(select(unit.c.path).where(named, unit.c.id != "").order_by(unit.c.id)))
    if not paths:
        message = "未找到该单位或财政区划。"
        raise Invalid("organisation_unknown", message, faults=(FieldFault("organisation", "organisation_unknown", message),))
    return next((path for path in paths for post in near if path == post or path.startswith(f"{post}/")), paths[0])
