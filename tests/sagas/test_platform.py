"""The whole path under a national platform that is away for a day, answers too late and so is told twice, or loses rows (B-053, B-056)."""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.sagas import nation as nations
from tests.sagas.deal import Deal
from tests.sagas.nation import SECONDS, Nation
from tests.support.parts import Run

pytestmark = pytest.mark.timeout(300)
PUBLISHED, WITHDRAWN = ("publish", "delivered"), ("withdraw", "delivered")
TO_PUBLISH, TO_WITHDRAW = ("publish", "pending"), ("withdraw", "pending")
HOURS = 24


@pytest.fixture(scope="module")
def installed(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    with nations.opened(tmp_path_factory.mktemp("nation"), run) as made:
        yield made


@pytest.fixture
def nation(installed: Nation) -> Nation:
    """The installation, and a platform that has heard nothing yet and is not there."""
    installed.forget()
    return installed


def offered(nation: Nation) -> Deal:
    """A deal whose offer the platform has received."""
    deal = Deal(nation.town)
    nation.until(deal.received)
    return deal


def assert_closed(nation: Nation, deal: Deal, demand_id: str) -> None:
    """The path has ended on both sides: transferred and receipted here, shown there no more, and nothing waits for a person."""
    entry = deal.entry()
    assert entry["state_name"] == "已调剂完成"
    assert entry["national_receipt_no"].startswith("QG")
    assert deal.asset_no not in nation.theirs.offered()
    assert nation.told(demand_id) == ["publish", "withdraw"]
    assert demand_id not in nation.demanded()
    assert nation.parked() == []


def test_a_platform_that_is_away_for_a_day_hears_everything_once_and_in_order_when_it_is_back(nation: Nation) -> None:
    with nation.there():
        before = offered(nation)
    deals = [before, Deal(nation.town)]  # one offer that it lists already, one that it has not heard of
    left = nation.clock.ahead
    demands = [deal.through(lambda: nation.clock.move(HOURS * 3600 / 6)) for deal in deals]
    assert nation.clock.ahead - left >= HOURS * 3600
    assert [deal.deliveries() for deal in deals] == [[PUBLISHED, TO_WITHDRAW], [TO_PUBLISH, TO_WITHDRAW]]
    assert [deals[0].deliveries(each) for each in demands] == [[TO_PUBLISH, TO_WITHDRAW]] * 2
    assert list(nation.theirs.offered()) == [before.asset_no]
    assert nation.attempts(deals[1].asset_no)[0] > 1  # it was knocked at meanwhile
    with nation.there():
        nation.until(lambda: all(deal.deliveries() == [PUBLISHED, WITHDRAWN] for deal in deals))
        nation.until(lambda: all(deals[0].deliveries(each) == [PUBLISHED, WITHDRAWN] for each in demands))
        nation.until(lambda: deals[1].entry()["national_receipt_no"])
        assert nation.compared_next_day() == []
    for deal, demand_id in zip(deals, demands, strict=True):
        assert nation.told(deal.asset_no) == ["publish", "withdraw"]
        assert deal.steps("nationally_published") == 1
        assert_closed(nation, deal, demand_id)


def test_a_platform_that_answers_too_late_is_told_again_and_takes_each_message_once(nation: Nation) -> None:
    with nation.there():
        nation.theirs.behave("late_twice", seconds=SECONDS + 1)
        deal = offered(nation)
        demand_id = deal.through()
        nation.until(lambda: deal.deliveries() == deal.deliveries(demand_id) == [PUBLISHED, WITHDRAWN])
    assert nation.told(deal.asset_no) == ["publish", "withdraw"]
    assert nation.theirs.simulator.ledger.repeats >= 8  # each of the four came three times
    assert set(Counter(nation.theirs.keys()).values()) == {1}
    assert deal.steps("nationally_published") == 1
    assert_closed(nation, deal, demand_id)


def test_what_a_platform_loses_the_daily_comparison_restores_until_the_offer_ends_and_ends_for_good(nation: Nation) -> None:
    ledger = nation.theirs.simulator.ledger
    with nation.there():
        nation.theirs.behave("losing")
        deal = offered(nation)
        assert nation.theirs.offered() == {}
        nation.theirs.behave()
        assert [(one["asset_no"], one["what"]) for one in nation.compared_next_day()] == [(deal.asset_no, "missing")]
        nation.until(lambda: list(nation.theirs.offered()) == [deal.asset_no])
        backup = dict(ledger.offers)
        demand_id = deal.through()
        nation.until(lambda: deal.deliveries() == [PUBLISHED, PUBLISHED, WITHDRAWN])
        nation.until(lambda: deal.deliveries(demand_id) == [PUBLISHED, WITHDRAWN])
        assert nation.theirs.offered() == {}
        ledger.offers.update(backup)  # restored as it was before the withdrawal: that row is lost
        assert [(one["asset_no"], one["what"]) for one in nation.compared_next_day()] == [(deal.asset_no, "not_withdrawn")]
        nation.until(lambda: nation.theirs.offered() == {})
        nation.until(lambda: deal.deliveries() == [PUBLISHED, PUBLISHED, WITHDRAWN, WITHDRAWN])
        assert nation.compared_next_day() == []
    assert nation.told(deal.asset_no) == ["publish", "publish", "withdraw", "withdraw"]
    assert set(Counter(nation.theirs.keys()).values()) == {1}
    assert_closed(nation, deal, demand_id)
