"""Every verb of an agreement in every state does what it should, or is refused (B-057 to B-061)."""

from dataclasses import replace
from uuid import UUID

import pytest

from services.chassis.errors import Conflict, Invalid, Refused
from services.sharing.domain.agreement import OPEN, Agreement, AgreementState, Side, asked
from services.sharing.domain.entry import Owner

from .samples import LATER, NOW, OWNER

OTHER = Owner("310151-004012", "004012", "东门小学", "31/3101/310151/310151-004001/310151-004012")
VERBS = {
    "accept": lambda one: one.accept("clerk", LATER, "自提"),
    "confirm": lambda one: one.confirm(LATER),
    "decline": lambda one: one.decline(LATER, "另有用途"),
    "withdraw": lambda one: one.withdraw(LATER, "已另购"),
}
WAY = {
    ("asked", "accept"): "offered", ("asked", "decline"): "declined", ("asked", "withdraw"): "withdrawn",
    ("offered", "confirm"): "concluded", ("offered", "decline"): "declined", ("offered", "withdraw"): "withdrawn",
    ("concluded", "decline"): "failed", ("concluded", "withdraw"): "failed",
}  # fmt: skip
TOLD = {
    "lapse": (lambda one: one.lapse(LATER, "已由其他单位取得"), {"asked": "lapsed", "offered": "lapsed"}),
    "fail": (lambda one: one.fail(LATER, "不予批准"), {"concluded": "failed"}),
    "finish": (lambda one: one.finish(LATER), {"concluded": "done"}),
    "filed": (lambda one: one.filed(LATER, "c", "n"), {"concluded": "concluded"}),
}


def agreement(state=AgreementState.ASKED, **more):
    one = Agreement(UUID(int=7), 1, state, UUID(int=1), "004011-1", OWNER, OTHER, "asker", NOW, NOW)
    return replace(one, **more)


@pytest.mark.parametrize("state", AgreementState)
@pytest.mark.parametrize("verb", VERBS)
def test_every_answer_in_every_state(state, verb):
    before = agreement(state)
    if (state.value, verb) not in WAY:
        with pytest.raises(Conflict, match="agreement_lapsed" if state is AgreementState.LAPSED else "agreement_changed"):
            VERBS[verb](before)
        return
    step = VERBS[verb](before)
    assert step.agreement.state.value == WAY[state.value, verb]
    assert (step.before, step.agreement.version, step.agreement.changed_at) == (before, 2, LATER)


@pytest.mark.parametrize("state", AgreementState)
@pytest.mark.parametrize("what", TOLD)
def test_what_others_tell_changes_only_what_it_is_about(state, what):
    tell, way = TOLD[what]
    step = tell(agreement(state))
    assert (step.agreement.state.value if step else None) == way.get(state.value)


@pytest.mark.parametrize("state", AgreementState)
def test_what_is_allowed_is_what_would_not_be_refused(state):
    one = agreement(state)
    allowed = {*one.allowed(Side.SUPPLIER), *one.allowed(Side.RECEIVER)}
    assert allowed == {verb for (where, verb) in WAY if where == state.value}
    assert state.ended == (state not in OPEN)
    assert state.chinese


def test_from_its_case_on_an_agreement_ends_only_with_that_case():
    filed = agreement(AgreementState.CONCLUDED).filed(LATER, "c", "310151-2026-000007").agreement
    assert not filed.allowed(Side.SUPPLIER) + filed.allowed(Side.RECEIVER)
    assert filed.filed(LATER, "c", "310151-2026-000007") is None
    for verb in ("decline", "withdraw"):
        with pytest.raises(Refused, match="case_on_its_way"):
            VERBS[verb](filed)
    assert filed.finish(LATER).agreement.state is AgreementState.DONE


def test_reasons_and_texts_are_asked_for_and_bounded():
    for faulty in ("", " ", "长" * 501):
        with pytest.raises(Invalid, match="reason_required"):
            agreement().decline(LATER, faulty)
    with pytest.raises(Invalid, match="text_too_long"):
        agreement().accept("clerk", LATER, "长" * 1001)
    with pytest.raises(Invalid, match="text_too_long"):
        asked(agreement(message="长" * 1001))
    with pytest.raises(Refused, match="own_asset"):
        asked(agreement(receiver=OWNER))
    assert asked(agreement(message=" 教学 ")).agreement.message == "教学"
