"""Income on its way to the treasury: recorded, remitted, overdue, and what it keeps from being closed (E-148 to E-155)."""

from datetime import timedelta

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.contracts.rpc.disposal.v1 import ledgers_pb2 as pb
from services.disposal.usecases.income import mark_overdue, refuse_while_due, what_is_due

from .conftest import AT, BUREAU, COUNTY, DEPARTMENT, FINANCE, HOSPITAL, OTHER_SCHOOL, SCHOOL, TODAY


def overdue(ledgers, days):
    with ledgers.sessions.begin() as session:
        return mark_overdue(session, ledgers.at(AT + timedelta(days=days)))


def test_what_is_left_after_deductions_is_due_and_each_line_is_kept(ledgers):  # E-149, E-150
    given = [
        pb.Deduction(kind="tax", amount_fen=10_000), pb.Deduction(kind="appraisal_fee", amount_fen=5_000),
        pb.Deduction(kind="auction_commission", amount_fen=2_000), pb.Deduction(kind="other", amount_fen=1, note="公告费"),
    ]  # fmt: skip
    one = ledgers.income(ledgers.case(), deductions=given)
    assert (one.gross_fen, one.net_fen, one.treasury_fen, one.remitted_fen) == (100_000, 82_999, 82_999, 0)
    assert (one.destination, one.state, one.kind_name, one.article) == ("treasury", "due", "转让资产收入", "第三十九条")
    assert one.due_on == str(TODAY + timedelta(days=10))
    assert [(line.kind, line.amount_fen, line.note) for line in one.deductions][-1] == ("other", 1, "公告费")
    told = ledgers.events(one.id)
    assert [(event["type"], event["aggregateversion"]) for event in told] == [("disposal.income.due.v1", 1)]
    assert (told[0]["data"]["net_fen"], told[0]["data"]["treasury_fen"], told[0]["data"]["state"]) == (82_999, 82_999, "due")
    record = ledgers.audited()[-1]
    assert (record.operation, record.after["net_fen"], record.org_path.endswith(SCHOOL)) == ("income.record", 82_999, True)


@pytest.mark.parametrize(
    ("kind", "method", "article"),
    [
        ("sale", "sale", "第三十九条"), ("swap_difference", "swap", "第三十九条"), ("salvage", "scrap", "第三十九条"),
        ("insurance", "loss", "第三十九条"), ("liquidation", "investment_loss", "第三十九条"),
        ("demolition_compensation", "expropriation", "第四十条"), ("land_use_right", "sale", "第四十条"),
        ("compensation", "loss", "第三十五条（四）"), ("other", "free_transfer", "第三十九条"),
    ],
)  # fmt: skip
def test_every_kind_of_income_comes_of_its_own_ways_of_disposal(ledgers, kind, method, article):  # E-148, E-151
    one = ledgers.income(ledgers.case(method=method), kind=kind)
    assert (one.article, one.treasury_fen, one.destination) == (article, 90_000, "treasury")


@pytest.mark.parametrize(
    ("money", "at", "treasury", "destination", "article"),
    [
        (300, SCHOOL, 0, "unit_budget", "第四十一条（一）"), (0, SCHOOL, 90_001, "treasury", "第四十一条（二）"),
        (100, SCHOOL, 60_001, "mixed", "第四十一条（三）"), (300, BUREAU, 90_001, "treasury", "第四十条"),
    ],
)  # fmt: skip
def test_income_of_equity_is_split_by_what_was_invested(ledgers, money, at, treasury, destination, article):  # E-152, E-153, E-154
    deductions = [pb.Deduction(kind="tax", amount_fen=9_999)]
    one = ledgers.income(
        ledgers.case(at=at), ledgers.who(at=at), kind="equity", deductions=deductions, invested_money_fen=money, invested_fen=300
    )
    assert (one.net_fen, one.treasury_fen, one.destination, one.article) == (90_001, treasury, destination, article)
    assert one.state == ("kept" if treasury == 0 else "due")


