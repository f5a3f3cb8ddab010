"""How much slower a square's first page is among a million offers than among ten thousand, with its count, filters and search.

Both databases hold the same mix; a common word stands in a quarter of the offers, a rare one in twenty of them. The limit
of the product is a ratio of 5.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import JSON
from sqlalchemy.orm import Session

from services.chassis import database
from services.chassis.actor import Actor, Call, Post
from services.operations.local_postgres import LocalPostgres
from services.sharing.domain.audience import Scope
from services.sharing.domain.entry import Decider, Entry, Owner, entered
from services.sharing.domain.feature import Feature
from services.sharing.domain.offer import Asset, Contact, Mode, Terms
from services.sharing.mapping import entry_row, search_document
from services.sharing.queries.squares import Wanted, list_square
from services.sharing.tables import entry

SIZES = (10_000, 1_000_000)
TEMPLATES = 10_000
RARE = 20
ROUNDS = 41
LIMIT = 5.0
NOW = datetime(2026, 1, 1, tzinfo=UTC)
REGIONS = ("31/3101/310151", "31/3101/310115", "31/3102/310201", "43/4301/430121")
NAMES = ("台式计算机", "便携机", "办公桌", "会议桌", "空调机", "一体机", "打印机", "轿车")
STATES = ("idle",) * 17 + ("awaiting_disposal",) * 2 + ("inefficient",)
CLASSES = ("A02010105", "A02010108", "A05010201", "A05010202", "A02061804", "A02020400", "A02021003", "A02030501")
_JSON = {column.name for column in entry.c if isinstance(column.type, JSON)}
VIEWER = Call(Actor("clerk", "", (Post("unit_handler", "310151-900007", f"{REGIONS[0]}/310151-900007"),)), NOW, "c")
ASKED = {
    "local, everything": ("local", Wanted()), "transfer, everything": ("transfer", Wanted()),
    "share, of the city": ("share", Wanted(area="local")), "transfer, nearest first": ("transfer", Wanted(nearest_first=True)),
    "local, nearest first": ("local", Wanted(nearest_first=True)), "transfer, with pictures": ("transfer", Wanted(with_photos=True)),
    "transfer, state and age": ("transfer", Wanted(states=("inefficient",), years_to=3)),
    "transfer, one class": ("transfer", Wanted(class_code="A0203")), "transfer, common word": ("transfer", Wanted(q="计算机")),
    "transfer, rare word": ("transfer", Wanted(q="珐琅")), "local, rare word": ("local", Wanted(q="珐琅")),
}  # fmt: skip


def main() -> None:
    """Measure and print; exit status 1 beyond the limit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs=2, default=SIZES)
    sizes = arguments.parse_args().sizes
    with TemporaryDirectory(prefix="guanzi-bench-") as folder:
        times = measure(Path(folder), sizes)
    print("\n".join(report(times, sizes)))
    raise SystemExit(int(max(times[sizes[1], name] / times[sizes[0], name] for name in ASKED) > LIMIT))


