"""What holds for all facts: values only raise, facts only add papers, order means nothing, a split month is one batch."""

import json
from dataclasses import fields, replace
from datetime import date

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from services.disposal.domain.assessment import assess, to_mapping
from services.disposal.domain.facts import Asset, Circumstances, Counterparty, Facts, Holder, facts_from
from services.disposal.domain.facts import to_mapping as facts_to_mapping
from services.disposal.domain.kinds import AssetKind, AssetState, CounterpartyKind, Liability, Method, SaleBy, Technology, Title
from services.disposal.domain.policy.shipped import policy_named

POLICY = policy_named()
LIMIT = POLICY.thresholds.county_government_from_fen
NEAR_THE_LIMIT = st.sampled_from([0, 1, LIMIT - 1, LIMIT, LIMIT + 1, LIMIT // 3, LIMIT // 2]) | st.integers(0, 3 * LIMIT)
FLAGS = st.booleans() | st.none()
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines are no fault of the rules


def some(words):
    return st.sampled_from(list(words)) | st.none()


assets = st.builds(
    Asset, kind=some(AssetKind), original_value_fen=NEAR_THE_LIMIT | st.none(), nominal=FLAGS, temporary_body=FLAGS,
    acquired_on=st.dates(date(2000, 1, 1), date(2026, 3, 5)) | st.none(), minimum_life_months=st.integers(0, 600) | st.none(),
    state=some(AssetState), title=some(Title), lawfully_acquired=FLAGS, secured=FLAGS, newly_bought_for_this=FLAGS, to_be_demolished=FLAGS,
)  # fmt: skip
circumstances = st.builds(
    Circumstances, emergency=FLAGS, secret=FLAGS, technology_result=some(Technology), reorganisation=FLAGS, theft=FLAGS,
    force_majeure=FLAGS, insured=FLAGS, liability=some(Liability), compensation_fen=NEAR_THE_LIMIT | st.none(), litigation=FLAGS,
    sale_by=some(SaleBy), unsuitable_for_auction=FLAGS, single_bidder_after_call=FLAGS, government_restructuring=FLAGS,
    county_government_approved=FLAGS, appraised_fen=NEAR_THE_LIMIT | st.none(),
    price_fen=NEAR_THE_LIMIT | st.none(), price_reconfirmed=FLAGS,
)  # fmt: skip
cases = st.builds(
    Facts, method=some(Method), filed_on=st.just(date(2026, 3, 5)) | st.none(), assets=st.lists(assets, min_size=1, max_size=4).map(tuple),
    holder=st.builds(Holder), counterparty=st.builds(Counterparty, kind=some(CounterpartyKind)), circumstances=circumstances,
    month_batch_fen=NEAR_THE_LIMIT | st.none(),
)  # fmt: skip
REQUIRING = [
    ("circumstances", "reorganisation", True), ("circumstances", "theft", True), ("circumstances", "force_majeure", True),
    ("circumstances", "insured", True), ("circumstances", "litigation", True), ("circumstances", "liability", Liability.UNIT),
    ("circumstances", "sale_by", SaleBy.NEGOTIATION), ("circumstances", "secret", True), ("circumstances", "emergency", True),
    ("counterparty", "kind", CounterpartyKind.COUNTY_SOE), ("asset", "secured", True), ("asset", "to_be_demolished", True),
]  # fmt: skip


def rank(facts):
    return assess(facts, POLICY).final_authority.rank


def codes(facts):
    return {paper.code for paper in assess(facts, POLICY).materials}


def refusals(facts):
    return {refusal.rule for refusal in assess(facts, POLICY).refusals}


@unhurried
@given(cases, NEAR_THE_LIMIT)
def test_raising_a_value_never_lowers_the_authority(facts, more):  # E-043 to E-048
    first = facts.assets[0]
    assume(first.original_value_fen is not None)
    raised = replace(facts, assets=(replace(first, original_value_fen=first.original_value_fen + more), *facts.assets[1:]))
    assert rank(raised) >= rank(facts)
    assert rank(replace(facts, month_batch_fen=(facts.month_batch_fen or 0) + more)) >= rank(replace(facts, month_batch_fen=0))
    assert codes(raised) >= codes(facts)


@unhurried
@given(cases, st.sampled_from(REQUIRING))
def test_a_fact_that_requires_a_paper_never_removes_one(facts, fact):
    part, name, value = fact
    if part == "asset":
        more = replace(facts, assets=(replace(facts.assets[0], **{name: value}), *facts.assets[1:]))
    else:
        more = replace(facts, **{part: replace(getattr(facts, part), **{name: value})})
    assert codes(more) >= codes(facts)


@unhurried
@given(cases, assets)
def test_another_asset_never_lowers_the_authority_or_removes_a_paper(facts, another):
    more = replace(facts, assets=(*facts.assets, another))
    assert codes(more) >= codes(facts)
    assert rank(more) >= rank(facts)


@unhurried
@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_the_assets_does_not_matter(facts, random):
    shuffled = list(facts.assets)
    random.shuffle(shuffled)
    assert to_mapping(assess(replace(facts, assets=tuple(shuffled)), POLICY)) == to_mapping(assess(facts, POLICY))


@unhurried
@given(st.lists(NEAR_THE_LIMIT, min_size=1, max_size=6), st.sampled_from(Method), NEAR_THE_LIMIT, st.data())
def test_while_nothing_is_decided_a_batch_split_over_days_is_the_batch_in_one_filing(values, method, before, data):  # E-049 to E-051
    def filing(part, others):
        return Facts(method=method, assets=tuple(Asset(original_value_fen=value) for value in part), month_batch_fen=others)

    cut = data.draw(st.integers(0, len(values) - 1))
    parts = [part for part in (values[:cut], values[cut:]) if part]
    whole = rank(filing(values, before))
    assert [rank(filing(part, before + sum(values) - sum(part))) for part in parts] == [whole] * len(parts)


@unhurried
@given(cases, st.data())
def test_what_is_not_known_yet_is_never_refused_for_it(facts, data):
    part, name = data.draw(st.sampled_from([
        *(("circumstances", field.name) for field in fields(Circumstances)), *(("holder", field.name) for field in fields(Holder)),
        *(("counterparty", field.name) for field in fields(Counterparty)), *(("asset", field.name) for field in fields(Asset)),
        ("", "filed_on"), ("", "month_batch_fen"), ("", "method"),
    ]))  # fmt: skip
    if part == "asset":
        unknown = replace(facts, assets=(replace(facts.assets[0], **{name: None}), *facts.assets[1:]))
    elif part:
        unknown = replace(facts, **{part: replace(getattr(facts, part), **{name: None})})
    else:
        unknown = replace(facts, **{name: None})
    assert refusals(unknown) <= refusals(facts)


@unhurried
@given(cases)
def test_every_sentence_is_whole_and_the_route_ends_with_who_decides(facts):
    answer = assess(facts, POLICY)
    assert all("{" not in found.text + found.remedy for found in answer.findings + answer.refusals + answer.warnings)
    assert answer.route[-1].authority is answer.final_authority
    assert len({found.rule for found in answer.findings}) == len(answer.findings)


@unhurried
@given(cases)
def test_facts_survive_being_written_down(facts):
    written = json.loads(json.dumps(facts_to_mapping(facts)))
    assert facts_from(written) == facts
