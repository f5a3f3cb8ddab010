"""What secrets change: who decides on a secret achievement, and that nothing secret is made public."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import Method, Technology
from services.disposal.domain.policy.model import Finding, Policy

_PROTECTED = (Technology.SECRET, Technology.CORE)


def secret_asset(facts: Facts, policy: Policy) -> Finding | None:
    """Secret assets go the ordinary way, unpublished, for named persons only (E-019)."""
    secret = facts.circumstances.secret or facts.circumstances.technology_result is Technology.SECRET
    return policy.clause("secret_asset").finding() if secret else None


def core_technology_sold(facts: Facts, policy: Policy) -> Finding | None:
    """Core technology is sold under the rules of secrecy, and so unpublished as well (E-053, E-061)."""
    core = facts.circumstances.technology_result is Technology.CORE
    return policy.clause("core_technology_sold").finding() if core else None


def secret_achievement(facts: Facts, policy: Policy) -> Finding | None:
    """The sale of a secret or key technology is the department's alone, which displaces every other authority (E-053).

    Only where nothing else is sold with it: a house does not become secret by its company.
    """
    clause = policy.clause("secret_achievement")
    protected = facts.circumstances.technology_result in _PROTECTED
    return clause.finding() if protected and all(asset.kind in clause.kinds for asset in facts.assets) else None


def secret_achievement_mixed(facts: Facts, policy: Policy) -> Finding | None:
    """Sold together with other things, the ordinary authorities stand (E-053)."""
    clause = policy.clause("secret_achievement_mixed")
    protected = facts.circumstances.technology_result in _PROTECTED
    return clause.finding() if protected and any(asset.kind and asset.kind not in clause.kinds for asset in facts.assets) else None


def is_secret(facts: Facts) -> bool:
    """Whether the case is kept from the public: national security, secrets, and achievements sold under the rules of secrecy."""
    technology = facts.circumstances.technology_result
    if technology is Technology.CORE:
        return bool(facts.circumstances.secret) or facts.method is Method.SALE
    return bool(facts.circumstances.secret) or technology is Technology.SECRET
