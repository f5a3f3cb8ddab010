"""How long one new demand takes to be matched among a million offers, and one new offer among a hundred thousand demands.

Both databases hold the same mix of offers as bench/squares.py; the demands ask for its classes from all of its places. The limit of
the product is a ratio of 5 from the small database to the large one. The plans are printed with the times, index by index. Last it
measures how many publications a second the queue's own task works off when one unit publishes many offers at once.
"""

import argparse
import json
import re
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from bench.squares import CLASSES, NAMES, _owners, fill
from services.chassis import database
from services.chassis.actor import Actor, Call
from services.chassis.database import sessions_of
from services.operations.local_postgres import LocalPostgres
from services.sharing.demand_mapping import demand_document, demand_of, demand_row, demands
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Scope
from services.sharing.domain.demand import Demand, Wish, demanded
from services.sharing.domain.entry import Decider, Entry
from services.sharing.domain.indicator import Indicator
from services.sharing.domain.offer import Contact, Mode
from services.sharing.mapping import entries, entry_of
from services.sharing.match_tables import match_task
from services.sharing.server.matching import AT_ONCE
from services.sharing.tables import entry
from services.sharing.usecases import candidates
from services.sharing.usecases.match_queue import OFFER
from services.sharing.usecases.matching import match_demand, match_offer, match_waiting

SIZES = ((10_000, 1_000), (1_000_000, 100_000))
"""Offers and demands, small and large."""
ROUNDS = 25
LIMIT = 5.0
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CALL = Call(Actor("service:sharing", "sharing"), NOW, "c")
PUBLISHED = 400
"""How many offers one unit publishes at once; where it has fewer, all of them."""
RATE = "offers of a unit published at once"
ASKED = ("one new demand against the offers", "one new offer against the demands")
_INDEX = re.compile(r"(?:Index|Bitmap)[ \w]* Scan(?: Backward)? (?:using|on) (\w+)|(Seq Scan on \w+)")


def main() -> None:
    """Measure and print; exit status 1 beyond the limit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--offers", type=int, nargs=2, default=[size[0] for size in SIZES])
    arguments.add_argument("--demands", type=int, nargs=2, default=[size[1] for size in SIZES])
    given = arguments.parse_args()
    sizes = list(zip(given.offers, given.demands, strict=True))
    with TemporaryDirectory(prefix="guanzi-bench-") as folder:
        times, plans = measure(Path(folder), sizes)
    print("\n".join([*report(times, sizes), *plans]))
    raise SystemExit(int(max(times[1][name] / times[0][name] for name in ASKED) > LIMIT))


def measure(folder: Path, sizes: "list[tuple[int, int]]") -> tuple[list[dict[str, float]], list[str]]:
    """Median milliseconds by size and question, and the plans among the many."""
    server = LocalPostgres(folder / "postgres", options={"fsync": "off", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"})
    server.start()
    try:
        found = [_measure_one(server, offers, wanted) for offers, wanted in sizes]
        return [times for times, _ in found], found[-1][1]
    finally:
        server.stop()


def report(times: "list[dict[str, float]]", sizes: "list[tuple[int, int]]") -> list[str]:
    """A table of the times and their ratios."""
    small, large = sizes
    lines = [f"{'matched, found and recorded':36} {small[0]:>9,}/{small[1]:,} {large[0]:>11,}/{large[1]:,}   ratio (at most {LIMIT:g})"]
    for name in ASKED:
        before, after = times[0][name], times[1][name]
        lines.append(f"{name:36} {before:11.1f} ms {after:15.1f} ms   {after / before:.2f}")
    return [*lines, f"{RATE:36} {times[0][RATE]:9.0f} a second {times[1][RATE]:9.0f} a second"]


def _measure_one(server: LocalPostgres, offers: int, wanted: int) -> tuple[dict[str, float], list[str]]:
    url = f"{server.url.rpartition('/')[0]}/matching_{offers}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE matching_{offers}")
    database.migrate("sharing", url)
    fill(url, offers)
    _fill_demands(url, wanted)
    engine = database.engine_for(url, pool=1)
    try:
        with Session(engine) as session:
            needs = [demand_of(row) for row in session.execute(demands().order_by(demand.c.id).limit(ROUNDS))]
            supplies = [entry_of(row) for row in session.execute(entries().order_by(entry.c.id).limit(ROUNDS))]
            times = {
                ASKED[0]: _median(session, [one.id for one in needs], match_demand),
                ASKED[1]: _median(session, [one.id for one in supplies], match_offer),
            }
            plans = [*_plan(session, needs[0], supplies[0])]
        return times | {RATE: _rate(sessions_of(engine), supplies[0].owner.id)}, plans
    finally:
        engine.dispose()


def _median(session: Session, ids: list[UUID], match: Callable[[Session, Call, UUID], None]) -> float:
    """Each of them once, in a transaction that is rolled back, so that all find what was there before."""
    took = []
    for subject in ids:
        started = time.perf_counter()
        match(session, CALL, subject)
        session.flush()
        took.append((time.perf_counter() - started) * 1000)
        session.rollback()
    return statistics.median(took[len(took) // 5 :])


def _rate(sessions: sessionmaker[Session], unit_id: str) -> float:
    """Publications a second, worked off and committed as the server's task does it."""
    with sessions.begin() as session:
        published = session.scalars(select(entry.c.id).where(entry.c.unit_id == unit_id).order_by(entry.c.id.desc()).limit(PUBLISHED)).all()
        session.execute(insert(match_task), [{"kind": OFFER, "subject": one} for one in published])
    began, done = time.perf_counter(), 0
    while True:
        with sessions.begin() as session:
            worked = match_waiting(session, CALL, AT_ONCE)
        if not worked:
            return done / (time.perf_counter() - began)
        done += worked


