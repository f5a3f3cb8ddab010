"""What an emergency eases: the procedure, and nothing else."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.policy.model import Finding, Policy


def emergency(facts: Facts, policy: Policy) -> Finding | None:
    """Disposed of first by the department's order, approved by the county government afterwards (E-052)."""
    return policy.clause("emergency").finding() if facts.circumstances.emergency else None


def emergency_term(facts: Facts, policy: Policy) -> Finding | None:
    """By when, and with which order, is not written (E-052)."""
    days = str(policy.periods.post_approval_days)
    return policy.clause("emergency_term").finding(days=days) if facts.circumstances.emergency else None
