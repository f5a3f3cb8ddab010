"""Whether the policy gives the route that a bundle tells; for `verify.py --rules` where the product is installed."""

from collections.abc import Mapping
from typing import Any

from services.chassis.errors import ServiceError
from services.disposal.domain.assessment import assess, to_mapping
from services.disposal.domain.digest import digest
from services.disposal.domain.facts import facts_from
from services.disposal.domain.policy.shipped import policy_named


def route_by_policy(facts: Mapping[str, Any], ruling: Mapping[str, Any]) -> str:
    """What differs, in Chinese, empty where the installed policy is the same and says the same of these facts."""
    try:
        policy = policy_named(str(ruling["policy"]))
        assessed = to_mapping(assess(facts_from(facts), policy))
    except ServiceError as error:
        return f"无法按政策重新认定：{error.message}"
    if digest(policy) != ruling["policy_digest"]:
        return "本机的政策与审批时的政策不同，不能据以重新认定审批路线"
    if assessed != ruling["assessment"]:
        return "按政策重新认定的结果与案卷包中的认定不同"
    return ""
