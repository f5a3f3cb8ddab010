"""What a free transfer asks for beside the ordinary authority: five cases go to the finance bureau by procedure."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import CounterpartyKind, Funding
from services.disposal.domain.policy.model import Finding, Policy


def between_funding_kinds(facts: Facts, policy: Policy) -> Finding | None:
    """Inside one department, unless both units are paid in full (E-065)."""
    fundings = (facts.holder.funding, facts.counterparty.funding)
    if facts.counterparty.kind is not CounterpartyKind.UNIT or same_department(facts) is not True or None in fundings:
        return None
    return None if fundings == (Funding.FULL, Funding.FULL) else policy.clause("between_funding_kinds").finding()


def transfer_of_vehicle_or_vessel(facts: Facts, policy: Policy) -> Finding | None:
    """Every official vehicle and craft on water (E-066)."""
    clause = policy.clause("transfer_of_vehicle_or_vessel")
    return clause.finding() if clause.names_an_asset(facts) else None


def across_departments(facts: Facts, policy: Policy) -> Finding | None:
    """To a unit of another department (E-067)."""
    here, there = facts.holder.department, facts.counterparty.department
    return policy.clause("across_departments").finding() if here and there and here != there else None


def across_regions(facts: Facts, policy: Policy) -> Finding | None:
    """To a unit of another fiscal region, which is another department, too (E-067)."""
    here, there = facts.holder.region, facts.counterparty.region
    return policy.clause("across_regions").finding() if here and there and here != there else None


def transfer_of_real_estate(facts: Facts, policy: Policy) -> Finding | None:
    """Land, houses and structures; structures by kind here and by value elsewhere (E-068)."""
    clause = policy.clause("transfer_of_real_estate")
    return clause.finding() if clause.names_an_asset(facts) else None


def across_levels(facts: Facts, policy: Policy) -> Finding | None:
    """Between levels of government (E-069)."""
    here, there = facts.holder.level, facts.counterparty.level
    return policy.clause("across_levels").finding() if here and there and here is not there else None


def transfer_not_listed(facts: Facts, policy: Policy) -> Finding | None:
    """Between fully paid units of one department nothing special is written: the ordinary authority (E-071)."""
    fundings = (facts.holder.funding, facts.counterparty.funding)
    if same_department(facts) is not True or fundings != (Funding.FULL, Funding.FULL):
        return None
    listed = (transfer_of_vehicle_or_vessel, transfer_of_real_estate, across_levels)
    in_force = (rule for rule in listed if rule.__name__ in policy.clauses)
    return None if any(rule(facts, policy) for rule in in_force) else policy.clause("transfer_not_listed").finding()


def allocation_standards(_facts: Facts, policy: Policy) -> Finding | None:
    """What is received must match standards, duties and headcount (E-055)."""
    return policy.clause("allocation_standards").finding()


def office_space(facts: Facts, policy: Policy) -> Finding | None:
    """Offices received follow the standards of new ones (E-056)."""
    clause = policy.clause("office_space")
    return clause.finding() if clause.names_an_asset(facts) else None


def same_department(facts: Facts) -> bool | None:
    """Whether both sides stand under one department of one region; None while a part of it is not known."""
    here, there = facts.holder, facts.counterparty
    if here.department == "" or there.department == "":
        return False
    if None in (here.department, there.department, here.region, there.region):
        return None
    return (here.department, here.region) == (there.department, there.region)
