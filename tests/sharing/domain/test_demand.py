"""A demand's way: two desks, one who files never decides, and its ends (B-038 to B-042)."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.chassis.errors import Conflict, Invalid, Refused
from services.sharing.domain.audience import Scope
from services.sharing.domain.demand import Demand, DemandState, Wish, beijing_day, checked_wish, demanded
from services.sharing.domain.entry import Decider
from services.sharing.domain.indicator import Indicator
from services.sharing.domain.offer import Contact
from services.sharing.domain.statement import EXPIRED, SUPERSEDED, VALID, Statement, last_day, number_of
from tests.sharing.domain.samples import HANDLER, LATER, NOW, OWNER, REVIEWER

WISH = Wish(
    "A02010105", "台式计算机", 3, "台", (Indicator("内存", "min", "16", "GB"),), None, Scope.CITY, date(2026, 12, 31), "新开微机室",
    Contact("陈老师", "13912345678"), 1_500_000,
)  # fmt: skip
TODAY = date(2026, 11, 20)


def submitted() -> Demand:
    return demanded(UUID(int=1), OWNER, WISH, HANDLER, NOW).demand


def published(scope: Scope | None = None) -> Demand:
    return submitted().agree(REVIEWER, LATER, scope).demand


def returned() -> Demand:
    return submitted().send_back(REVIEWER, LATER, "请写明用途").demand


ENDS = {state: published().end(state, HANDLER, LATER, "已解决").demand for state in ("withdrawn", "satisfied")}


def test_the_reviewer_publishes_it_with_the_scope_he_chooses():
    assert published().shown_to == {"city:3101"}
    wide = published(Scope.NATION)
    assert (wide.state, wide.wish.scope, wide.shown_to, wide.version) == (DemandState.PUBLISHED, Scope.NATION, frozenset({"nation"}), 2)


def test_who_filed_it_may_not_decide_nor_have_it_decided_in_his_name():
    for by in (Decider(HANDLER), Decider("deputy", HANDLER)):
        with pytest.raises(Refused, match="filer_may_not_decide"):
            submitted().agree(by, LATER)
        with pytest.raises(Refused, match="filer_may_not_decide"):
            submitted().send_back(by, LATER, "理由")


def test_it_goes_back_with_a_reason_and_comes_again():
    with pytest.raises(Invalid, match="reason_required"):
        submitted().send_back(REVIEWER, LATER, "")
    assert (returned().note, returned().shown_to) == ("请写明用途", frozenset())
    again = returned().submit_again(replace(WISH, quantity=5), HANDLER, LATER).demand
    assert (again.state, again.wish.quantity, again.note, again.version) == (DemandState.SUBMITTED, 5, "", 3)


def test_nothing_is_decided_twice_and_nothing_ends_twice():
    for one in (published(), returned(), *ENDS.values()):
        with pytest.raises(Conflict, match="demand_decided"):
            one.agree(REVIEWER, LATER)
    for one in ENDS.values():
        with pytest.raises(Conflict, match="demand_ended"):
            one.end("withdrawn", HANDLER, LATER, "再次")
    for one in (submitted(), published(), *ENDS.values()):
        with pytest.raises(Conflict, match="demand_not_returned"):
            one.submit_again(WISH, HANDLER, LATER)


def test_what_ends_leaves_the_square():  # B-042
    assert [one.state for one in ENDS.values()] == [DemandState.WITHDRAWN, DemandState.SATISFIED]
    assert not any(one.shown_to for one in ENDS.values())
    assert published().clear("service:sharing", LATER).demand.shown_to == frozenset()
    with pytest.raises(Invalid, match="reason_required"):
        published().end("withdrawn", HANDLER, LATER, " ")


def test_agreements_bring_it_piece_by_piece():
    part = published().supply(2, "service:sharing", LATER)
    assert (part.operation, part.demand.state, part.demand.need.quantity) == ("supplied", DemandState.PUBLISHED, 1)
    last = part.demand.supply(1, "service:sharing", LATER)
    assert (last.operation, last.demand.state, last.demand.supplied) == ("satisfied", DemandState.SATISFIED, 3)


def test_everything_faulty_is_named_at_once():
    wrong = replace(
        WISH, class_code="X1", name="", quantity=0, reason=" ", needed_by=date(2026, 11, 19), budget_fen=-1, contact=Contact("", "1"),
        indicators=(Indicator("内存", "min", "大"),),
    )  # fmt: skip
    with pytest.raises(Invalid, match="demand_invalid") as caught:
        checked_wish(wrong, TODAY)
    assert {fault.field for fault in caught.value.faults} == {
        "class_code", "name", "quantity", "reason", "needed_by", "budget_fen", "contact.name", "contact.phone", "indicators[0]",
    }  # fmt: skip
    assert checked_wish(replace(WISH, class_code=" a02010105 ", needed_by=TODAY), TODAY).class_code == "A02010105"


def test_a_statement_holds_to_the_end_of_its_thirtieth_day_in_beijing():
    given_at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # the 21st in Beijing
    one = Statement(number_of("310151", 2026, 123), "u", "某校", "A02", 1, (), given_at, last_day(given_at))
    assert (one.number, one.valid_until) == ("310151-2026-000123", date(2026, 12, 21))
    assert one.state(datetime(2026, 12, 21, 15, 59, tzinfo=UTC)) == VALID
    assert one.state(datetime(2026, 12, 21, 16, 0, tzinfo=UTC)) == EXPIRED
    assert one.state(datetime(2026, 12, 21, 15, 59, tzinfo=UTC), "310151-2026-000124") == SUPERSEDED
    assert beijing_day(given_at) == date(2026, 11, 21)
