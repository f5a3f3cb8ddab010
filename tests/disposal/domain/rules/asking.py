"""Short ways to ask the rules: a body as the interface takes it, and the parts of the answer a test looks at."""

from datetime import date

from services.disposal.domain.assessment import Assessment, asked, assess
from services.disposal.domain.kinds import Stage

LIMIT = 100_000_000


def answer(method="free_transfer", *assets, policy="", filed_on="2026-03-05", **rest) -> Assessment:
    """The assessment of a method, its assets (dicts) and the other parts of the body; without assets the default one below the limit."""
    body = {"method": method, "filed_on": filed_on, "assets": list(assets) or [thing()], **rest}
    rules, facts = asked(body | ({"policy": policy} if policy else {}))
    return assess(facts, rules)


def thing(yuan=1000, **fields) -> dict:
    """An asset of so many yuan, equipment unless another kind is given."""
    return {"original_value_fen": None if yuan is None else round(yuan * 100), **fields}


def rules(findings) -> set[str]:
    """The names of the rules that applied."""
    return {finding.rule for finding in findings}


def cited(findings) -> dict[str, str]:
    """Which rule cites which article."""
    return {finding.rule: finding.article for finding in findings}


def papers(assessment, stage=Stage.FILING) -> list[str]:
    """The codes of the papers of a stage, in order."""
    return [paper.code for paper in assessment.materials if paper.stage is stage]


def uploads(assessment) -> list[str]:
    """The codes of what is uploaded after execution."""
    return papers(assessment, Stage.EXECUTION)


def way(assessment) -> list[str]:
    """The steps of the route."""
    return [step.step.value for step in assessment.route]


TODAY = date(2026, 3, 5)
DEPARTMENT, FINANCE, COUNTY = "supervising_department", "finance_bureau", "county_government"
TO_FINANCE = ["department_review", "finance_approval"]
TO_COUNTY = [*TO_FINANCE, "government_approval"]
