"""How fast events travel, outbox → quorum queue → inbox → effect, against single-row commits on one psycopg connection.

`python -m bench.messages [--quick]`. Both run in one run on the same PostgreSQL, with its durability on. The commits are
measured before and after the events, so that a busy machine slows both. One worker process takes the events twice: by a
handler of many (`handles_many`, as the services follow organisations and cards), which the goal is for, and by a handler
of one, whose every event waits for a statement of its own. Processor seconds per event tell more than rates on a busy machine.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg

from services.chassis import outbox
from services.chassis.database import migrate
from services.chassis.event import Event
from services.chassis.ids import new_id
from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from tests.faults.ledger.installation import Installation, Program, eventually

GOAL = 0.3
UNPUBLISHED = "SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)"
UNPROCESSED = "SELECT EXISTS (SELECT FROM inbox WHERE processed_at IS NULL)"
EFFECTS = "SELECT count(*) FROM effect"
HANDLERS = {"many": "ledger.account.counted.v1", "one": "ledger.account.booked.v1"}


class Travel(NamedTuple):
    """One run of events: how many a second were published and took effect, and the processor time of one event by part."""

    published: float
    arrived: float
    microseconds: dict[str, float]


def main(*, quick: bool = False) -> None:
    """Measure and print; exit status 1 below the goal. The smallest number of events still fills every stage."""
    events, commits = (4000, 1000) if quick else (30000, 4000)
    with tempfile.TemporaryDirectory(prefix="guanzi-bench-") as folder:
        postgres, broker = LocalPostgres(Path(folder) / "postgres"), LocalBroker(Path(folder) / "broker")
        try:
            postgres.start()
            broker.start()
            reached = _measure(postgres, broker, Path(folder), events, commits)
        finally:
            broker.stop()
            postgres.stop()
    raise SystemExit(int(reached < GOAL))


def _measure(postgres: LocalPostgres, broker: LocalBroker, folder: Path, events: int, commits: int) -> float:
    migrate("chassis", postgres.url)
    ledger = Installation(postgres.url, broker.url, folder)
    try:
        server, worker = ledger.server().start(), ledger.worker().start()
        parts = {"relay": server.running.pid, "worker": worker.running.pid, "PostgreSQL": postgres.pid, "RabbitMQ": broker.pid}
        for kind in HANDLERS.values():
            _travel(ledger, parts, 500, kind)
        before = _commits_per_second(postgres.url, commits)
        travels = {name: _travel(ledger, parts, events, kind) for name, kind in HANDLERS.items()}
        single = (before + _commits_per_second(postgres.url, commits)) / 2
        _report(single, travels)
        _end(server, worker)
        return travels["many"].arrived / single
    finally:
        ledger.close()


def _travel(ledger: Installation, parts: dict[str, int], count: int, kind: str) -> Travel:
    """Commit `count` events, and wait until all were published and until all had taken effect."""
    already, accounts = ledger.scalar(EFFECTS), count // 4
    with ledger.sessions.begin() as session:
        outbox.append_rows(session, (_event(kind, f"{count}-{n % accounts}-{kind}", 1 + n // accounts) for n in range(count)))
    began, used = time.monotonic(), _processor_seconds(parts)
    published = _until(lambda: not ledger.scalar(UNPUBLISHED), began)
    arrived = _until(lambda: not ledger.scalar(UNPROCESSED) and ledger.scalar(EFFECTS) >= already + count, began)
    spent = {part: (seconds - used[part]) / count * 1e6 for part, seconds in _processor_seconds(parts).items()}
    return Travel(count / published, count / arrived, spent)


def _until(holds: Callable[[], bool], began: float) -> float:
    eventually(holds, 600)
    return time.monotonic() - began


def _event(kind: str, subject: str, version: int) -> Event:
    data = {"asset_no": subject, "name": "台式计算机", "value_fen": 499900, "place": "东院/3号楼/2层/201室", "state": "in_use"}
    return Event(new_id(), kind, subject, version, datetime.now(UTC), "bench", data, "c-bench")


def _commits_per_second(url: str, count: int) -> float:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS single (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)")
        began = time.monotonic()
        for _ in range(count):
            connection.execute("INSERT INTO single (body) VALUES (%s)", ("x" * 100,))
        return count / (time.monotonic() - began)


def _processor_seconds(parts: dict[str, int]) -> dict[str, float]:
    return {name: sum(map(_seconds_of, _family(pid))) for name, pid in parts.items()}


def _family(pid: int) -> list[psutil.Process]:
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def _seconds_of(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def _report(commits: float, travels: dict[str, Travel]) -> None:
    print(f"single-row commits, one psycopg connection   {commits:8.0f} /s")
    print(f"outbox → broker, confirmed and marked        {travels['many'].published:8.0f} /s")
    print("outbox → quorum queue → inbox → effect")
    for name, travel in travels.items():
        spent = ", ".join(f"{part} {microseconds:.0f}" for part, microseconds in travel.microseconds.items())
        ratio = f"ratio {travel.arrived / commits:.2f}, goal {GOAL}"
        print(f"    a handler of {name:4}                        {travel.arrived:8.0f} /s   {ratio}")
        print(f"        processor time of an event, in µs: {spent}; {psutil.cpu_count()} processors")


def _end(*programs: Program) -> None:
    for program in programs:
        program.stop()


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
