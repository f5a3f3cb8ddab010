"""Who decides a change document, and when it is stale."""

from uuid import uuid4

import pytest

from services.chassis.errors import Conflict, Invalid, Refused
from services.registry.domain.change import REVIEWED, ChangeState, filed
from services.registry.domain.states import State

from .cards import AT, card


def document(values, on=None):
    before = on or card()
    _, diff = before.with_values(values, AT)
    return filed(uuid4(), before, diff, "盘点", "zhang", AT)


@pytest.mark.parametrize("name", sorted(REVIEWED - {"net_value_fen", "class_code", "value_type"}))
def test_value_and_quantity_wait_for_review(name):
    assert document({name: 7}).state is ChangeState.AWAITING_REVIEW


def test_another_person_approves_once():
    approved = document({"quantity": 7}).approve("li", AT, "", card())
    assert (approved.state, approved.version, approved.applied_version) == (ChangeState.APPROVED, 2, 2)
    with pytest.raises(Conflict, match="change_decided"):
        approved.return_("wang", AT, "不对")


def test_the_one_who_filed_neither_approves_nor_returns():
    for decide in (lambda one: one.approve("zhang", AT, "", card()), lambda one: one.return_("zhang", AT, "不对")):
        with pytest.raises(Refused, match="filer_may_not_decide"):
            decide(document({"quantity": 7}))


def test_a_card_that_moved_on_makes_it_stale():
    with pytest.raises(Conflict, match="stale_version"):
        document({"quantity": 7}).approve("li", AT, "", card(version=2))


def test_a_return_says_why():
    with pytest.raises(Invalid, match="reason_required"):
        document({"quantity": 7}).return_("li", AT, " ")


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (State.IN_USE, State.LEASED_OR_LENT, "lend_instead"), (State.IN_USE, State.WRITTEN_OFF, "write_off_by_disposal"),
        (State.LEASED_OR_LENT, State.IDLE, "take_back_first"),
    ],
)
def test_states_that_follow_from_a_procedure_are_not_entered(before, after, code):  # B-074, B-077
    with pytest.raises(Refused, match=code):
        document({"state": after}, card(state=before))
