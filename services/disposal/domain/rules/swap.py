"""What a swap is measured by, and how much money may be in it."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.policy.model import Finding, Policy


def swap_consideration(_facts: Facts, policy: Policy) -> Finding | None:
    """The appraised value is the reference of the consideration (E-113)."""
    return policy.clause("swap_consideration").finding()


def swap_of_money(facts: Facts, policy: Policy) -> Finding | None:
    """Money only makes up a small difference (E-112)."""
    clause = policy.clause("swap_of_money")
    return clause.finding() if clause.names_an_asset(facts) else None
