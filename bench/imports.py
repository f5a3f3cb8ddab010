"""How fast an import is against a bare COPY of the same rows, and how much memory it needs for ten thousand and a million.

The import reads a CSV, checks every rule, and stores card, history and one event for each row in one transaction; the
bare COPY puts the same lines into a table with a key and typed columns, and nothing else. At least 1/25 of its rate is
asked for. Each import runs in a process of its own, as the importer is one.
"""

import json
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.sheet import HEADER, UNITS, write
from services.chassis import database
from services.chassis.actor import Actor, Call, Post
from services.operations.local_postgres import LocalPostgres
from services.registry.importer import SWITCH_SECONDS
from services.registry.reading.limits import Limits
from services.registry.reading.upload import received
from services.registry.tables import unit
from services.registry.usecases import import_steps
from services.registry.usecases.import_run import run_next
from services.registry.usecases.imports import SubmitImport, submit_import

ROWS = 100_000
SIZES = (10_000, 100_000, 1_000_000)
LIMIT = 1 / 25
REGION = "31/3101/310151"
NUMBERS = {"数量": "bigint", "原值": "numeric", "累计折旧": "numeric", "净值": "numeric", "使用年限(月)": "integer", "已提月数": "integer",
           "取得日期": "date", "入账日期": "date", "资产编号": 'text COLLATE "C" PRIMARY KEY'}
STEPS = (
    "stage", "judge_repeated", "judge_existing", "record_faults", "find_continued", "store_cards", "store_history", "store_events", "tally",
)
STORED = "SELECT count(*) FROM outbox JOIN card ON subject = asset_no JOIN card_history USING (asset_no)"


def main() -> None:
    """Measure and print; exit status 1 below the limit."""
    with TemporaryDirectory(prefix="guanzi-bench-") as folder:
        lines, ratio = measure(Path(folder))
    print("\n".join(lines))
    raise SystemExit(int(ratio < LIMIT))


def measure(folder: Path) -> tuple[list[str], float]:
    """The lines of the report and the ratio."""
    server = LocalPostgres(folder / "postgres")
    server.start()
    try:
        database.migrate("registry", server.url)
        _add_units(server.url)
        copies, imports = [], []
        sheet = folder / "rows.csv"
        write(sheet, ROWS)
        for _ in range(3):
            copies.append(bare_copy(server.url, sheet))
            imports.append(one_import(server.url, sheet))
        memory = {size: _memory(server.url, folder, size) for size in SIZES}
    finally:
        server.stop()
    return report(copies, imports, memory)


def report(copies: list[float], imports: list[dict[str, Any]], memory: dict[int, float]) -> tuple[list[str], float]:
    """What was measured, in lines; the ratio is that of the medians."""
    typical = sorted(imports, key=lambda one: one["seconds"])[len(imports) // 2]
    copied, ratio = median(copies), median(copies) / typical["seconds"]
    steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in Counter(typical["steps"]).most_common())
    waited = sum(typical["steps"].values())
    stored = sum(seconds for name, seconds in typical["steps"].items() if name.startswith("store_"))
    return [
        f"bare COPY             {ROWS / copied:9,.0f} rows/s  ({copied:.2f} s)",
        f"import                {ROWS / typical['seconds']:9,.0f} rows/s  ({typical['seconds']:.2f} s)",
        f"ratio                      1/{1 / ratio:.1f}        (at least 1/{1 / LIMIT:.0f})",
        f"one processor reads and checks for {typical['cpu']:.1f} s, the other is the database's for {waited:.1f} s:",
        f"  {steps}",
        f"1/8 would be {copied * 8:.1f} s, and rows, indexes, history and events alone hold the database for {stored:.1f} s: it would take",
        "  several connections loading at once, and so more than one transaction, or search index and events made after the commit",
        "peak memory (MiB)     " + ", ".join(f"{size:,} rows {peak:.0f}" for size, peak in memory.items()),
    ], ratio


def bare_copy(url: str, sheet: Path) -> float:
    """Seconds that COPY takes for the same lines, commit included."""
    columns = ", ".join(f'"{heading}" {NUMBERS.get(heading, "text")}' for heading in HEADER)
    content = sheet.read_bytes()
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE IF EXISTS bare")
        connection.execute(f"CREATE TABLE bare ({columns})".encode())
        connection.commit()
        begun = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy:
            for start in range(0, len(content), 65536):
                copy.write(content[start : start + 65536])
        connection.commit()
        return time.perf_counter() - begun


def one_import(url: str, sheet: Path) -> dict[str, Any]:
    """Empty the registry, hand the sheet in, and have another process work it off."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("TRUNCATE card, card_history, outbox, import CASCADE")
        connection.execute("CHECKPOINT")
    _hand_in(url, sheet)
    done = subprocess.run([sys.executable, "-m", "bench.imports", url], check=True, capture_output=True, text=True)
    with psycopg.connect(url) as connection:
        (count,) = connection.execute(STORED).fetchone() or (0,)
    found: dict[str, Any] = json.loads(done.stdout)
    assert count == sum(1 for _ in sheet.open(encoding="utf-8")) - 1
    return found


def _memory(url: str, folder: Path, size: int) -> float:
    sheet = folder / f"{size}.csv"
    write(sheet, size)
    return float(one_import(url, sheet)["peak"])


def _hand_in(url: str, sheet: Path) -> None:
    engine = database.engine_for(url, pool=2)
    clerk = Actor("finance", "财政", (Post("finance_reviewer", "310151", REGION),))
    with sheet.open("rb") as file, received(iter(lambda: file.read(1 << 20), b""), Limits()) as upload, Session(engine) as session:
        submit_import(session, Call(clerk, datetime.now(UTC), "bench"), SubmitImport(sheet.name, "commit", "all"), upload)
        session.commit()
    engine.dispose()


def _add_units(url: str) -> None:
    engine = database.engine_for(url, pool=2)
    with engine.begin() as connection:
        for code, name in UNITS:
            path = f"{REGION}/310151-{code}"
            key = f"310151-{code}"
            named = insert(unit).values(id=key, budget_code=code, name=name, kind="unit", region="310151", path=path, version=1)
            connection.execute(named)
    engine.dispose()


def work_off(url: str) -> dict[str, Any]:
    """Run the one waiting import here; seconds by the clock, of this processor and of each step, and the peak memory in MiB."""
    sys.setswitchinterval(SWITCH_SECONDS)
    steps: Counter[str] = Counter()
    for name in STEPS:
        setattr(import_steps, name, _timed(name, getattr(import_steps, name), steps))
    engine = database.engine_for(url, pool=4)
    with engine.connect(), engine.connect():
        begun, cpu = time.perf_counter(), time.process_time()
    assert run_next(engine, Limits(), datetime.now(UTC))
    return {
        "seconds": time.perf_counter() - begun, "cpu": time.process_time() - cpu, "steps": steps,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _timed(name: str, function: Callable[..., Any], steps: Counter[str]) -> Callable[..., Any]:
    def run(*args: Any) -> Any:
        begun = time.perf_counter()
        result = function(*args)
        steps[name] += time.perf_counter() - begun  # type: ignore[assignment]  # a Counter adds up any number
        return result

    return run


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(work_off(sys.argv[1])))
    else:
        main()
