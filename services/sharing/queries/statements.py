"""Whether a statement of this number was given, and what a region's standard allows; for who checks purchases or reads demands."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Forbidden
from services.chassis.permissions import reaches
from services.contracts.permissions import permissions
from services.sharing.demand_tables import standard
from services.sharing.domain.audience import Place
from services.sharing.domain.matching import beginnings
from services.sharing.domain.statement import Statement
from services.sharing.match_mapping import statement_of
from services.sharing.match_tables import statement


def find_statement(session: Session, call: Call, number: str) -> Statement | None:
    """The statement, whoever it was given to: its number is what a budget office holds. None where there is none."""
    if not any(reaches(permissions("sharing"), call.actor, operation) for operation in ("purchase.check", "demand.read")):
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
    row = session.execute(select(statement).where(statement.c.number == number.strip())).first()
    return statement_of(row) if row else None


def standard_for(session: Session, place: Place, class_code: str) -> str:
    """The words of the nearest region's standard with the longest code that the class begins with; empty where there is none."""
    regions = [place.region[:digits] for digits in (6, 4, 2)]
    mine = standard.c.region.in_(regions) & standard.c.class_code.in_(beginnings(class_code))
    nearest = (func.length(standard.c.region).desc(), func.length(standard.c.class_code).desc())
    return session.scalar(select(standard.c.standard).where(mine).order_by(*nearest).limit(1)) or ""
