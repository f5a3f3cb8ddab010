"""Whether an asset has reached its minimum life, and what scrapping it follows."""

from calendar import monthrange

from services.disposal.domain.facts import Asset, Facts
from services.disposal.domain.policy.model import Finding, Policy


def early_scrapping(facts: Facts, policy: Policy) -> Finding | None:
    """Scrapped before its minimum life: the finance bureau, if nothing asks for more (E-047, E-048)."""
    early = sum(reached_minimum_life(asset, facts) is False for asset in facts.assets)
    return policy.clause("early_scrapping").finding(count=str(early)) if early else None


def still_usable(facts: Facts, policy: Policy) -> Finding | None:
    """Past its life but usable goes on in use (E-123)."""
    past = any(asset.minimum_life_months and reached_minimum_life(asset, facts) for asset in facts.assets)
    return policy.clause("still_usable").finding() if past else None


def technical_rules(facts: Facts, policy: Policy) -> Finding | None:
    """Houses, vehicles, lifts, electronics and dangerous goods follow rules of their own (E-124)."""
    clause = policy.clause("technical_rules")
    return clause.finding() if clause.names_an_asset(facts) else None


def reached_minimum_life(asset: Asset, facts: Facts) -> bool | None:
    """Whether the day of filing is not before the day of acquisition and so many months; None while a part is not known.

    A month without that day ends earlier: 31 August and six months is the last of February.
    """
    acquired, life, today = asset.acquired_on, asset.minimum_life_months, facts.filed_on
    if acquired is None or life is None or today is None:
        return None
    months = (today.year - acquired.year) * 12 + today.month - acquired.month
    last = monthrange(today.year, today.month)[1]
    return months > life or (months == life and today.day >= min(acquired.day, last))
