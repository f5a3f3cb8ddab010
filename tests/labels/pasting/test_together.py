"""Two at once: a label's versions have no gap, and a command that meets a worker the other way round is tried again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Thread

from sqlalchemy import select

from services.labels.pasting_tables import asset_label
from services.operations.processes import wait_until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_many_who_confirm_at_once_leave_one_event_each_without_a_gap(desk):
    desk.hears("A-1")
    desk.prints("A-1")
    with ThreadPoolExecutor(6) as people:
        list(people.map(lambda number: desk.paste("A-1", desk.who(account=f"p-{number}")), range(12)))
    assert [event["aggregateversion"] for event in desk.events("A-1")] == list(range(1, 14))
    assert desk.label("A-1").version == 13


def test_marks_outlive_a_deadlock_with_a_worker(desk):
    for number in ("A-1", "A-2"):
        desk.hears(number)
    answers = []
    with desk.sessions() as worker:  # waits for a deadlock longer than the command does, so that the command is broken off
        worker.connection().exec_driver_sql("SET LOCAL deadlock_timeout = '20s'")
        worker.execute(select(asset_label.c.asset_no).where(asset_label.c.asset_no == "A-2").with_for_update())
        marking = Thread(target=lambda: answers.append(desk.mark("A-1", "A-2")))
        marking.start()
        wait_until(lambda: _waits(desk), 20, "it does not wait for the second, the first in hand")
        worker.execute(select(asset_label.c.asset_no).where(asset_label.c.asset_no == "A-1").with_for_update())
        worker.rollback()
    marking.join(30)
    assert answers == [2]


def _waits(desk):
    with desk.sessions() as watcher:
        return watcher.connection().exec_driver_sql(WAITING).scalar()
