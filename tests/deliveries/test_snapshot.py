"""`guanzi events snapshot --from sharing --to gateway`: a gateway learns what is offered and never tells the platform twice."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from services.chassis import topology
from services.chassis.database import engine_for, sessions_of
from services.operations.processes import free_port
from services.operations.signing_keys import keep_signing_keys
from tests.deliveries.ours import KEY, Ours
from tests.deliveries.platform import Theirs
from tests.faults.ledger.installation import ROOT, Program, eventually
from tests.sharing import demanding
from tests.sharing.conftest import AUTHORITY, PROVINCE, REVIEWER, Warehouse, key, registry_sessions, sessions, warehouse
from tests.support.vhosts import Vhost

__all__ = ["key", "registry_sessions", "sessions", "warehouse"]  # fixtures


@dataclass
class Told:
    """Sharing's real entries, a broker, and a gateway worker of the test's own at `ours`."""

    warehouse: Warehouse
    ours: Ours
    amqp_url: str
    folder: Path
    worker: Program
    relay: Program

    @property
    def sharing_url(self) -> str:
        url: str = self.warehouse.sessions.kw["bind"].url.render_as_string(hide_password=False)
        return url.replace("+psycopg", "")

    def snapshot(self) -> str:
        """What the operator's command says."""
        environ = {"GUANZI_SHARING_DATABASE_URL": self.sharing_url, "GUANZI_SHARING_AMQP_URL": self.amqp_url}
        words = [sys.executable, "-m", "services.operations", "events", "snapshot", "--from", "sharing", "--to", "gateway"]
        done = subprocess.run(words, cwd=ROOT, env={**os.environ, **environ}, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def heard(self, snapshots: int, others: int) -> None:
        """Wait until the worker has taken so many events that are snapshots and others, and nothing waits."""
        eventually(lambda: self._inbox() == (snapshots, others, 0), 30, lambda: (self._inbox(), self.worker.log.read_text()[-2000:]))

    def _inbox(self) -> tuple[int, ...] | None:
        said = "SELECT count(*) FILTER (WHERE snapshot), count(*) FILTER (WHERE NOT snapshot), count(*) FILTER (WHERE processed_at IS NULL)"
        with psycopg.connect(self.ours.url) as connection:
            return connection.execute(f"{said} FROM inbox").fetchone()

    def entry_events(self) -> int:
        """How many events sharing has told of entries."""
        return sum(event["type"].startswith("sharing.entry.") for event in self.warehouse.events())

    def platform_knows(self, theirs: Theirs) -> dict[str, int]:
        eventually(self.ours.settled, 30, self.ours.rows)
        return theirs.offered()


@pytest.fixture
def told(warehouse: Warehouse, database: Callable[[str], str], vhost: Vhost, tmp_path: Path, theirs: Theirs) -> Iterator[Told]:
    topology.declare(vhost.amqp_url, topology.load())
    url = database("gateway")
    engine = engine_for(url, pool=8)
    ours = Ours(url, engine, sessions_of(engine))
    made = Told(warehouse, ours, vhost.amqp_url, tmp_path, _unstarted(), _unstarted())
    made.worker = program(made, "GATEWAY", url, "services.chassis.worker_process", "services.gateway.worker")
    made.relay = program(made, "SHARING", made.sharing_url, "services.chassis.relay_process", "sharing")
    ours.know(theirs.platform)
    ours.dispatch(theirs.platform).start()
    yield made
    for each in (made.worker, made.relay):
        if each.process is not None:
            each.kill()
    ours.close()


def _unstarted() -> Program:
    return Program((), {}, "", Path(os.devnull))


def program(told: Told, service: str, database_url: str, *words: str) -> Program:
    probes = f"127.0.0.1:{free_port()}"
    own = {
        "DATABASE_URL": database_url, "AMQP_URL": told.amqp_url, "IDENTITY_KEYS": str(keep_signing_keys(told.folder / "keys")[1]),
        "HTTP_ADDRESS": probes, "WORKER_HTTP_ADDRESS": probes, "WEBHOOK_KEYS": KEY,
    }  # fmt: skip
    environ = {**os.environ, **{f"GUANZI_{service}_{name}": value for name, value in own.items()}}
    return Program(words, environ, probes, told.folder / f"{words[-1]}.log")


def reported(warehouse: Warehouse, *, withdrawn: bool = False) -> str:
    """An asset that the province has reported; its number."""
    number = warehouse.card()
    entry_id = warehouse.submit(number, scope="nation")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY, PROVINCE)
    if withdrawn:
        warehouse.withdraw(entry_id)
        warehouse.bring(entry_id, REVIEWER)
    return number


def test_a_snapshot_tells_the_platform_nothing_that_it_was_told_already(told: Told, theirs: Theirs) -> None:
    listed, gone = reported(told.warehouse), reported(told.warehouse, withdrawn=True)
    told.warehouse.submit(scope="city")
    told.relay.start()
    told.worker.start()
    eventually(lambda: len(told.ours.rows()) == 3, 30)
    assert told.platform_knows(theirs).keys() == {listed}
    keys, entries = theirs.keys(), told.entry_events()
    for times in (1, 2):
        assert "已发布 6 个对象的快照：sharing → gateway" in told.snapshot()  # three entries, and the hold of each
        told.heard(snapshots=6 * times, others=entries)
    assert theirs.keys() == keys
    assert [row.kind for row in told.ours.rows() if row.subject == gone] == ["publish", "withdraw"]


def test_a_gateway_that_joins_later_tells_what_is_offered_and_nothing_of_what_is_over(told: Told, theirs: Theirs) -> None:
    listed, _ = reported(told.warehouse), reported(told.warehouse, withdrawn=True)
    told.worker.start()
    told.snapshot()
    eventually(lambda: len(told.ours.rows()) == 1, 30, lambda: told.worker.log.read_text()[-2000:])
    assert told.platform_knows(theirs).keys() == {listed}
    [row] = told.ours.rows()
    assert (row.kind, row.subject, row.aggregate_version) == ("publish", listed, 4)
    assert theirs.simulator.ledger.offers["guanzi-test", listed].said["contact"] == {"name": "张老师", "phone": "13800005678"}
    told.relay.start()  # what happened before, and waited, comes after the snapshot and is no news
    told.heard(snapshots=4, others=told.entry_events())
    assert len(theirs.keys()) == len(told.ours.rows()) == 1


def test_it_learns_of_demands_of_the_nation_with_their_contact_and_tells_none_twice(told: Told, theirs: Theirs) -> None:  # B-039
    wide = demanding.published(told.warehouse, scope="nation", quantity=3)
    over, _ = demanding.published(told.warehouse, scope="province"), demanding.published(told.warehouse, scope="city")
    demanding.end(told.warehouse, over)
    told.worker.start()
    told.snapshot()
    eventually(lambda: theirs.demanded().keys() == {wide}, 30, lambda: told.worker.log.read_text()[-2000:])
    said = theirs.demanded()[wide]
    assert (said["contact"], said["scope"], said["lacking"]) == ({"name": "陈老师", "phone": "13912345678"}, "nation", 3)
    told.relay.start()  # what happened before comes after the snapshot and is no news; what happens now is
    told.heard(snapshots=3, others=7)
    assert len(theirs.keys()) == 1
    demanding.end(told.warehouse, wide, "satisfied", "")
    eventually(lambda: theirs.demanded() == {}, 30, told.ours.rows)
    assert [(row.kind, row.subject) for row in told.ours.rows()] == [(kind, f"sharing.demand/{wide}") for kind in ("publish", "withdraw")]