def test_remittances_add_up_with_their_receipts_and_never_pass_what_is_due(ledgers):  # E-150, E-155
    one = ledgers.income(ledgers.case())
    assert ledgers.remit(one.id, 40_000).state == "due"
    with pytest.raises(Refused, match="remittance_above_due"):
        ledgers.remit(one.id, 50_001, "J-2")
    with pytest.raises(Conflict, match="receipt_repeated"):
        ledgers.remit(one.id, 1, "J-1")
    paid = ledgers.remit(one.id, 50_000, "J-2")
    assert (paid.state, paid.remitted_fen, paid.version) == ("remitted", 90_000, 3)
    assert [(line.receipt_no, line.amount_fen) for line in paid.remittances] == [("J-1", 40_000), ("J-2", 50_000)]
    with pytest.raises(Refused, match="nothing_due"):
        ledgers.remit(one.id, 1, "J-3")
    told = ledgers.events(one.id)
    assert [event["type"].split(".")[2] for event in told] == ["due", "remitted", "remitted"]
    assert [event["aggregateversion"] for event in told] == [1, 2, 3]
    assert (told[-1]["data"]["receipt_no"], told[-1]["data"]["amount_fen"], told[-1]["data"]["remitted_fen"]) == ("J-2", 50_000, 90_000)


def test_the_same_remittance_under_the_same_key_counts_once(ledgers):
    one = ledgers.income(ledgers.case())
    for _ in range(2):
        assert ledgers.remit(one.id, 40_000, origin=ledgers.who(idempotency_key="k-1")).remitted_fen == 40_000


def test_income_falls_overdue_once_on_the_day_after_its_day(ledgers):  # E-155
    one = ledgers.income(ledgers.case())
    assert overdue(ledgers, 10) == 0
    assert overdue(ledgers, 11) == 1
    assert overdue(ledgers, 12) == 0
    assert [event["type"].split(".")[2] for event in ledgers.events(one.id)] == ["due", "overdue"]
    assert ledgers.remit(one.id, 1).state == "overdue"
    assert ledgers.remit(one.id, 89_999, "J-2").state == "remitted"


def test_what_is_kept_or_remitted_never_falls_overdue(ledgers):
    kept = ledgers.income(ledgers.case(), kind="equity", invested_money_fen=1, invested_fen=1)
    paid = ledgers.income(ledgers.case())
    ledgers.remit(paid.id, 90_000)
    assert overdue(ledgers, 40) == 0
    assert ledgers.listed(state="kept").items[0].id == kept.id


def test_a_case_is_not_closed_while_the_treasury_waits(ledgers):  # E-149
    case = ledgers.case("booked")
    with ledgers.sessions() as session:
        refuse_while_due(session, case.id)
    one = ledgers.income(case)
    nothing = ledgers.income(case, gross_fen=50, deductions=[pb.Deduction(kind="tax", amount_fen=50)])
    ledgers.remit(one.id, 40_000)
    with ledgers.sessions() as session, pytest.raises(Refused, match="income_due") as refused:
        refuse_while_due(session, case.id)
    assert (refused.value.article, refused.value.message) == ("第四十条", "处置收入尚未缴清：1 笔收入尚有 500.00 元未上缴国库。")
    ledgers.remit(one.id, 50_000, "J-2")
    with ledgers.sessions() as session:
        assert (what_is_due(session, case.id), nothing.state) == ("", "kept")


@pytest.mark.parametrize("state", ["approved", "department_review", "returned", "withdrawn"])
def test_there_is_no_income_before_the_execution(ledgers, state):
    with pytest.raises(Refused, match="not_executing"):
        ledgers.income(ledgers.case(state))


def test_income_that_comes_in_late_is_recorded_even_after_the_case_was_closed(ledgers):  # E-161
    assert ledgers.income(ledgers.case("closed")).state == "due"


