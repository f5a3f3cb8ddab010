"""Every rule of disposal: one function each, `(facts, policy) → Finding | None`, in files by the nouns of the field.

A function says when a rule applies; the clause of the same name in the policy says to which methods, in which words, by
which article, and who decides because of it. To change a rule: its function here; to change a limit, a text or who
decides: the policy file. Nothing is first-match: every rule in force is asked, and every one that applies is cited.
"""

from collections.abc import Callable, Mapping, Sequence

from services.disposal.domain.facts import Facts
from services.disposal.domain.policy.model import Finding, Policy
from services.disposal.domain.rules import (
    appraisal,
    authority,
    batch,
    competition,
    donation,
    emergency,
    free_transfer,
    loss,
    procedure,
    sale,
    scope,
    scrap,
    secrecy,
    swap,
)  # fmt: skip

Rule = Callable[[Facts, Policy], Finding | None]
Competition = Callable[[Sequence[Finding], Policy], Finding | None]

RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        scope.policy_not_in_force, scope.holder_of_another_level, scope.holder_of_another_region, scope.enterprise_accounting,
        scope.monetary_loss, scope.asset_under_other_rules, scope.title_unsettled, scope.unlawfully_acquired,
        scope.asset_given_as_security,
        authority.land_use_right, authority.house, authority.official_vehicle, authority.vessel, authority.kind_by_value,
        authority.kind_not_known,
        authority.value_from_limit, authority.value_not_known, authority.value_up_to_limit, authority.value_at_limit,
        batch.month_batch, batch.month_batch_key,
        authority.temporary_body, authority.nominal_amount, scrap.early_scrapping,
        emergency.emergency, emergency.emergency_term,
        secrecy.secret_achievement, secrecy.secret_achievement_mixed, secrecy.secret_asset,
        secrecy.core_technology_sold,
        free_transfer.between_funding_kinds, free_transfer.transfer_of_vehicle_or_vessel, free_transfer.across_departments,
        free_transfer.across_regions, free_transfer.transfer_of_real_estate, free_transfer.across_levels,
        free_transfer.transfer_not_listed, free_transfer.allocation_standards, free_transfer.office_space,
        donation.official_vehicle_donated, donation.donation_of_asset_not_idle, donation.still_of_use, donation.bought_to_donate,
        donation.donation_inside_department,
        sale.open_competition, sale.negotiated_sale, sale.negotiated_sale_without_condition, sale.negotiated_sale_not_approved,
        sale.reserve_price, sale.price_below_floor, sale.price_reconfirmed, sale.price_to_be_reconfirmed,
        sale.expropriation_of_other_assets,
        swap.swap_consideration, swap.swap_of_money,
        scrap.still_usable, scrap.technical_rules,
        loss.compensation_below_floor, loss.no_compensation_due, loss.kept_on_file,
        appraisal.sale_appraisal, appraisal.swap_appraisal, appraisal.expropriation_appraisal, appraisal.enterprise_recipient,
        appraisal.scrap_above_limit, appraisal.scrap_value_not_known, batch.batch_above_scrap_limit,
        procedure.redeploy_first, procedure.publicity, procedure.publicity_of_other_methods, procedure.reply_after_execution,
        procedure.reply_before_execution, procedure.approval_validity,
    )
}  # fmt: skip
"""What looks at the facts, in the order of the answer."""

COMPETITIONS: Mapping[str, Competition] = {
    rule.__name__: rule
    for rule in (competition.strictest_authority, competition.finance_before_government, competition.authority_displaced)
}
"""What looks at the findings of the others."""


def findings(facts: Facts, policy: Policy) -> tuple[Finding, ...]:
    """Everything the rules in force say of the facts: findings, refusals and warnings together."""
    concerned = (rule for name, rule in RULES.items() if name in policy.clauses and policy.clauses[name].concerns(facts.method))
    found = [finding for rule in concerned if (finding := rule(facts, policy))]
    found += [finding for name, rule in COMPETITIONS.items() if name in policy.clauses and (finding := rule(found, policy))]
    return tuple(found)