def measure(folder: Path, sizes: "tuple[int, int]") -> dict[tuple[int, str], float]:
    """Median milliseconds by size and question."""
    server = LocalPostgres(folder / "postgres", options={"fsync": "off", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"})
    server.start()
    try:
        return {key: took for size in sizes for key, took in _measure_one(server, size).items()}
    finally:
        server.stop()


def report(times: dict[tuple[int, str], float], sizes: "tuple[int, int]") -> list[str]:
    """A table of the times and their ratios."""
    small, large = sizes
    lines = [f"{'square, first page':24} {small:>12,} {large:>12,}   ratio (at most {LIMIT:g})"]
    for name in ASKED:
        before, after = times[small, name], times[large, name]
        lines.append(f"{name:24} {before:9.2f} ms {after:9.2f} ms   {after / before:.2f}")
    return lines


def _measure_one(server: LocalPostgres, size: int) -> dict[tuple[int, str], float]:
    url = f"{server.url.rpartition('/')[0]}/sharing_{size}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE sharing_{size}")
    database.migrate("sharing", url)
    fill(url, size)
    engine = database.engine_for(url, pool=1)
    try:
        with Session(engine) as session:
            return {(size, name): _median(session, square, wanted) for name, (square, wanted) in ASKED.items()}
    finally:
        engine.dispose()


def _median(session: Session, square: str, wanted: Wanted) -> float:
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        page = list_square(session, VIEWER, square, wanted, "", 50)
        took.append((time.perf_counter() - started) * 1000)
        session.rollback()
    assert page.items
    return statistics.median(took[ROUNDS // 4 :])


def fill(url: str, size: int) -> None:
    """Fill a migrated database with so many offers of the mix, and let PostgreSQL know them."""
    with psycopg.connect(url, autocommit=True) as connection:
        with connection.cursor() as cursor:
            units = [(owner.id, owner.budget_code, owner.name, "public_institution", owner.place.region, owner.path) for owner in _owners()]
            cursor.executemany("INSERT INTO unit (id, budget_code, name, kind, region, path, version) VALUES (%s,%s,%s,%s,%s,%s,1)", units)
        connection.execute("CREATE UNLOGGED TABLE template (LIKE entry INCLUDING DEFAULTS)")
        indexes = [str(index.name) for index in entry.indexes]
        definitions = [connection.execute("SELECT pg_get_indexdef(%s::regclass)", [name]).fetchone() for name in indexes]
        connection.execute(f"DROP INDEX {', '.join(indexes)}")
        rows = list(_templates())
        names = list(rows[0])
        with connection.cursor() as cursor, cursor.copy(f"COPY template ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))
        kept = ", ".join(name for name in names if name not in ("id", "asset_no"))
        numbered = f"lpad(to_hex((n - 1) * {TEMPLATES} + right(asset_no, 5)::int), 32, '0')::uuid"
        connection.execute(
            f"INSERT INTO entry (id, asset_no, {kept}) SELECT {numbered}, n || '-' || asset_no, {kept} "  # noqa: S608
            "FROM template, generate_series(1, %s) n", [size // TEMPLATES],
        )
        connection.execute(
            "UPDATE entry SET search = search || '''珐琅'''::tsvector WHERE id IN (SELECT id FROM entry WHERE wide_audience = 'nation' "
            "AND mode = 'transfer' AND local_audience = 'city:3101' ORDER BY hashtext(asset_no) LIMIT %s)", [RARE],
        )
        for definition in definitions:
            assert definition is not None
            connection.execute(definition[0])
        connection.execute("DROP TABLE template")
        connection.execute("VACUUM ANALYZE entry")
        connection.execute("ANALYZE unit")


def _owners() -> list[Owner]:
    codes = [(region, f"{900000 + number}") for region in REGIONS for number in range(20)]
    return [
        Owner(f"{region.rpartition('/')[2]}-{code}", code, f"单位{code}", f"{region}/{region.rpartition('/')[2]}-{code}")
        for region, code in codes
    ]


def _templates() -> Iterator[dict[str, Any]]:
    random, owners = Random(20260101), _owners()  # noqa: S311  # figures, not secrets
    for number in range(TEMPLATES):
        one = _offer(random, number, random.choice(owners))
        row = entry_row(one) | {"search": search_document(one), "stored_photos": 4 if number % 50 == 0 else 0}
        yield row | {name: json.dumps(row[name], ensure_ascii=False) for name in _JSON & row.keys()}


def _offer(random: Random, number: int, owner: Owner) -> Entry:
    kind = random.randrange(len(NAMES))
    asset = Asset(
        f"T{number:05d}", 1, NAMES[kind], CLASSES[kind], random.choice(STATES), shareable=False,
        acquired_on=date(random.randrange(2010, 2026), 1, 1), model=f"M{random.randrange(300)}",
        original_value_fen=random.randrange(100_00, 20_000_00),
        features=(Feature("内存", str(8 << number % 3), "GB"), Feature("保修截止日期", "2027-06-30")),
    )  # fmt: skip
    scope = random.choice((Scope.CITY, Scope.PROVINCE, Scope.NATION, Scope.NATION, Scope.NATION))
    mode = random.choice((Mode.TRANSFER, Mode.TRANSFER, Mode.SHARE))
    terms = Terms(mode, scope, Contact("某某", "13800005678"), 4)
    one = entered(UUID(int=number), asset, owner, terms, "handler", NOW, "R").entry
    for desk in ("reviewer",) if scope.is_local else ("reviewer", "authority", "province"):
        one = one.agree(Decider(desk), NOW).entry
    return replace(one, reference=None)


if __name__ == "__main__":
    main()