def test_income_that_such_a_disposal_does_not_bring_is_refused(ledgers):
    with pytest.raises(Refused, match="income_kind_unfit"):
        ledgers.income(ledgers.case(method="donation"))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"gross_fen": 0}, "gross_fen"), ({"kind": "gift"}, "kind"), ({"received_on": "2999-01-01"}, "received_on"),
        ({"deductions": [pb.Deduction(kind="tax", amount_fen=100_001)]}, "deductions"),
        ({"deductions": [pb.Deduction(kind="bribe", amount_fen=1)]}, "deductions[0].kind"),
        ({"deductions": [pb.Deduction(kind="tax", amount_fen=-1)]}, "deductions[0].amount_fen"),
        ({"deductions": [pb.Deduction(kind="other", amount_fen=1)]}, "deductions[0].note"),
        ({"invested_fen": 1}, "invested_fen"), ({"kind": "equity"}, "invested_fen"),
        ({"kind": "equity", "invested_money_fen": 2, "invested_fen": 1}, "invested_fen"), ({"received_on": "3月5日"}, "received_on"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_a_fault_of_its_field(ledgers, given, field):
    with pytest.raises(Invalid) as fault:
        ledgers.income(ledgers.case(), **given)
    assert field in [one.field for one in fault.value.faults]


@pytest.mark.parametrize(
    "given", [{"amount_fen": 0}, {"receipt_no": " "}, {"on": TODAY + timedelta(days=2)}, {"on": TODAY - timedelta(days=1)}]
)
def test_a_remittance_without_receipt_amount_or_day_is_a_fault(ledgers, given):
    one = ledgers.income(ledgers.case())
    with pytest.raises(Invalid, match="remittance_invalid"):
        ledgers.remit(one.id, **{"amount_fen": 1, **given})


def test_only_the_unit_itself_records_and_nobody_else_learns_of_it(ledgers):
    case = ledgers.case()
    one = ledgers.income(case)
    for origin in (ledgers.who(at=OTHER_SCHOOL), ledgers.who(at=HOSPITAL)):
        with pytest.raises(NotFound):
            ledgers.income(case, origin)
        with pytest.raises(NotFound):
            ledgers.remit(one.id, 1, origin=origin)
    for origin in (ledgers.who(DEPARTMENT, BUREAU), ledgers.who(FINANCE, COUNTY), ledgers.who("auditor", COUNTY)):
        with pytest.raises(Forbidden):
            ledgers.income(case, origin)


def test_everybody_sees_the_ledger_of_his_tree_with_its_sums(ledgers):  # E-155
    first, second, third = (ledgers.income(ledgers.case(at=at), ledgers.who(at=at)) for at in (SCHOOL, OTHER_SCHOOL, HOSPITAL))
    ledgers.remit(first.id, 30_000)
    overdue(ledgers, 11)
    fresh = ledgers.income(ledgers.case())
    reach = {
        ledgers.who(): {first.id, fresh.id}, ledgers.who(at=HOSPITAL): {third.id},
        ledgers.who(DEPARTMENT, BUREAU): {first.id, second.id, fresh.id},
        ledgers.who(FINANCE, COUNTY): {first.id, second.id, third.id, fresh.id},
    }  # fmt: skip
    for origin, expected in reach.items():
        assert {item.id for item in ledgers.listed(origin).items} == expected
    found = ledgers.listed(ledgers.who(DEPARTMENT, BUREAU))
    assert (found.total, found.due_fen, found.overdue_fen, found.remitted_fen) == (3, 90_000, 150_000, 30_000)
    assert {item.id for item in ledgers.listed(ledgers.who(FINANCE, COUNTY), unit="004001").items} == {first.id, second.id, fresh.id}
    assert [item.id for item in ledgers.listed(ledgers.who(FINANCE, COUNTY), unit="004012").items] == [second.id]
    assert ledgers.listed(ledgers.who(FINANCE, COUNTY), state="overdue").total == 3
    with pytest.raises(NotFound):
        ledgers.listed(unit="007011")
    with pytest.raises(Forbidden):
        ledgers.listed(ledgers.who("system_administrator", COUNTY))
    with pytest.raises(Invalid, match="state_unknown"):
        ledgers.listed(state="lost")


def test_the_ledger_goes_on_page_by_page(ledgers):
    case = ledgers.case()
    made = [ledgers.income(case).id for _ in range(3)]
    first = ledgers.listed(limit=2, case_id=str(case.id))
    rest = ledgers.listed(limit=2, case_id=str(case.id), cursor=first.next_cursor)
    assert [item.id for item in [*first.items, *rest.items]] == made[::-1]
    assert not rest.next_cursor


def test_of_a_secret_case_only_who_is_named_sees_the_ledger_and_events_tell_no_amount(ledgers):  # E-019
    case = ledgers.case(secret=True, access=frozenset({"unit_handler-430121-004011", "finance-1"}))
    with pytest.raises(NotFound):
        ledgers.income(case, ledgers.who(account="colleague"))
    one = ledgers.income(case)
    ledgers.remit(one.id, 1)
    assert ledgers.listed().total == 1
    assert ledgers.listed(ledgers.who(FINANCE, COUNTY)).total == 0
    assert ledgers.listed(ledgers.who(FINANCE, COUNTY, "finance-1")).total == 1
    for event in ledgers.events(one.id):
        assert (event["data"]["net_fen"], event["data"]["treasury_fen"], event["data"]["kind"]) == (0, 0, "")
    assert not any("amount_fen" in str(record.after) for record in ledgers.audited())
