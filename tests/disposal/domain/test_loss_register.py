"""What may come back of a loss on file (E-147)."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.chassis.errors import Invalid, Refused
from services.disposal.domain.loss import Loss, Recovery, State

TODAY = date(2026, 3, 9)
LOSS = Loss(
    id=UUID(int=1), version=1, case_id=UUID(int=2), unit_id="u", asset_no="A1", asset_name="电脑", amount_fen=100, recovered_fen=0,
    state=State.OPEN, registered_at=datetime(2026, 3, 9, tzinfo=UTC),
)  # fmt: skip


def money(fen):
    return Recovery("money", fen, "", TODAY)


def test_money_ends_the_loss_when_all_of_it_is_there():
    part = LOSS.recover(money(99), TODAY)
    assert (part.state, part.left_fen, part.version) == (State.OPEN, 1, 2)
    assert part.recover(money(1), TODAY).state is State.RECOVERED


def test_the_asset_itself_ends_it_at_whatever_value():
    back = LOSS.recover(Recovery("asset", 0, "", TODAY, "A2"), TODAY)
    assert (back.state, back.recovered_fen) == (State.RECOVERED, 0)


@pytest.mark.parametrize("got", [money(101), Recovery("asset", 101, "", TODAY, "A2")])
def test_no_more_comes_back_than_was_lost(got):
    with pytest.raises(Refused, match="recovery_above_loss"):
        LOSS.recover(got, TODAY)


@pytest.mark.parametrize(
    "got", [money(0), Recovery("asset", 1, "", TODAY), Recovery("asset", 1, "", TODAY, "A1"), Recovery("x", 1, "", TODAY)]
)
def test_what_makes_no_sense_is_a_fault(got):
    with pytest.raises(Invalid, match="recovery_invalid"):
        LOSS.recover(got, TODAY)
