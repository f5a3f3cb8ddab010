"""Two at once: a label's versions have no gap, and a command that meets a worker the other way round is tried again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Thread

from sqlalchemy import select

from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict
from services.labels.pasting_tables import asset_label
from services.labels.usecases.pasting import Printed, record_printed
from services.operations.processes import wait_until

CALL = Call(Actor("service:labels", "labels"), datetime.now(UTC), "c-1")
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


def test_a_print_and_the_card_it_is_of_that_arrive_at_once_are_both_kept(desk):
    told_now = []
    with desk.sessions() as printing:  # the card is not there yet, as far as this one sees
        record_printed(printing, CALL, [Printed("A-1", 1, "job-1", CALL.at)])
        following = Thread(target=lambda: told_now.append(_hears(desk)))
        following.start()
        wait_until(lambda: _waits(desk), 20, "the card does not wait for the print")
        printing.commit()
    following.join(30)
    assert [str(one.code) for one in told_now] == ["stale_version"]  # and the worker tries it again
    desk.hears("A-1", version=1)
    label = desk.label("A-1")
    assert (label.issues, label.name) == (1, "台式计算机")


def _hears(desk):
    try:
        desk.hears("A-1", version=1)
    except Conflict as error:
        return error


def _waits(desk):
    with desk.sessions() as watcher:
        return watcher.connection().exec_driver_sql(WAITING).scalar()
