"""How a sale is held, when it may be negotiated, and which price needs another look; with expropriation."""

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import CounterpartyKind, SaleBy
from services.disposal.domain.policy.model import Clause, Finding, Policy
from services.disposal.domain.rules.words import yuan


def open_competition(_facts: Facts, policy: Policy) -> Finding | None:
    """A sale is open to competition (E-095)."""
    return policy.clause("open_competition").finding()


def negotiated_sale(facts: Facts, policy: Policy) -> Finding | None:
    """The county government decides a negotiated sale whatever its value (E-096)."""
    match facts.circumstances.sale_by:
        case SaleBy.NEGOTIATION:
            return policy.clause("negotiated_sale").finding()
        case None:
            return policy.clause("negotiated_sale").finding("转让方式")
    return None


def negotiated_sale_without_condition(facts: Facts, policy: Policy) -> Finding | None:
    """None of the three alternatives is given: unfit for auction, one bidder, or restructuring to the county's enterprise (E-096)."""
    if facts.circumstances.sale_by is not SaleBy.NEGOTIATION:
        return None
    given = facts.circumstances
    alternatives = (given.unsuitable_for_auction, given.single_bidder_after_call, _restructured_to_enterprise(facts))
    return policy.clause("negotiated_sale_without_condition").finding() if all(given is False for given in alternatives) else None


def negotiated_sale_not_approved(facts: Facts, policy: Policy) -> Finding | None:
    """The county government said no; that it was not asked yet is a step of the route (E-096)."""
    given = facts.circumstances
    refused = given.sale_by is SaleBy.NEGOTIATION and given.county_government_approved is False
    return policy.clause("negotiated_sale_not_approved").finding() if refused else None


def reserve_price(_facts: Facts, policy: Policy) -> Finding | None:
    """The appraised value is the reference of the reserve price (E-097)."""
    return policy.clause("reserve_price").finding()


def price_below_floor(facts: Facts, policy: Policy) -> Finding | None:
    """Less than the floor in per cent of the appraisal, and not confirmed again; exactly the floor passes (E-098)."""
    below = facts.circumstances.price_reconfirmed is False and _is_below_floor(facts, policy)
    return _about_price(policy.clause("price_below_floor"), facts, policy) if below else None


def price_reconfirmed(facts: Facts, policy: Policy) -> Finding | None:
    """Less than the floor, and confirmed again (E-098)."""
    below = facts.circumstances.price_reconfirmed is True and _is_below_floor(facts, policy)
    return _about_price(policy.clause("price_reconfirmed"), facts, policy) if below else None


def price_to_be_reconfirmed(facts: Facts, policy: Policy) -> Finding | None:
    """Less than the floor, and not known whether it was confirmed again (E-098)."""
    below = facts.circumstances.price_reconfirmed is None and _is_below_floor(facts, policy)
    return _about_price(policy.clause("price_to_be_reconfirmed"), facts, policy) if below else None


def expropriation_of_other_assets(facts: Facts, policy: Policy) -> Finding | None:
    """Expropriation is written for land and houses (E-106)."""
    clause = policy.clause("expropriation_of_other_assets")
    return clause.finding() if any(asset.kind and asset.kind not in clause.kinds for asset in facts.assets) else None


def _restructured_to_enterprise(facts: Facts) -> bool | None:
    restructuring, kind = facts.circumstances.government_restructuring, facts.counterparty.kind
    if restructuring is False or kind not in (None, CounterpartyKind.COUNTY_SOE):
        return False
    return None if None in (restructuring, kind) else True


def _is_below_floor(facts: Facts, policy: Policy) -> bool:
    price, appraised = facts.circumstances.price_fen, facts.circumstances.appraised_fen
    return price is not None and appraised is not None and price * 100 < appraised * policy.thresholds.price_floor_percent


def _about_price(clause: Clause, facts: Facts, policy: Policy) -> Finding:
    price, appraised = facts.circumstances.price_fen or 0, facts.circumstances.appraised_fen or 0
    return clause.finding(price=yuan(price), appraised=yuan(appraised), percent=str(policy.thresholds.price_floor_percent))
