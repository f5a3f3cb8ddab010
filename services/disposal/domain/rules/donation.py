"""What may be given away, and to whom not."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.policy.model import Finding, Policy
from services.disposal.domain.rules.free_transfer import same_department


def official_vehicle_donated(facts: Facts, policy: Policy) -> Finding | None:
    """Official vehicles are never donated (E-087)."""
    clause = policy.clause("official_vehicle_donated")
    return clause.finding() if clause.names_an_asset(facts) else None


def donation_of_asset_not_idle(facts: Facts, policy: Policy) -> Finding | None:
    """Only idle assets, or obsolete ones still of use (E-085); the clause lists the states that are."""
    clause = policy.clause("donation_of_asset_not_idle")
    states = {asset.state for asset in facts.assets if asset.state and asset.state not in clause.states}
    return clause.finding(state="、".join(sorted(states))) if states else None


def still_of_use(facts: Facts, policy: Policy) -> Finding | None:
    """An obsolete asset needs a word on its use (E-085)."""
    clause = policy.clause("still_of_use")
    return clause.finding() if any(asset.state in clause.states for asset in facts.assets) else None


def bought_to_donate(facts: Facts, policy: Policy) -> Finding | None:
    """Nothing is bought in order to be donated (E-086)."""
    return policy.clause("bought_to_donate").finding() if any(asset.newly_bought_for_this for asset in facts.assets) else None


def donation_inside_department(facts: Facts, policy: Policy) -> Finding | None:
    """Units of one department do not donate to each other, upwards, downwards or sideways (E-088)."""
    return policy.clause("donation_inside_department").finding() if same_department(facts) else None
