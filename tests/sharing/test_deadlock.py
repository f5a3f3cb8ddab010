"""Two that lock the same entries in opposite orders: the command is tried again instead of being refused."""

from threading import Thread

from sqlalchemy import select

from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import entries_pb2
from services.operations.processes import wait_until
from services.sharing.tables import entry

from .conftest import REVIEWER

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def test_a_decision_on_many_outlives_a_deadlock_with_a_worker(warehouse):
    ids = [one.id for one in warehouse.submit_all([warehouse.card() for _ in range(2)])]
    answers = []

    def decide():
        request = entries_pb2.DecideEntriesRequest(entry_ids=ids, decision="agree")
        answers.append(ask(warehouse.entries.DecideEntries, request, warehouse.who(REVIEWER), 30).decided)

    with warehouse.sessions() as worker:  # waits for a deadlock longer than the command does, so that the command is broken off
        worker.connection().exec_driver_sql("SET LOCAL deadlock_timeout = '20s'")
        worker.execute(select(entry.c.id).where(entry.c.id == ids[1]).with_for_update())
        deciding = Thread(target=decide)
        deciding.start()
        wait_until(lambda: _waits(warehouse), 20, "it does not wait for the second, the first in hand")
        worker.execute(select(entry.c.id).where(entry.c.id == ids[0]).with_for_update())
        worker.rollback()
    deciding.join(30)
    assert answers == [2]


def _waits(warehouse):
    with warehouse.sessions() as watcher:
        return watcher.connection().exec_driver_sql(WAITING).scalar()
