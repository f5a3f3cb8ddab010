"""Cases, drafts and rulings as the tests of the case need them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.disposal.domain.carrying_out import begin
from services.disposal.domain.case import Case, CaseStep, filed
from services.disposal.domain.draft import Card, Draft, Paper, Unit
from services.disposal.domain.kinds import Authority, Reply, Step
from services.disposal.domain.route import Decider, Ruling
from services.disposal.domain.working_days import Calendar

AT = datetime(2026, 3, 5, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
CLERK, REVIEWER, OFFICER, MAYOR = Decider("clerk"), Decider("reviewer"), Decider("officer"), Decider("mayor")
SCHOOL = Unit("430121-004011", "004011", "星沙中学", "43/4301/430121/430121-004001/430121-004011", "430121", "full")
CALENDAR = Calendar(frozenset({2026}), {date(2026, 3, 9): False, date(2026, 3, 14): True})
DEPARTMENT = (Step.DEPARTMENT_REVIEW, Authority.SUPERVISING_DEPARTMENT)
FINANCE = (Step.FINANCE_APPROVAL, Authority.FINANCE_BUREAU)
GOVERNMENT = (Step.GOVERNMENT_APPROVAL, Authority.COUNTY_GOVERNMENT)
ORDER = (Step.EMERGENCY_ORDER, Authority.SUPERVISING_DEPARTMENT)
AFTERWARDS = (Step.POST_APPROVAL, Authority.COUNTY_GOVERNMENT)
FACTS: dict[str, Any] = {"method": "scrap", "circumstances": {"emergency": False}}


def card(**fields: Any) -> Card:
    given: dict[str, Any] = {
        "asset_no": "A-1", "version": 1, "unit_id": SCHOOL.id, "name": "台式计算机", "class_code": "A02010105", "class_name": "台式计算机",
        "model": "X", "kind": "equipment", "state": "待处置", "quantity": 1, "original_value_fen": 500_000, "net_value_fen": 0,
        "acquired_on": "2015-06-01", "service_life_months": 72,
    }  # fmt: skip
    return Card(**given | fields)


def ruling(*steps: tuple[Step, Authority], **changes: Any) -> Ruling:
    given: dict[str, Any] = {
        "policy": "changsha-2024", "policy_digest": "d", "final_authority": (steps or (FINANCE,))[-1][1],
        "steps": steps or (DEPARTMENT, FINANCE), "publicity_working_days": 5, "reply": Reply.AFTER_EXECUTION,
        "articles": ("第十条（一）",), "approval_months": 12, "post_approval_days": 30, "assessment": {},
    }  # fmt: skip
    return Ruling(**given | changes)


def draft(**paper: Any) -> Draft:
    given: dict[str, Any] = {"method": "scrap", "facts": FACTS, "cards": (card(),)}
    return Draft(UUID(int=1), 1, 0, SCHOOL, Paper(**given | paper), "clerk", AT, "clerk", AT)


def file(*steps: tuple[Step, Authority], ruled: dict[str, Any] | None = None, **paper: Any) -> CaseStep:
    return filed(draft(**paper), None, FACTS, ruling(*steps, **(ruled or {})), CLERK, AT, "430121-2026-000001", "1/1")


def case(*steps: tuple[Step, Authority], **changes: Any) -> Case:
    """A freshly filed case on this route."""
    return replace(file(*steps).case, **changes)


def agreed(one: Case, *by: Decider) -> Case:
    """The case after these agreed one after the other."""
    for each in by:
        one = one.agree(each, AT, CALENDAR).case
    return one


def approved(**ruled: Any) -> Case:
    return agreed(file(ruled=ruled).case, REVIEWER, OFFICER)


def executing(**ruled: Any) -> Case:
    return begin(approved(**ruled), CLERK, LATER, CALENDAR).case
