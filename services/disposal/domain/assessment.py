"""What the law makes of the facts: who decides, by which way, with which papers, and what forbids it, each with its article.

`assess` is the whole answer of `POST /api/v1/disposal/assessments`; `to_mapping` has its shape on the wire.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.disposal.domain.facts import Facts, facts_from
from services.disposal.domain.kinds import Authority, Outcome, Procedure, Reply, Step
from services.disposal.domain.policy.model import Finding, Material, Policy
from services.disposal.domain.policy.shipped import policy_named
from services.disposal.domain.rules import findings
from services.disposal.domain.rules.conditions import CONDITIONS
from services.disposal.domain.rules.procedure import publicity_days


@dataclass(frozen=True, slots=True)
class RouteStep:
    """One desk of the way, and who sits there."""

    step: Step
    authority: Authority


DEPARTMENT = RouteStep(Step.DEPARTMENT_REVIEW, Authority.SUPERVISING_DEPARTMENT)
FINANCE = RouteStep(Step.FINANCE_APPROVAL, Authority.FINANCE_BUREAU)
GOVERNMENT = RouteStep(Step.GOVERNMENT_APPROVAL, Authority.COUNTY_GOVERNMENT)
ORDER = RouteStep(Step.EMERGENCY_ORDER, Authority.SUPERVISING_DEPARTMENT)
AFTERWARDS = RouteStep(Step.POST_APPROVAL, Authority.COUNTY_GOVERNMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The answer; `publicity_working_days` is 0 where nothing may be published, every finding cites its article."""

    policy: str
    final_authority: Authority
    route: tuple[RouteStep, ...]
    appraisal_required: bool
    publicity_working_days: int
    reply: Reply
    materials: tuple[Material, ...]
    findings: tuple[Finding, ...]
    refusals: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def assess(facts: Facts, policy: Policy) -> Assessment:
    """What these rules say of these facts; nothing is refused here by an error, refusals are part of the answer."""
    found = findings(facts, policy)
    route = route_of(found)
    return Assessment(
        policy=policy.id, final_authority=route[-1].authority, route=route, appraisal_required=any(each.appraisal for each in found),
        publicity_working_days=publicity_days(facts, policy), reply=policy.plan(facts.method).reply,
        materials=materials(facts, policy),
        findings=_of(found, Outcome.FINDING), refusals=_of(found, Outcome.REFUSAL), warnings=_of(found, Outcome.WARNING),
    )  # fmt: skip


def asked(body: Mapping[str, Any]) -> tuple[Policy, Facts]:
    """Policy and facts of a request's body, which names the policy beside the facts.

    Refuses with `policy_unknown` and, for facts that make no sense, with `facts_invalid`.
    """
    if not isinstance(body, Mapping):
        return policy_named(), facts_from(body)
    policy = policy_named(str(body.get("policy") or ""))
    return policy, facts_from({key: value for key, value in body.items() if key != "policy"})


def route_of(found: Sequence[Finding]) -> tuple[RouteStep, ...]:
    """The highest authority decides, after those below it (E-048, E-070); the special procedures have their own way (E-052, E-053)."""
    procedures = {finding.procedure for finding in found}
    if Procedure.DEPARTMENT_ALONE in procedures:
        return (DEPARTMENT,)
    if Procedure.EMERGENCY in procedures:
        return (ORDER, AFTERWARDS)
    if any(finding.authority is Authority.COUNTY_GOVERNMENT for finding in found):
        return (DEPARTMENT, FINANCE, GOVERNMENT)
    return (DEPARTMENT, FINANCE)


def materials(facts: Facts, policy: Policy) -> tuple[Material, ...]:
    """The papers of the method whose conditions hold, those for filing first."""
    papers = policy.plan(facts.method).materials
    return tuple(paper for paper in papers if all(CONDITIONS[name](facts, policy, paper) for name in paper.when))


def to_mapping(assessment: Assessment) -> dict[str, Any]:
    """The answer as it goes over the wire."""
    return {
        "final_authority": assessment.final_authority.value,
        "route": [{"step": step.step.value, "authority": step.authority.value} for step in assessment.route],
        "appraisal_required": assessment.appraisal_required,
        "publicity_working_days": assessment.publicity_working_days,
        "reply": assessment.reply.value,
        "materials": [
            {"code": paper.code, "name": paper.name, "stage": paper.stage.value, "article": paper.article} for paper in assessment.materials
        ],
        "findings": [_cited(finding) for finding in assessment.findings],
        "refusals": [_cited(finding) | {"remedy": finding.remedy} for finding in assessment.refusals],
        "warnings": [_cited(finding) for finding in assessment.warnings],
    }


def _cited(finding: Finding) -> dict[str, Any]:
    return {"rule": finding.rule, "article": finding.article, "text": finding.text, "interpretation": finding.interpretation}


def _of(found: Sequence[Finding], outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(finding for finding in found if finding.outcome is outcome)
