"""How fast events travel, outbox → quorum queue → inbox → effect, against single-row commits on one psycopg connection.

`python -m bench.messages [--quick]`. Both run in one run on the same PostgreSQL, with its durability on. The commits are
measured before and after the events, so that a busy machine slows both.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

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


def main(*, quick: bool = False) -> None:
    """Measure and print a small table; the smallest number of events still fills every stage."""
    events, commits = (4000, 1000) if quick else (30000, 4000)
    with tempfile.TemporaryDirectory(prefix="guanzi-bench-") as folder:
        postgres, broker = LocalPostgres(Path(folder) / "postgres"), LocalBroker(Path(folder) / "broker")
        try:
            postgres.start()
            broker.start()
            _measure(postgres, broker, Path(folder), events, commits)
        finally:
            broker.stop()
            postgres.stop()


def _measure(postgres: LocalPostgres, broker: LocalBroker, folder: Path, events: int, commits: int) -> None:
    migrate("chassis", postgres.url)
    ledger = Installation(postgres.url, broker.url, folder)
    try:
        server, worker = ledger.server().start(), ledger.worker().start()
        _travel(ledger, 500, "warm-up")
        before = _commits_per_second(postgres.url, commits)
        parts = {"relay": server.running.pid, "worker": worker.running.pid, "PostgreSQL": postgres.pid, "RabbitMQ": broker.pid}
        used = _processor_seconds(parts)
        published, arrived = _travel(ledger, events, "measured")
        shares = {name: (after - used[name]) / arrived for name, after in _processor_seconds(parts).items()}
        after = _commits_per_second(postgres.url, commits)
        _report(events, (before + after) / 2, published, arrived, shares)
        _end(server, worker)
    finally:
        ledger.close()


def _travel(ledger: Installation, count: int, name: str) -> tuple[float, float]:
    """Seconds from the commit of `count` events until all were published, and until all had taken effect."""
    already = ledger.scalar("SELECT count(*) FROM effect")
    with ledger.sessions.begin() as session:
        outbox.append_rows(session, (_event(f"{name}-{number % (count // 4)}", 1 + number // (count // 4)) for number in range(count)))
    began = time.monotonic()
    published = _until(lambda: ledger.scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL") == 0, began)
    return published, _until(lambda: ledger.scalar("SELECT count(*) FROM effect") >= already + count, began)


def _until(holds: Callable[[], bool], began: float) -> float:
    eventually(holds, 600)
    return time.monotonic() - began


def _event(subject: str, version: int) -> Event:
    data = {"asset_no": subject, "name": "台式计算机", "value_fen": 499900, "place": "东院/3号楼/2层/201室", "state": "in_use"}
    return Event(new_id(), "ledger.account.booked.v1", subject, version, datetime.now(UTC), "bench", data, "c-bench")


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


def _report(events: int, commits: float, published: float, arrived: float, shares: dict[str, float]) -> None:
    rate = events / arrived
    print(f"single-row commits, one psycopg connection   {commits:8.0f} /s")
    print(f"outbox → broker, confirmed and marked        {events / published:8.0f} /s")
    print(f"outbox → quorum queue → inbox → effect       {rate:8.0f} /s   ratio {rate / commits:.2f}, goal {GOAL}")
    print("processors kept busy meanwhile               " + ", ".join(f"{name} {share:.2f}" for name, share in shares.items())
          + f" of {psutil.cpu_count()}")


def _end(*programs: Program) -> None:
    for program in programs:
        program.stop()


if __name__ == "__main__":
    main(quick="--quick" in sys.argv[1:])
