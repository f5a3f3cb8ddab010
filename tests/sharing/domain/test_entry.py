"""The way of an entry: every verb in every state, what is seen meanwhile, and who may not decide."""

from dataclasses import replace

import pytest

from services.chassis.errors import Conflict, Invalid, Refused
from services.sharing.domain.audience import Scope
from services.sharing.domain.entry import Decider
from services.sharing.domain.states import State

from .samples import (
    ASSET,
    AUTHORITY,
    EVERY,
    HANDLER,
    LATER,
    OWNER,
    PROVINCE,
    REVIEWER,
    VERBS,
    asked_back,
    at_authority,
    at_province,
    nationally_published,
    outcome,
    published,
    reported,
    returned_after_publication,
    returned_before_publication,
    submitted,
    terms,
    withdrawn,
)

REFUSED = {
    "agree": "entry_decided", "send_back": "entry_decided", "submit_again": "already_entered", "withdraw": "already_withdrawn",
    "cancel": "withdraw_first",
}  # fmt: skip
WAY = {  # B-026 to B-037, B-045 to B-049: what each verb does in each state; all else is refused
    ("submitted", "agree"): ("published", "published_locally"),
    ("submitted", "send_back"): ("returned", "returned"),
    ("submitted", "withdraw"): ("cancelled", "cancelled"),
    ("authority_review", "agree"): ("agreed", "agreed"),
    ("authority_review", "send_back"): ("returned", "returned"),
    ("authority_review", "withdraw"): ("withdrawal_requested", "withdrawal_review"),
    ("agreed", "agree"): ("reported_to_centre", "reported"),
    ("agreed", "send_back"): ("returned", "returned"),
    ("agreed", "withdraw"): ("withdrawal_requested", "withdrawal_review"),
    ("returned_before_publication", "submit_again"): ("submitted", "submitted"),
    ("returned_before_publication", "withdraw"): ("cancelled", "cancelled"),
    ("returned_after_publication", "submit_again"): ("submitted", "submitted"),
    ("returned_after_publication", "withdraw"): ("withdrawal_requested", "withdrawal_review"),
    ("published_locally", "withdraw"): ("withdrawal_requested", "withdrawal_review"),
    ("reported", "withdraw"): ("withdrawal_requested", "withdrawal_review"),
    ("published_nationally", "withdraw"): ("withdrawal_requested", "withdrawal_review"),
    ("withdrawal_review", "agree"): ("withdrawn", "withdrawn"),
    ("withdrawal_review", "send_back"): ("withdrawal_refused", "published_locally"),
    ("withdrawn", "cancel"): ("cancelled", "cancelled"),
}


@pytest.mark.parametrize("state", EVERY)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state_does_what_the_guide_says_or_nothing(state, verb):
    before = EVERY[state]()
    if (state, verb) not in WAY:
        with pytest.raises((Conflict, Refused), match="in_transfer" if (state, verb) == ("taken", "withdraw") else REFUSED[verb]):
            VERBS[verb](before)
        return
    step = VERBS[verb](before)
    assert outcome(step) == WAY[state, verb]
    assert (step.before, step.entry.version, step.entry.changed_at) == (before, before.version + 1, LATER)


@pytest.mark.parametrize("scope", [Scope.DEPARTMENT, Scope.COUNTY, Scope.CITY])
def test_a_local_scope_ends_with_the_units_reviewer(scope):  # B-026
    one = published(scope)
    assert (one.state, one.visible_scope, one.wide_scope) == (State.PUBLISHED_LOCALLY, scope, None)


@pytest.mark.parametrize("scope", [Scope.PROVINCE, Scope.NATION])
def test_province_and_nation_are_seen_in_the_city_first_and_wider_after_the_report(scope):  # B-024, B-030
    assert submitted(scope).shown_to == frozenset()
    for step in (at_authority(scope), at_province(scope)):
        assert step.shown_to == {"city:3101"}
    assert reported(scope).shown_to == {"city:3101", {"province": "province:31", "nation": "nation"}[scope]}


@pytest.mark.parametrize("scope", [Scope.DEPARTMENT, Scope.COUNTY, Scope.CITY])
def test_an_authority_that_lowers_the_scope_ends_the_way_there(scope):  # B-032, ruling on B-021
    step = at_authority().agree(AUTHORITY, LATER, scope=scope)
    assert outcome(step) == ("published", "published_locally")
    assert (step.entry.visible_scope, step.entry.terms.scope, step.entry.wide_scope) == (scope, scope, None)


def test_an_authority_may_agree_to_the_province_where_the_nation_was_asked_for():
    one = at_authority().agree(AUTHORITY, LATER, scope=Scope.PROVINCE).entry
    assert one.agree(PROVINCE, LATER).entry.visible_scope is Scope.PROVINCE


@pytest.mark.parametrize("one", [submitted(Scope.NATION), at_province()])
def test_only_the_authority_sets_another_scope(one):  # B-032
    with pytest.raises(Refused, match="scope_not_adjustable"):
        one.agree(Decider("x"), LATER, scope=Scope.CITY)


def test_a_return_before_publication_frees_the_card_and_a_later_one_does_not():  # B-027, B-037, ruling on B-021
    early = submitted().send_back(REVIEWER, LATER, "地点不全")
    assert (early.freed, early.entry.reference, early.entry.shown_to, early.entry.reason) == ("R-1", None, frozenset(), "地点不全")
    late = at_province().send_back(PROVINCE, LATER, "规格不符")
    assert (late.freed, late.entry.reference) == (None, "R-1")
    assert late.entry.shown_to == {"city:3101"}