def _plan(session: Session, one: Demand, offer: Entry) -> Iterator[str]:
    for name, questions in zip(ASKED, (candidates.offer_ids(one.need, one.owner.id), [candidates.demand_ids(offer)]), strict=True):
        walks, took = dict[str, int](), 0.0
        for question in questions:
            lines = candidates.plan_of(session, question)
            took += float(lines[-1].split()[-2])
            for line in lines:
                for index, scan in _INDEX.findall(line):
                    walks[index or scan] = walks.get(index or scan, 0) + 1
        yield f"{name}: {', '.join(f'{index} ×{count}' for index, count in sorted(walks.items()))}; executed in {took:.1f} ms at most"


def _fill_demands(url: str, size: int) -> None:
    names = [column.name for column in demand.c]
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.cursor() as cursor, cursor.copy(f"COPY demand ({', '.join(names)}) FROM STDIN") as copy:
            for one in _demands(size):
                row: dict[str, Any] = demand_row(one) | {"search": demand_document(one)}
                row["indicators"] = json.dumps(row["indicators"], ensure_ascii=False)
                copy.write_row([row[name] for name in names])
        connection.execute("VACUUM ANALYZE demand")
        connection.execute("ANALYZE match")


def _demands(size: int) -> Iterator[Demand]:
    random, owners = Random(20260102), _owners()  # noqa: S311  # figures, not secrets
    for number in range(size):
        kind = random.randrange(len(NAMES))
        mode = random.choice((Mode.TRANSFER, Mode.TRANSFER, Mode.SHARE, None))
        wanted = (Indicator("型号", "contains", f"M{random.randrange(300)}"), Indicator("运行内存", "min", "16", "GB"))
        wish = Wish(
            CLASSES[kind], NAMES[kind], random.randrange(1, 5), "台", wanted, mode,
            random.choice((Scope.CITY, Scope.PROVINCE, Scope.NATION)), date(2026, 12, 31), "添置", Contact("某某", "13800005678"),
        )  # fmt: skip
        filed = demanded(UUID(int=number), random.choice(owners), wish, "handler", NOW).demand
        yield filed.agree(Decider("reviewer"), NOW).demand


if __name__ == "__main__":
    main()
