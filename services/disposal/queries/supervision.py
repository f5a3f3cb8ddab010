"""The findings of supervision in sight (Arts. 42 to 45)."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain.supervision import NAMES, State
from services.disposal.ledger_mapping import FINDING_COLUMNS
from services.disposal.ledger_tables import finding
from services.disposal.queries.income import Wanted
from services.disposal.queries.ledgers import Page, in_sight, one_of, page


def list_findings(session: Session, call: Call, wanted: Wanted, kind: str, cursor: str, limit: int) -> Page:
    """Findings in sight, newest first: the unit concerned sees its own, too."""
    one_of("state", "状态", wanted.state, [state.value for state in State])
    one_of("kind", "问题类型", kind, list(NAMES))
    conditions = [in_sight(session, call, wanted.unit)]
    if wanted.case_id:
        conditions.append(finding.c.case_id == wanted.case_id)
    if wanted.state:
        conditions.append(finding.c.state == wanted.state)
    if kind:
        conditions.append(finding.c.kind == kind)
    return page(session, finding, FINDING_COLUMNS, conditions, (cursor, limit))


def finding_seen(session: Session, call: Call, finding_id: UUID) -> Any:
    """One finding, after a command on it."""
    return page(session, finding, FINDING_COLUMNS, [in_sight(session, call), finding.c.id == finding_id], ("", 1)).rows[0]
