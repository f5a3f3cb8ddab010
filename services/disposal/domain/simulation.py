"""What another policy would have made of a case that was decided: route, refusals and papers, as far as they differ."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from services.chassis.errors import ServiceError
from services.disposal.domain.assessment import assess, to_mapping
from services.disposal.domain.facts import facts_from
from services.disposal.domain.policy.model import Policy

IN_FORCE = "policy_not_in_force"
"""The rule that a simulation leaves out: it asks what the policy would have said had it been in force."""
_PLAIN = ("final_authority", "appraisal_required", "publicity_working_days", "reply")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Before and after of one case; `unreadable` says why it could not be judged again, in Chinese.

    `plain` holds the answer's single values that differ, refusals and materials what came and what went.
    """

    route: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    plain: Mapping[str, tuple[Any, Any]]
    refused: tuple[Mapping[str, Any], ...] = ()
    refused_no_more: tuple[Mapping[str, Any], ...] = ()
    asked: tuple[Mapping[str, Any], ...] = ()
    asked_no_more: tuple[Mapping[str, Any], ...] = ()
    unreadable: str = ""


def as_if_in_force(policy: Policy) -> Policy:
    """The policy without its term of validity."""
    return replace(policy, clauses={name: clause for name, clause in policy.clauses.items() if name != IN_FORCE})


def difference(facts: Mapping[str, Any], decided_upon: Mapping[str, Any], policy: Policy) -> Difference | None:
    """How the policy's answer to these facts differs from the one the case was decided upon; None where it does not."""
    try:
        now = to_mapping(assess(facts_from(facts), policy))
    except ServiceError as error:
        return Difference(plain={}, unreadable=error.message)
    before, after = _steps(decided_upon), _steps(now)
    found = Difference(
        route=(before, after) if before != after else None,
        plain={name: (decided_upon[name], now[name]) for name in _PLAIN if decided_upon[name] != now[name]},
        refused=_without(now["refusals"], decided_upon["refusals"], "rule"),
        refused_no_more=_without(decided_upon["refusals"], now["refusals"], "rule"),
        asked=_without(now["materials"], decided_upon["materials"], "code"),
        asked_no_more=_without(decided_upon["materials"], now["materials"], "code"),
    )
    return None if found == Difference(plain={}) else found


def _steps(assessment: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(desk["step"] for desk in assessment["route"])


def _without(some: Iterable[Mapping[str, Any]], others: Iterable[Mapping[str, Any]], key: str) -> tuple[Mapping[str, Any], ...]:
    known = {one[key] for one in others}
    return tuple(one for one in some if one[key] not in known)
