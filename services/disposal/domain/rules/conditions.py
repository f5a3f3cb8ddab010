"""When a conditional paper is asked for; the policy names these conditions in `when`, all of which must hold.

A fact not known yet counts as given: the paper is listed until somebody says that it is not needed.
"""

from collections.abc import Callable, Mapping

from services.disposal.domain.facts import Facts
from services.disposal.domain.kinds import CounterpartyKind, Liability, SaleBy
from services.disposal.domain.policy.model import Material, Policy

Condition = Callable[[Facts, Policy, Material], bool]


def kind(facts: Facts, _policy: Policy, material: Material) -> bool:
    """An asset of the material's kinds is among them."""
    return any(asset.kind is None or asset.kind in material.kinds for asset in facts.assets)


def secured(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """An asset is given as security (E-014)."""
    return any(asset.secured is not False for asset in facts.assets)


def to_be_demolished(facts: Facts, _policy: Policy, material: Material) -> bool:
    """An asset of the material's kinds is to be pulled down (E-128)."""
    return any(
        asset.to_be_demolished is not False and (asset.kind in material.kinds or (asset.kind is None and asset.to_be_demolished is True))
        for asset in facts.assets
    )


def reorganisation(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """Closure, merger, split or restructuring (E-080)."""
    return facts.circumstances.reorganisation is not False


def enterprise_recipient(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """Transferred to an enterprise of the county (E-057)."""
    return facts.counterparty.kind in (None, CounterpartyKind.COUNTY_SOE)


def scrap_above_limit(facts: Facts, policy: Policy, _material: Material) -> bool:
    """Scrapping above the limit of the appraisal (E-059)."""
    return facts.value_fen is None or facts.value_fen > policy.thresholds.scrap_appraisal_above_fen


def negotiation(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """A negotiated sale (E-103)."""
    return facts.circumstances.sale_by in (None, SaleBy.NEGOTIATION)


def liability(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """A unit or a person answers for the loss (E-136)."""
    return facts.circumstances.liability is not Liability.NONE


def theft(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """Stolen (E-139)."""
    return facts.circumstances.theft is not False


def force_majeure(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """Destroyed by disaster or accident (E-140)."""
    return facts.circumstances.force_majeure is not False


def insured(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """An insurer pays, whatever destroyed or took the asset: the reading that asks for more (E-140)."""
    return facts.circumstances.insured is not False


def litigation(facts: Facts, _policy: Policy, _material: Material) -> bool:
    """Arbitration or a lawsuit (E-144)."""
    return facts.circumstances.litigation is not False


CONDITIONS: Mapping[str, Condition] = {
    condition.__name__: condition
    for condition in (
        kind, secured, to_be_demolished, reorganisation, enterprise_recipient, scrap_above_limit, negotiation, liability, theft,
        force_majeure, insured, litigation,
    )
}  # fmt: skip
