"""Losses that stay on file after the write-off, and what comes back of them (E-147)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused, ServiceError
from services.disposal.usecases.losses import register

from .conftest import BUREAU, COUNTY, DEPARTMENT, FINANCE, HOSPITAL, SCHOOL, TODAY


def settled(ledgers, method="loss", **more):
    """A settled case, its losses on file."""
    case = ledgers.case("settled", method, **more)
    with ledgers.sessions.begin() as session:
        register(session, ledgers.at(), case)
    return case


def on_file(ledgers, **more):
    case = settled(ledgers, **more)
    return ledgers.losses(case_id=str(case.id)).items[0]


@pytest.mark.parametrize("method", ["loss", "investment_loss"])
def test_every_asset_of_a_settled_loss_is_kept_on_file_at_its_original_value_once(ledgers, method):
    case = settled(ledgers, method, cards=2)
    with ledgers.sessions.begin() as session:
        assert register(session, ledgers.at(), case) == 0
    found = ledgers.losses()
    assert (found.total, found.amount_fen, found.recovered_fen) == (2, 1_000_000, 0)
    assert {(item.asset_no, item.state, item.amount_fen) for item in found.items} == {
        (card.asset_no, "open", 500_000) for card in case.assets
    }  # fmt: skip
    told = [event for event in ledgers.events() if event["type"] == "disposal.loss.registered.v1"]
    assert [(event["aggregateversion"], event["data"]["amount_fen"]) for event in told] == [(1, 500_000), (1, 500_000)]
    assert [record.operation for record in ledgers.audited()] == ["loss.register", "loss.register"]


def test_other_ways_of_disposal_leave_no_loss(ledgers):
    settled(ledgers, "scrap")
    assert ledgers.losses().total == 0


def test_money_comes_back_in_parts_and_never_more_than_was_lost(ledgers):
    one = on_file(ledgers)
    assert ledgers.recover(one.id, amount_fen=200_000).state == "open"
    with pytest.raises(Refused, match="recovery_above_loss") as refused:
        ledgers.recover(one.id, amount_fen=300_001)
    assert "处置收入" in refused.value.remedy
    done = ledgers.recover(one.id, amount_fen=300_000)
    assert (done.state, done.recovered_fen, done.version) == ("recovered", 500_000, 3)
    assert [(line.amount_fen, line.account) for line in done.recoveries] == [
        (200_000, f"unit_handler-{SCHOOL}"), (300_000, f"unit_handler-{SCHOOL}"),
    ]  # fmt: skip
    with pytest.raises(Refused, match="loss_recovered"):
        ledgers.recover(one.id, amount_fen=1)
    told = ledgers.events(one.id)
    assert [event["type"].split(".")[2] for event in told] == ["registered", "recovered", "recovered"]
    assert (told[-1]["data"]["kind"], told[-1]["data"]["recovered"], told[-1]["data"]["recovered_fen"]) == ("money", 300_000, 500_000)


def test_the_asset_itself_comes_back_under_a_card_of_the_units_own_and_ends_the_loss(ledgers):
    one, other = on_file(ledgers), on_file(ledgers)
    for number, reason in (("NEW-1", {}), ("NEW-2", {"at": HOSPITAL}), ("NEW-3", {"state": "written_off"}), ("NEW-4", {"removed": True})):
        if reason:
            ledgers.card(number, **reason)
        with pytest.raises(Refused, match="recovered_asset_not_booked") as refused:
            ledgers.recover(one.id, kind="asset", asset_no=number)
        assert "及时入账" in refused.value.remedy
    ledgers.card("NEW-5")
    done = ledgers.recover(one.id, kind="asset", asset_no="NEW-5", amount_fen=120_000)
    assert (done.state, done.recovered_fen, done.recoveries[0].asset_no) == ("recovered", 120_000, "NEW-5")
    with pytest.raises(Conflict, match="asset_recovered_already"):
        ledgers.recover(other.id, kind="asset", asset_no="NEW-5")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "promise"}, "kind"), ({"amount_fen": 0}, "amount_fen"),
        ({"kind": "asset", "amount_fen": -1, "asset_no": "X"}, "amount_fen"),
        ({"kind": "asset"}, "asset_no"), ({"asset_no": "X"}, "asset_no"), ({"recovered_on": "2999-01-01"}, "recovered_on"),
        ({"note": "长" * 501}, "note"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_a_fault_of_its_field(ledgers, given, field):
    one = on_file(ledgers)
    with pytest.raises(Invalid) as fault:
        ledgers.recover(one.id, **given)
    assert [each.field for each in fault.value.faults] == [field]


def test_the_written_off_number_is_not_the_card_of_what_came_back(ledgers):
    one = on_file(ledgers)
    with pytest.raises(Invalid, match="recovery_invalid"):
        ledgers.recover(one.id, kind="asset", asset_no=one.asset_no)


def test_two_clerks_at_once_recover_no_more_than_was_lost(ledgers):
    one = on_file(ledgers)

    def recover(_):
        try:
            return ledgers.recover(one.id, amount_fen=200_000).version
        except ServiceError as error:
            return error.code

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(recover, range(6)))
    assert sorted(map(str, outcomes)) == ["2", "3", *["recovery_above_loss"] * 4]
    assert ledgers.losses().recovered_fen == 400_000


def test_only_the_unit_recovers_and_its_tree_sees(ledgers):
    one = on_file(ledgers)
    with pytest.raises(NotFound):
        ledgers.recover(one.id, ledgers.who(at=HOSPITAL))
    with pytest.raises(Forbidden):
        ledgers.recover(one.id, ledgers.who(FINANCE, COUNTY))
    with pytest.raises(NotFound):
        ledgers.recover("0190b3a0-0000-7000-8000-000000000000")
    assert ledgers.losses(ledgers.who(at=HOSPITAL)).total == 0
    for origin in (ledgers.who(), ledgers.who(DEPARTMENT, BUREAU), ledgers.who(FINANCE, COUNTY)):
        assert [item.id for item in ledgers.losses(origin, state="open").items] == [one.id]


def test_of_a_secret_loss_events_name_neither_asset_nor_amount(ledgers):  # E-019
    settled(ledgers, secret=True, access=frozenset({f"unit_handler-{SCHOOL}"}))
    told = [event["data"] for event in ledgers.events() if event["type"].startswith("disposal.loss")]
    assert [(data["asset_no"], data["amount_fen"]) for data in told] == [("", 0)]
    assert ledgers.losses(ledgers.who(FINANCE, COUNTY)).total == 0
    assert ledgers.losses().total == 1


def test_something_recovered_yesterday_is_recorded_today(ledgers):
    one = on_file(ledgers)
    assert ledgers.recover(one.id, recovered_on=str(TODAY - timedelta(days=1))).recovered_fen == 10_000
