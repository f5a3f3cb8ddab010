"""What a policy makes of a case's facts, in the form in which the case keeps it; refusals with article and remedy."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from services.chassis.errors import FieldFault, Invalid, Refused
from services.disposal.domain.assessment import Assessment, assess, to_mapping
from services.disposal.domain.completeness import missing_for_filing
from services.disposal.domain.digest import digest
from services.disposal.domain.facts import Facts, facts_from
from services.disposal.domain.policy.model import Policy
from services.disposal.domain.policy.shipped import policy_named
from services.disposal.domain.route import Ruling

MOST_FAULTS = 100


def judged(facts: Mapping[str, Any], policy_name: str) -> tuple[Assessment, Ruling]:
    """The assessment of complete facts and the ruling kept of it; Invalid for what is missing, Refused for what the law forbids."""
    policy, known = policy_named(policy_name), facts_from(facts)
    refuse_incomplete(known)
    found = assess(known, policy)
    refuse_forbidden(found)
    return found, ruling_of(found, policy)


def ruling_of(found: Assessment, policy: Policy) -> Ruling:
    """What the case goes by."""
    cited = [one.article for one in (*found.findings, *found.warnings)]
    return Ruling(
        policy.id, policy_digest(policy.id), found.final_authority, tuple((one.step, one.authority) for one in found.route),
        found.publicity_working_days, found.reply, tuple(dict.fromkeys(cited)), policy.periods.approval_months,
        policy.periods.post_approval_days, to_mapping(found),
    )  # fmt: skip


def refuse_incomplete(facts: Facts) -> None:
    """Refuse a filing while facts are not known, naming each by its path."""
    faults = missing_for_filing(facts)
    if faults:
        raise Invalid("facts_missing", f"还有 {len(faults)} 项情况未填明，不能申报。", faults=tuple(faults[:MOST_FAULTS]))


def refuse_forbidden(found: Assessment) -> None:
    """Refuse what the law forbids: with the first refusal's article and remedy, and every refusal in the details."""
    if not found.refusals:
        return
    first = found.refusals[0]
    faults = tuple(FieldFault(f"refusals[{one.rule}]", one.rule, f"{one.article}：{one.text}{one.remedy}") for one in found.refusals)
    raise Refused(first.rule, first.text, first.article, first.remedy, faults)


@cache
def policy_digest(name: str) -> str:
    """The fingerprint of a policy delivered with the product."""
    return digest(policy_named(name))
