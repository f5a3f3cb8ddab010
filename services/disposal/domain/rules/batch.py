"""What the unit's other filings of the same month mean for this one."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.policy.model import Finding, Policy
from services.disposal.domain.rules.words import yuan


def month_batch(facts: Facts, policy: Policy) -> Finding | None:
    """The month's filings together reach the limit of the county government (E-049, E-050)."""
    limit = policy.thresholds.county_government_from_fen
    if not facts.month_batch_fen:
        return None
    total = facts.known_value_fen + facts.month_batch_fen
    if total < limit:
        return None
    values = {"value": facts.known_value_fen, "others": facts.month_batch_fen, "sum": total, "limit": limit}
    return policy.clause("month_batch").finding(**{name: yuan(fen) for name, fen in values.items()})


def month_batch_key(facts: Facts, policy: Policy) -> Finding | None:
    """What counts as one batch is not written: unit and calendar month of filing, all methods (E-051)."""
    others, limit = facts.month_batch_fen, policy.thresholds.county_government_from_fen
    return policy.clause("month_batch_key").finding() if others and facts.known_value_fen + others >= limit else None


def batch_above_scrap_limit(facts: Facts, policy: Policy) -> Finding | None:
    """The appraisal looks at the filing alone; that only the batch passes its limit is said (E-051, E-059)."""
    limit, value, total = policy.thresholds.scrap_appraisal_above_fen, facts.value_fen, facts.batch_value_fen
    if value is None or total is None or value > limit or total <= limit:
        return None
    return policy.clause("batch_above_scrap_limit").finding(limit=yuan(limit), sum=yuan(total))
