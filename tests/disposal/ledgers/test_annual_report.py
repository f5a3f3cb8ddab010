"""The disposal section of the annual report: a year, a tree, method by method (E-039)."""

from datetime import date, timedelta

import pytest

from services.chassis.errors import Forbidden, Invalid, NotFound
from services.disposal.usecases.income import mark_overdue
from services.disposal.usecases.losses import register

from .conftest import AT, BUREAU, COUNTY, DEPARTMENT, FINANCE, HOSPITAL, SCHOOL, TODAY


def line(report, method):
    return next(one for one in report.lines if one.method == method)


def numbers(one):
    return (one.cases, one.assets, one.original_value_fen, one.income_fen, one.remitted_fen)


def test_a_year_counts_what_was_carried_out_received_and_remitted_in_it(ledgers):
    sale = ledgers.case("executed", cards=2)
    ledgers.case("closed", "scrap", at=HOSPITAL)
    ledgers.case("executed", "scrap", executed_on=date(TODAY.year - 1, 12, 31))
    ledgers.case("executing")
    one = ledgers.income(sale)
    ledgers.remit(one.id, 30_000)
    report = ledgers.year()
    assert [each.method for each in report.lines] == [
        "free_transfer", "donation", "sale", "expropriation", "swap", "scrap", "loss", "investment_loss",
    ]  # fmt: skip
    assert numbers(line(report, "sale")) == (1, 2, 1_000_000, 90_000, 30_000)
    assert numbers(line(report, "scrap")) == (1, 1, 500_000, 0, 0)
    assert line(report, "sale").method_name == "转让"
    assert numbers(line(ledgers.year(year=TODAY.year - 1), "scrap")) == (1, 1, 500_000, 0, 0)


def test_it_shows_what_is_open_overdue_and_lost(ledgers):
    one = ledgers.income(ledgers.case())
    ledgers.remit(one.id, 30_000)
    with ledgers.sessions.begin() as session:
        mark_overdue(session, ledgers.at(AT + timedelta(days=11)))
        register(session, ledgers.at(), ledgers.case("settled", "loss", cards=2))
    settled = ledgers.find(unit="004011")
    ledgers.find(unit="004012")
    ledgers.settle(settled.id)
    report = ledgers.year()
    assert (report.findings_open, report.overdue_fen, report.losses_fen) == (1, 60_000, 1_000_000)


def test_everybody_reads_the_year_of_his_tree_or_of_a_part_of_it(ledgers):
    for at in (SCHOOL, BUREAU, HOSPITAL):
        ledgers.case("executed", "scrap", at=at)
    bureau = ledgers.who(FINANCE, COUNTY)
    for origin, wanted, cases in (
        (bureau, "", 3), (bureau, "004001", 2), (bureau, "004011", 1), (bureau, "430121", 3),
        (ledgers.who(DEPARTMENT, BUREAU), "", 2), (ledgers.who(), "", 1), (ledgers.who(), "430121", 1),
    ):  # fmt: skip
        assert line(ledgers.year(origin, unit_code=wanted), "scrap").cases == cases
    with pytest.raises(NotFound):
        ledgers.year(ledgers.who(), unit_code="007011")
    with pytest.raises(Forbidden):
        ledgers.year(ledgers.who("security_administrator", COUNTY))
    with pytest.raises(Invalid, match="year_out_of_range"):
        ledgers.year(year=1999)


def test_a_secret_case_counts_for_who_may_know_of_it(ledgers):  # E-019
    ledgers.case("executed", "scrap", secret=True, access=frozenset({"finance-1"}))
    assert line(ledgers.year(), "scrap").cases == 0
    assert line(ledgers.year(ledgers.who(FINANCE, COUNTY, "finance-1")), "scrap").cases == 1
