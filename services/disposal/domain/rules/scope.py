"""Whether these rules apply to holder, assets and day at all, and whether the assets may be disposed of."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import Accounting, Title
from services.disposal.domain.policy.model import Finding, Policy


def policy_not_in_force(facts: Facts, policy: Policy) -> Finding | None:
    """Filed before the rules came into force or after they lapsed (E-020)."""
    if facts.filed_on is None or policy.valid_from <= facts.filed_on <= policy.valid_to:
        return None
    days = {"day": facts.filed_on, "from": policy.valid_from, "to": policy.valid_to}
    return policy.clause("policy_not_in_force").finding(**{name: day.isoformat() for name, day in days.items()})


def holder_of_another_level(facts: Facts, policy: Policy) -> Finding | None:
    """The rules are made for units of one level of government (E-002)."""
    level = facts.holder.level
    return None if level is None or level in policy.levels else policy.clause("holder_of_another_level").finding()


def holder_of_another_region(facts: Facts, policy: Policy) -> Finding | None:
    """A unit of another fiscal region is warned, since it may have rules of its own (E-002)."""
    region = facts.holder.region
    if not region or not policy.regions or region in policy.regions:
        return None
    return policy.clause("holder_of_another_region").finding(region=region)


def enterprise_accounting(facts: Facts, policy: Policy) -> Finding | None:
    """Units with the books of an enterprise follow the rules for enterprises (E-016)."""
    return policy.clause("enterprise_accounting").finding() if facts.holder.accounting is Accounting.ENTERPRISE else None


def monetary_loss(facts: Facts, policy: Policy) -> Finding | None:
    """Lost money is written off by the rules of budgets; other disposals of it are not concerned (E-017)."""
    clause = policy.clause("monetary_loss")
    return clause.finding() if clause.names_an_asset(facts) else None


def asset_under_other_rules(facts: Facts, policy: Policy) -> Finding | None:
    """Infrastructure, reserves, relics and assets abroad have rules of their own (E-018)."""
    clause = policy.clause("asset_under_other_rules")
    return clause.finding() if clause.names_an_asset(facts) else None


def title_unsettled(facts: Facts, policy: Policy) -> Finding | None:
    """Unclear or disputed title is settled first (E-013)."""
    unsettled = any(asset.title in (Title.UNCLEAR, Title.DISPUTED) for asset in facts.assets)
    return policy.clause("title_unsettled").finding() if unsettled else None


def unlawfully_acquired(facts: Facts, policy: Policy) -> Finding | None:
    """What was not lawfully acquired cannot be disposed of (E-013)."""
    unlawful = any(asset.lawfully_acquired is False for asset in facts.assets)
    return policy.clause("unlawfully_acquired").finding() if unlawful else None


def asset_given_as_security(facts: Facts, policy: Policy) -> Finding | None:
    """The creditor has a word in it; his consent is asked for as a material (E-014)."""
    return policy.clause("asset_given_as_security").finding() if any(asset.secured for asset in facts.assets) else None