def test_submitting_again_holds_the_card_anew_only_where_it_was_free():
    assert returned_before_publication().submit_again(ASSET, terms(), HANDLER, LATER, "R-2").held == "R-2"
    again = returned_after_publication().submit_again(ASSET, terms(), HANDLER, LATER, "R-2")
    assert (again.held, again.entry.reference) == (None, "R-1")
    assert again.entry.shown_to == {"city:3101"}


def test_what_was_submitted_again_with_a_nearer_scope_is_seen_there_once_agreed():
    again = returned_after_publication().submit_again(ASSET, terms(Scope.COUNTY), HANDLER, LATER, "R-2").entry
    assert again.agree(REVIEWER, LATER).entry.shown_to == {"county:310151"}


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501])
def test_a_return_says_why(reason):  # B-037
    with pytest.raises(Invalid, match="reason_required"):
        submitted().send_back(REVIEWER, LATER, reason)


@pytest.mark.parametrize("one", [submitted(), at_authority(), at_province(), asked_back(published())])
@pytest.mark.parametrize("by", [Decider(HANDLER), Decider("stand-in", on_behalf_of=HANDLER)])
def test_nobody_decides_on_their_own_filing_nor_does_a_deputy_for_them(one, by):
    for verb in (lambda: one.agree(by, LATER), lambda: one.send_back(by, LATER, "理由")):
        with pytest.raises(Refused, match="filer_may_not_decide"):
            verb()


def test_who_asked_for_the_withdrawal_does_not_agree_to_it():
    asked = published().withdraw("another handler", LATER).entry
    with pytest.raises(Refused, match="filer_may_not_decide"):
        asked.agree(Decider("another handler"), LATER)
    assert asked.agree(REVIEWER, LATER).entry.state is State.WITHDRAWN


@pytest.mark.parametrize("by", [REVIEWER, Decider("stand-in", on_behalf_of="reviewer"), Decider("reviewer", on_behalf_of="authority")])
def test_one_person_decides_at_one_desk_of_a_way(by):
    with pytest.raises(Refused, match="decided_before"):
        at_authority().agree(by, LATER)


def test_who_decided_before_a_return_decides_again_after_it():
    again = returned_after_publication().submit_again(ASSET, terms(Scope.NATION), HANDLER, LATER, "R-2").entry
    assert again.agree(REVIEWER, LATER).entry.state is State.AUTHORITY_REVIEW


@pytest.mark.parametrize("one", [at_authority(), at_province(), reported(), nationally_published(), returned_after_publication()])
def test_a_refused_withdrawal_leaves_everything_as_it_was(one):  # B-046
    stands = asked_back(one).send_back(REVIEWER, LATER, "仍可调剂").entry
    assert (stands.state, stands.shown_to, stands.reference) == (one.state, one.shown_to, one.reference)


def test_a_withdrawal_hides_the_entry_once_agreed_and_frees_the_card_once_cancelled():  # B-046 to B-049
    asked = asked_back(reported())
    assert asked.shown_to == reported().shown_to
    agreed = asked.agree(REVIEWER, LATER)
    assert (agreed.entry.shown_to, agreed.freed, agreed.entry.reference) == (frozenset(), None, "R-1")
    cancelled = agreed.entry.cancel(HANDLER, LATER)
    assert (cancelled.freed, cancelled.entry.state.ended) == ("R-1", True)


def test_a_decision_that_a_withdrawal_overtook_finds_nothing_to_decide_at_its_desk():
    asked = asked_back(at_province())
    assert asked.state.desk == "unit_reviewer"
    assert asked.agree(Decider("another reviewer"), LATER).entry.state is State.WITHDRAWN


def test_a_receipt_during_a_withdrawal_is_kept_and_the_withdrawal_goes_on():
    told = asked_back(reported()).receipted("service:sharing", LATER, "QG-9").entry
    assert (told.state, told.before_withdrawal, told.national_receipt_no) == (State.WITHDRAWAL_REVIEW, State.PUBLISHED_NATIONALLY, "QG-9")
    late = withdrawn().receipted("service:sharing", LATER, "QG-9").entry
    assert (late.state, late.shown_to) == (State.WITHDRAWN, frozenset())


def test_a_refusal_of_the_platform_is_kept_until_it_takes_the_entry():
    refused = reported().refused_nationally("service:sharing", LATER, "缺照片").entry
    assert (refused.state, refused.national_refusal) == (State.REPORTED, "缺照片")
    assert refused.receipted("service:sharing", LATER, "QG-1").entry.national_refusal == ""


@pytest.mark.parametrize("state", [name for name in EVERY if name not in ("cancelled", "left", "transferred")])
def test_a_written_off_asset_leaves_from_every_desk(state):  # B-054
    before = EVERY[state]()
    step = before.leave("service:sharing", LATER, "已核销")
    assert (step.entry.state, step.entry.shown_to, step.entry.reference) == (State.LEFT, frozenset(), None)
    assert step.freed == before.reference


def test_a_unit_that_moves_takes_its_entries_along():
    moved = reported().owner_moved("service:sharing", LATER, replace(OWNER, path="31/3102/310201/310201-001")).entry
    assert moved.shown_to == {"city:3102", "nation"}
