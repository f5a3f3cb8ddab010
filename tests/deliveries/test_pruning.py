"""What is over stays to be read for as many days as are set; what the platform confirmed last stays for good."""

from datetime import timedelta

from sqlalchemy import func, select, update

from services.gateway.deliveries.tables import attempt, delivery
from services.gateway.deliveries.usecases import pruning
from services.gateway.deliveries.usecases.enqueueing import Wanted
from services.gateway.deliveries.usecases.pruning import prune_deliveries
from services.gateway.deliveries.usecases.targets import Subscribe, follow_organisation, subscribe
from tests.deliveries.ours import SEAL, Ours, publication
from tests.deliveries.platform import Theirs
from tests.deliveries.test_reconciling import compare, delivered
from tests.deliveries.test_webhooks import call

DAYS = 400


def prune(ours: Ours) -> int:
    with ours.sessions.begin() as session:
        return prune_deliveries(session, ours.clock(), DAYS)


def keys(ours: Ours) -> list[str]:
    return [row.key for row in ours.rows()]


def attempts(ours: Ours) -> int:
    with ours.sessions() as session:
        return session.scalar(select(func.count()).select_from(attempt)) or 0


def test_what_ended_long_ago_goes_with_its_attempts_and_what_the_platform_confirmed_last_stays(ours: Ours, theirs: Theirs) -> None:
    told = [publication("004011-1", n, "publish" if n == 1 else "change", key=f"1-{n}") for n in (1, 2, 3)]
    delivered(ours, theirs, *told, publication("004011-2", 1, key="2-1"))
    assert (prune(ours), attempts(ours)) == (0, 4)
    ours.clock.ahead = timedelta(days=DAYS, minutes=1)
    theirs.behave(clock_seconds=ours.clock.ahead.total_seconds())
    assert prune(ours) == 2
    assert (keys(ours), attempts(ours)) == (["1-3", "2-1"], 2)
    assert compare(ours, theirs) == {}  # both sides still agree
    assert prune(ours) == 0


def test_a_dropped_one_goes_and_what_is_not_over_stays_however_old(ours: Ours, theirs: Theirs) -> None:
    ours.know(theirs.platform)
    ours.enqueue(*[publication(f"004011-{n}", key=state) for n, state in enumerate(("pending", "parked", "dropped"))])
    ours.enqueue(publication("004011-2", 2, key="delivered"))
    with ours.sessions.begin() as session:
        for state in ("parked", "dropped", "delivered"):
            session.execute(update(delivery).where(delivery.c.key == state).values(state=state, finished_at=ours.clock()))
    ours.clock.ahead = timedelta(days=DAYS, minutes=1)
    assert prune(ours) == 1
    assert keys(ours) == ["pending", "parked", "delivered"]


def test_webhooks_deliveries_go_a_few_at_a_time_until_none_is_left(ours: Ours, monkeypatch) -> None:
    monkeypatch.setattr(pruning, "PRUNE_DELIVERIES_AT_ONCE", 3)
    with ours.sessions.begin() as session:
        follow_organisation(session, "310151", "31/3101/310151", "崇明区", 1)
        webhook, _ = subscribe(session, call(), Subscribe("区大数据中心", "https://localhost/in", "310151", ("*",)), SEAL.seal)
    ours.enqueue(*[Wanted(webhook, f"A-{n}", "registry.asset.changed.v1", f"k-{n}", "{}", "registry.asset", f"A-{n}", 1) for n in range(7)])
    with ours.sessions.begin() as session:
        session.execute(update(delivery).values(state="delivered", finished_at=ours.clock()))
    ours.clock.ahead = timedelta(days=DAYS, minutes=1)
    assert [prune(ours) for _ in range(4)] == [3, 3, 1, 0]
