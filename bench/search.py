"""How much slower a search is among a million cards than among ten thousand: the first page in default order, with its count.

Both databases hold the same mix; a common word stands in a third of the cards, a rare one in twenty. The limit of the
product is a ratio of 5.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from sqlalchemy.orm import Session

from services.chassis import database
from services.chassis.actor import Actor, Post
from services.operations.local_postgres import LocalPostgres
from services.registry.domain.card import Card
from services.registry.mapping import card_row
from services.registry.queries.filters import Filter
from services.registry.queries.finding import list_cards
from services.registry.tables import card

SIZES = (10_000, 1_000_000)
TEMPLATES = 10_000
RARE = 20
WORDS = {"common": "计算", "rare": "珐琅"}
ROUNDS = 41
LIMIT = 5.0
REGION = "31/3101/310151"
NAMES = ("台式计算机", "便携式计算机", "办公桌", "会议桌", "空调机", "多功能一体机", "激光打印机", "轿车")
DEPARTMENTS = ("总务处", "财务科", "信息科", "业务一科", "业务二科", "人事科", "办公室", "待查找")
PEOPLE = ("孙伟", "徐平", "郭军", "高明", "吴霞", "陈霞洋", "赵娜超", "孙刚涛", "高敏强", "待查寻")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEPARTMENT_REVIEWER = Actor("department", "", (Post("department_reviewer", "310151-900000", f"{REGION}/310151-900000"),))
FINANCE = Actor("finance", "", (Post("finance_reviewer", "310151", REGION),))
CLERK = Actor("clerk", "", (Post("unit_handler", "310151-900007", f"{REGION}/310151-900000/310151-900007"),))
WHO = {"region": FINANCE, "department": DEPARTMENT_REVIEWER, "unit": CLERK}


def main() -> None:
    """Measure and print; exit status 1 beyond the limit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs=2, default=SIZES)
    sizes = arguments.parse_args().sizes
    with TemporaryDirectory(prefix="guanzi-bench-") as folder:
        times = measure(Path(folder), sizes)
    print("\n".join(report(times, sizes)))
    raise SystemExit(int(worst(times, sizes) > LIMIT))


def measure(folder: Path, sizes: "tuple[int, int]") -> dict[tuple[int, str, str], float]:
    """Median milliseconds by size, word and who asks."""
    server = LocalPostgres(folder / "postgres", options={"fsync": "off", "max_wal_size": "8GB", "maintenance_work_mem": "512MB"})
    server.start()
    try:
        return {key: took for size in sizes for key, took in _measure_one(server, size).items()}
    finally:
        server.stop()


def report(times: dict[tuple[int, str, str], float], sizes: "tuple[int, int]") -> list[str]:
    """A table of the times and their ratios."""
    small, large = sizes
    lines = [f"{'search':28} {small:>12,} {large:>12,}   ratio (at most {LIMIT:g})"]
    for word in WORDS:
        for who in WHO:
            before, after = times[small, word, who], times[large, word, who]
            lines.append(f"{word + ' word, ' + who:28} {before:9.2f} ms {after:9.2f} ms   {after / before:.2f}")
    return lines


def worst(times: dict[tuple[int, str, str], float], sizes: "tuple[int, int]") -> float:
    """The largest ratio."""
    return max(times[sizes[1], word, who] / times[sizes[0], word, who] for word in WORDS for who in WHO)


def _measure_one(server: LocalPostgres, size: int) -> dict[tuple[int, str, str], float]:
    url = f"{server.url.rpartition('/')[0]}/registry_{size}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE registry_{size}")
    database.migrate("registry", url)
    fill(url, size)
    engine = database.engine_for(url, pool=1)
    try:
        with Session(engine) as session:
            return {(size, word, who): _median(session, actor, text) for word, text in WORDS.items() for who, actor in WHO.items()}
    finally:
        engine.dispose()


def _median(session: Session, actor: Actor, text: str) -> float:
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        page = list_cards(session, actor, Filter(q=text), "", "", 50)
        took.append((time.perf_counter() - started) * 1000)
        session.rollback()
    assert page.items
    return statistics.median(took[ROUNDS // 4 :])


def fill(url: str, size: int) -> None:
    """Fill a migrated database with so many cards of the mix, and let PostgreSQL know them."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("INSERT INTO unit SELECT '310151-' || code, code, '单位' || code, 'public_institution', '310151', '', "
                           "%s || CASE code WHEN '900000' THEN '' ELSE '310151-900000/' END || '310151-' || code, '', true, 1 "
                           "FROM (SELECT (900000 + n)::text AS code FROM generate_series(0, 19) n) x", [f"{REGION}/"])
        connection.execute("CREATE UNLOGGED TABLE template (LIKE card INCLUDING DEFAULTS)")
        connection.execute("DROP INDEX ix_card_search, ix_card_unit_id, ix_card_import_id")
        names = [column.name for column in card.c]
        with connection.cursor() as cursor, cursor.copy(f"COPY template ({', '.join(names)}) FROM STDIN") as copy:
            for row in _templates():
                copy.write_row([row[name] for name in names])
        kept = ", ".join(name for name in names if name not in ("asset_no", "search"))
        numbered = "unit_id || '-' || lpad((n * 10000 + right(asset_no, 5)::int)::text, 9, '0')"
        connection.execute(
            f"INSERT INTO card (asset_no, search, {kept}) SELECT {numbered}, search || (quote_literal({numbered}))::tsvector, {kept} "  # noqa: S608
            "FROM template, generate_series(1, %s) n", [size // TEMPLATES],
        )
        for where, count in (("true", RARE - 4), ("unit_id = '310151-900007'", 4)):
            connection.execute(
                "UPDATE card SET name = '珐琅瓶', search = search || '''珐琅'''::tsvector WHERE asset_no IN "  # noqa: S608
                f"(SELECT asset_no FROM card WHERE {where} ORDER BY hashtext(asset_no) LIMIT {count})"
            )
        connection.execute("CREATE INDEX ix_card_unit_id ON card (unit_id, asset_no)")
        connection.execute("CREATE INDEX ix_card_search ON card USING gin (search)")
        connection.execute("DROP TABLE template")
        connection.execute("VACUUM ANALYZE card")
        connection.execute("ANALYZE unit")


def _templates() -> Iterator[dict[str, Any]]:
    random = Random(20260101)  # noqa: S311  # figures, not secrets
    for number in range(TEMPLATES):
        value = random.randrange(100_00, 20_000_00)
        one = Card(
            f"T{number:05d}", f"310151-{900000 + random.randrange(20)}", random.choice(NAMES), "A02010105", value,
            date(2015, 1, 1) + timedelta(days=random.randrange(4000)), NOW, NOW, kind="equipment", net_value_fen=value,
            model=f"M{random.randrange(300)}", voucher_no=f"记-{random.randrange(999)}", use_department=random.choice(DEPARTMENTS),
            user_name=random.choice(PEOPLE), place=_place(random),
        )
        yield {**card_row(one), "state": "in_use", "details": "{}"}


def _place(random: Random) -> str:
    return f"{random.choice('东西南北')}院/{random.randrange(9)}号楼/{random.randrange(9)}层/{random.randrange(999)}室"


if __name__ == "__main__":
    main()
