"""Both sides compared: what the platform lost, kept too long or shows outdated is told anew; what it alone knows goes to a person."""

from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import select

from services.gateway.deliveries.tables import reconciliation
from services.gateway.national.daily import Comparison, ask, plan_daily
from services.gateway.national.listing import DEMAND
from services.gateway.national.protocol import Platform, Unlisted
from services.gateway.national.simulator.ledger import Standing
from tests.deliveries.ours import Ours, demand_publication, publication
from tests.deliveries.platform import SENDER, Theirs
from tests.faults.ledger.installation import eventually


def compare(ours: Ours, theirs: Theirs) -> dict[str, tuple[str, bool]]:
    """Compare now; what differed by asset, and whether it was mended."""
    with ours.sessions.begin() as session:
        run = ask(session, ours.clock(), "operator")
    comparison = Comparison(ours.sessions, theirs.platform, ours.clock, 2)
    report = comparison.compare(run)
    comparison.close()
    return {each.subject: (each.what, each.mended) for each in report.differences}


def delivered(ours: Ours, theirs: Theirs, *wanted) -> None:
    ours.know(theirs.platform)
    ours.enqueue(*wanted)
    dispatch = ours.dispatch(theirs.platform)
    dispatch.start()
    eventually(ours.settled, story=ours.rows)
    dispatch.stop()


def test_sides_that_agree_need_nothing(ours: Ours, theirs: Theirs) -> None:
    delivered(ours, theirs, *[publication(f"004011-{n}") for n in range(5)], publication("004011-0", 2, "withdraw"))
    assert compare(ours, theirs) == {}
    assert len(ours.rows()) == 6


def test_what_the_platform_lost_is_told_anew_and_then_they_agree(ours: Ours, theirs: Theirs) -> None:
    delivered(ours, theirs, *[publication(f"004011-{n}") for n in range(5)])
    theirs.simulator.ledger.lose(SENDER, "004011-3")
    assert compare(ours, theirs) == {"004011-3": ("missing", True)}
    assert compare(ours, theirs) == {}  # it is on its way
    delivered(ours, theirs)
    assert theirs.offered().keys() == {f"004011-{n}" for n in range(5)}
    assert compare(ours, theirs) == {}


def test_what_it_shows_outdated_or_withdrawn_or_too_long_is_mended(ours: Ours, theirs: Theirs) -> None:
    changed = publication("004011-1", 2, "change", name="便携式计算机")
    delivered(ours, theirs, *[publication(f"004011-{n}") for n in range(1, 4)], changed, publication("004011-3", 2, "withdraw"))
    offers = theirs.simulator.ledger.offers
    offers[SENDER, "004011-1"].said = {"asset_no": "004011-1"}
    offers[SENDER, "004011-2"].state = "withdrawn"
    offers[SENDER, "004011-3"].state = "published"
    wanted = {"004011-1": ("outdated", True), "004011-2": ("missing", True), "004011-3": ("not_withdrawn", True)}
    assert compare(ours, theirs) == wanted
    delivered(ours, theirs)
    assert compare(ours, theirs) == {}
    assert theirs.offered().keys() == {"004011-1", "004011-2"}


def test_what_only_the_platform_knows_is_reported_and_left_alone(ours: Ours, theirs: Theirs) -> None:
    delivered(ours, theirs, publication("004011-1"))
    theirs.simulator.ledger.offers[SENDER, "004099-1"] = Standing("004099-1", "published", 1, {}, "QG1")
    assert compare(ours, theirs) == {"004099-1": ("unknown_here", False)}


def test_demands_are_compared_beside_offers_and_each_difference_is_mended_in_its_own_list(ours: Ours, theirs: Theirs) -> None:  # B-039
    published = [demand_publication(f"D-{n}") for n in range(1, 6)]
    delivered(ours, theirs, publication("004011-1"), *published, demand_publication("D-4", 3, "withdraw"))
    assert compare(ours, theirs) == {}
    demands = theirs.simulator.ledger.demands
    theirs.simulator.ledger.lose(SENDER, "D-1", kind=DEMAND)
    demands[SENDER, "D-2"].said = {"demand_id": "D-2"}
    demands[SENDER, "D-3"].state = "withdrawn"
    demands[SENDER, "D-4"].state = "published"
    demands[SENDER, "D-9"] = Standing("D-9", "published", 1, {}, "QG1")
    wanted = {"D-1": ("missing", True), "D-2": ("outdated", True), "D-3": ("missing", True), "D-4": ("not_withdrawn", True)}
    assert compare(ours, theirs) == {DEMAND.subject(one): what for one, what in {**wanted, "D-9": ("unknown_here", False)}.items()}
    delivered(ours, theirs)
    assert theirs.demanded().keys() == {"D-1", "D-2", "D-3", "D-5", "D-9"}
    assert theirs.offered().keys() == {"004011-1"}
    assert compare(ours, theirs) == {DEMAND.subject("D-9"): ("unknown_here", False)}
    with ours.sessions() as session:
        [line] = session.scalars(select(reconciliation.c.report).order_by(reconciliation.c.finished_at.desc()).limit(1)).one()
    assert line == {"asset_no": "", "demand_id": "D-9", "what": "unknown_here", "ours": "", "theirs": "published", "mended": False}


def test_it_runs_once_a_beijing_day_and_when_asked(ours: Ours, theirs: Theirs) -> None:
    delivered(ours, theirs, publication("004011-1"))
    early, later = (datetime(2026, 11, 20, hour, 30, tzinfo=UTC) for hour in (17, 18))  # 01:30 and 02:30 in Beijing
    for moment in (early, later, later + timedelta(hours=3), later + timedelta(days=1)):
        with ours.sessions.begin() as session:
            plan_daily(session, moment, 2)
    with ours.sessions() as session:
        days = list(session.scalars(select(reconciliation.c.day).order_by(reconciliation.c.day)))
    assert [day.isoformat() for day in days] == ["2026-11-21", "2026-11-22"]
    comparison = Comparison(ours.sessions, theirs.platform, ours.clock, 23)
    assert [comparison.run_due() for _ in range(3)] == [1, 1, 0]


def test_a_list_that_cannot_be_had_mends_nothing_and_is_asked_for_again(ours: Ours, theirs: Theirs) -> None:
    delivered(ours, theirs, publication("004011-1"))
    theirs.behave("down")
    with pytest.raises(Unlisted):
        compare(ours, theirs)
    wrong = Platform(theirs.url, b"another secret", SENDER)
    with pytest.raises(Unlisted), httpx2.Client() as client:
        list(wrong.listed(client, ours.clock()))
    comparison = Comparison(ours.sessions, theirs.platform, ours.clock, 23)
    assert comparison.run_due() == 0
    theirs.behave()
    assert comparison.run_due() == 0  # another may be at it
    ours.clock.ahead = timedelta(minutes=11)
    theirs.behave(clock_seconds=660)
    assert comparison.run_due() == 1
