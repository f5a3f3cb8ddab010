"""What must be appraised by a qualified agency, and by which article."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import CounterpartyKind
from services.disposal.domain.policy.model import Finding, Policy
from services.disposal.domain.rules.words import yuan


def sale_appraisal(_facts: Facts, policy: Policy) -> Finding | None:
    """Every sale (E-057)."""
    return policy.clause("sale_appraisal").finding()


def swap_appraisal(_facts: Facts, policy: Policy) -> Finding | None:
    """Every swap (E-057)."""
    return policy.clause("swap_appraisal").finding()


def expropriation_appraisal(_facts: Facts, policy: Policy) -> Finding | None:
    """Every expropriation, whose list of papers names the report (E-110)."""
    return policy.clause("expropriation_appraisal").finding()


def enterprise_recipient(facts: Facts, policy: Policy) -> Finding | None:
    """A transfer to an enterprise wholly owned by the county (E-057)."""
    match facts.counterparty.kind:
        case CounterpartyKind.COUNTY_SOE:
            return policy.clause("enterprise_recipient").finding()
        case None:
            return policy.clause("enterprise_recipient").finding("划入方性质")
    return None


def scrap_above_limit(facts: Facts, policy: Policy) -> Finding | None:
    """Scrapping whose whole original value is above the limit, the limit itself excluded (E-059, E-060)."""
    value, limit = facts.known_value_fen, policy.thresholds.scrap_appraisal_above_fen
    return policy.clause("scrap_above_limit").finding(value=yuan(value), limit=yuan(limit)) if value > limit else None


def scrap_value_not_known(facts: Facts, policy: Policy) -> Finding | None:
    """What is not priced yet may pass that limit (E-059)."""
    limit = policy.thresholds.scrap_appraisal_above_fen
    open_ = facts.value_fen is None and facts.known_value_fen <= limit
    return policy.clause("scrap_value_not_known").finding(limit=yuan(limit)) if open_ else None
