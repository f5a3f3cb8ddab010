"""What an agreement does to an entry: taken down, transferred, or back with its handler (B-051, B-053)."""

import pytest

from services.chassis.errors import Conflict
from services.sharing.domain import handover
from services.sharing.domain.audience import Scope
from services.sharing.domain.handover import TransferMode
from services.sharing.domain.offer import Mode
from services.sharing.domain.states import State

from .samples import ASSET, EVERY, HANDLER, LATER, REVIEWER, nationally_published, published, submitted, taken, terms

ON_OFFER = {"returned_after_publication", "published_locally", "authority_review", "agreed", "reported", "published_nationally"}


@pytest.mark.parametrize("state", EVERY)
def test_only_what_is_shown_and_not_asked_back_may_be_reached_for(state):
    one = EVERY[state]()
    assert handover.open_to(one, Mode.TRANSFER) == (state in ON_OFFER)
    assert not handover.open_to(one, Mode.SHARE)
    if state not in ON_OFFER:
        with pytest.raises(Conflict, match="not_on_offer"):
            handover.take(one, HANDLER, LATER, "东门小学")


def test_what_is_taken_is_shown_to_nobody_and_its_card_is_free():
    step = handover.take(nationally_published(), "receiver", LATER, "东门小学")
    assert (step.entry.state, step.entry.shown_to, step.entry.reference, step.freed) == (State.TAKEN, frozenset(), None, "R-1")
    assert (step.entry.receiving_unit, step.entry.version) == ("东门小学", nationally_published().version + 1)
    assert not step.entry.state.ended
    assert step.entry.state.desk is None


@pytest.mark.parametrize("state", EVERY)
def test_a_transfer_ends_what_is_taken_and_what_is_on_offer(state):
    one = EVERY[state]()
    if state not in ON_OFFER | {"taken"}:
        with pytest.raises(Conflict, match="not_on_offer"):
            handover.transfer(one, HANDLER, LATER, TransferMode.SALE, "某公司")
        return
    after = handover.transfer(one, HANDLER, LATER, TransferMode.SALE, "某公司").entry
    assert (after.state, after.transfer_mode, after.receiving_unit) == (State.TRANSFERRED, "sale", "某公司")
    assert (after.shown_to, after.reference, after.state.ended) == (frozenset(), None, True)


def test_what_falls_through_goes_back_to_the_handler_who_submits_it_again_under_a_new_hold():
    back = handover.fall_through(taken(), "service:sharing", LATER, "不予批准")
    assert back is not None
    assert (back.entry.state, back.entry.receiving_unit, back.entry.reason, back.held) == (State.RETURNED, "", "不予批准", None)
    again = back.entry.submit_again(ASSET, terms(Scope.CITY), HANDLER, LATER, "R-2")
    assert (again.entry.state, again.held) == (State.SUBMITTED, "R-2")
    assert again.entry.agree(REVIEWER, LATER).entry.published


@pytest.mark.parametrize("one", [submitted(), published()], ids=["submitted", "published"])
def test_what_is_not_taken_cannot_fall_through(one):
    assert handover.fall_through(one, HANDLER, LATER, "无") is None


def test_every_mode_of_transfer_has_its_word():
    assert [mode.chinese for mode in TransferMode] == ["无偿划转", "有偿转让", "置换", "捐赠"]
