"""Whose the income of a disposal is, to the fen, without any input or output (E-148 to E-155)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Invalid, Refused
from services.contracts.disposal_words import INCOME_KINDS
from services.disposal.domain.income import Deduction, Investment, Receipts, Remittance, Source, State, recorded, treasury_share
from services.disposal.domain.income_terms import income_terms
from services.disposal.domain.kinds import Method
from services.disposal.domain.states import State as CaseState

TODAY, AT = date(2026, 3, 9), datetime(2026, 3, 9, 4, tzinfo=UTC)
CASE = UUID(int=1)


def income(kind="sale", gross=100_000, method="sale", state=CaseState.EXECUTING, deductions=(), **more):
    institution = more.pop("institution", True)
    given_ = Receipts(kind, gross, TODAY, tuple(deductions), **more)
    return recorded(UUID(int=2), Source(CASE, "u", method, state, institution), given_, income_terms(), "clerk", AT, TODAY)


def test_the_terms_name_every_kind_and_say_that_the_days_are_a_reading_of_ours():  # E-148
    terms = income_terms()
    assert (terms.remittance_days, terms.interpretation) == (10, True)
    assert set(terms.kinds) == {
        "sale", "swap_difference", "demolition_compensation", "salvage", "insurance", "land_use_right", "liquidation", "compensation",
        "equity", "other",
    }  # fmt: skip
    assert terms.kinds.keys() == INCOME_KINDS.keys()
    assert {method for kind in terms.kinds.values() for method in kind.methods} <= {method.value for method in Method}


def test_net_is_gross_less_deductions_and_due_ten_days_after_receipt():  # E-149, E-150
    one = income(deductions=[Deduction("tax", 30_000), Deduction("auction_commission", 1)])
    assert (one.deductions_fen, one.net_fen, one.treasury_fen, one.due_on) == (30_001, 69_999, 69_999, TODAY + timedelta(days=10))


def test_deductions_may_take_all_and_no_more():
    assert income(deductions=[Deduction("tax", 100_000)]).state is State.KEPT
    with pytest.raises(Invalid):
        income(deductions=[Deduction("tax", 100_001)])


@given(net=st.integers(0, 10**13), whole=st.integers(1, 10**13), money=st.data())
def test_of_equity_nothing_is_lost_and_the_odd_fen_is_the_treasurys(net, whole, money):  # E-154
    invested = money.draw(st.integers(0, whole))
    treasury = treasury_share(net, Investment(invested, whole))
    assert 0 <= treasury <= net
    assert (net - treasury) * whole <= net * invested < (net - treasury + 1) * whole


@pytest.mark.parametrize(
    ("money", "treasury", "destination", "article"),
    [(3, 0, "unit_budget", "第四十一条（一）"), (0, 100, "treasury", "第四十一条（二）"), (1, 67, "mixed", "第四十一条（三）")],
)
def test_equity_goes_where_the_investment_came_from(money, treasury, destination, article):  # E-152, E-153, E-154
    one = income("equity", 100, investment=Investment(money, 3))
    assert (one.treasury_fen, one.destination, one.article) == (treasury, destination, article)


def test_only_institutions_keep_a_part_of_equity():
    one = income("equity", 100, investment=Investment(3, 3), institution=False)
    assert (one.treasury_fen, one.article) == (100, "第四十条")


@pytest.mark.parametrize("state", sorted(CaseState))
def test_income_comes_from_the_execution_on(state):
    bringing = {"executing", "executed", "post_approval", "replied", "settled", "booked", "closed"}
    if state.value in bringing:
        assert income(state=state)
    else:
        with pytest.raises(Refused, match="not_executing"):
            income(state=state)


@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=8))
def test_remittances_never_pass_what_is_due(amounts):  # E-155
    one = income()
    for number, amount in enumerate(amounts):
        paid = Remittance(str(number), amount, TODAY)
        if one.left_fen == 0 or amount > one.left_fen:
            with pytest.raises(Refused):
                one.remit(paid, TODAY)
        else:
            one = one.remit(paid, TODAY)
        assert one.remitted_fen <= one.treasury_fen
        assert (one.state is State.REMITTED) == (one.left_fen == 0)


def test_only_what_is_due_falls_overdue_and_only_once():
    one = income()
    assert one.fall_overdue(one.due_on) is None
    late = one.fall_overdue(one.due_on + timedelta(days=1))
    assert (late.state, late.version) == (State.OVERDUE, 2)
    assert late.fall_overdue(one.due_on + timedelta(days=2)) is None
