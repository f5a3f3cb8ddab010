"""Who decides because of what the assets are and what they cost."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.policy.model import Finding, Policy
from services.disposal.domain.rules.words import yuan


def land_use_right(facts: Facts, policy: Policy) -> Finding | None:
    """State land, whatever its value (E-042)."""
    clause = policy.clause("land_use_right")
    return clause.finding() if clause.names_an_asset(facts) else None


def house(facts: Facts, policy: Policy) -> Finding | None:
    """Houses, whatever their value (E-042)."""
    clause = policy.clause("house")
    return clause.finding() if clause.names_an_asset(facts) else None


def official_vehicle(facts: Facts, policy: Policy) -> Finding | None:
    """Official vehicles, whatever their value; special vehicles go by value (E-042)."""
    clause = policy.clause("official_vehicle")
    return clause.finding() if clause.names_an_asset(facts) else None


def vessel(facts: Facts, policy: Policy) -> Finding | None:
    """Craft on water, whatever their value (E-042)."""
    clause = policy.clause("vessel")
    return clause.finding() if clause.names_an_asset(facts) else None


def kind_by_value(facts: Facts, policy: Policy) -> Finding | None:
    """A special vehicle is no official one and a structure no house: their value decides (E-042)."""
    clause = policy.clause("kind_by_value")
    return clause.finding() if clause.names_an_asset(facts) else None


def kind_not_known(facts: Facts, policy: Policy) -> Finding | None:
    """An asset of unknown kind may be one of those above (E-042)."""
    return policy.clause("kind_not_known").finding() if any(asset.kind is None for asset in facts.assets) else None


def value_from_limit(facts: Facts, policy: Policy) -> Finding | None:
    """The filing is worth the limit or more, the limit included (E-043, E-045)."""
    value, limit = facts.known_value_fen, policy.thresholds.county_government_from_fen
    return policy.clause("value_from_limit").finding(value=yuan(value), limit=yuan(limit)) if value >= limit else None


def value_not_known(facts: Facts, policy: Policy) -> Finding | None:
    """What is not priced yet, or not counted yet of the month, may reach the limit (E-043, E-049)."""
    if facts.batch_value_fen is not None or facts.known_value_fen >= policy.thresholds.county_government_from_fen:
        return None
    return policy.clause("value_not_known").finding()


def value_up_to_limit(facts: Facts, policy: Policy) -> Finding | None:
    """The filing with its month's batch is worth the limit or less, the limit included (E-044, E-045)."""
    limit, value = policy.thresholds.finance_bureau_up_to_fen, facts.batch_value_fen
    if value is None or value > limit:
        return None
    return policy.clause("value_up_to_limit").finding(value=yuan(value), limit=yuan(limit))


def value_at_limit(facts: Facts, policy: Policy) -> Finding | None:
    """At exactly the limit both halves match, and the higher authority decides (E-044)."""
    limit = policy.thresholds.county_government_from_fen
    if facts.batch_value_fen != limit or limit != policy.thresholds.finance_bureau_up_to_fen:
        return None
    return policy.clause("value_at_limit").finding(limit=yuan(limit))


def temporary_body(facts: Facts, policy: Policy) -> Finding | None:
    """Assets of a temporary body or event (E-047)."""
    return policy.clause("temporary_body").finding() if any(asset.temporary_body for asset in facts.assets) else None


def nominal_amount(facts: Facts, policy: Policy) -> Finding | None:
    """Assets booked at a nominal amount (E-047)."""
    return policy.clause("nominal_amount").finding() if any(asset.nominal for asset in facts.assets) else None
