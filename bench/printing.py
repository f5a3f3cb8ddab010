"""From "print 1,000" to the last byte at a printer that swallows at once: what the pipeline costs beside rendering alone.

The whole installation in real processes, the station's own program, the simulated printer. Rendering is what laying out and drawing
the same labels takes in one thread; the pipeline is all the rest: cards asked for, rows, events, the station's journal, reports.
Goal: the pipeline costs less than rendering does, in time from order to last byte. Where the time goes is shown as processor time.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.labels import zpl_labels
from services.contracts.roles import Role
from services.labels.domain.template import Card
from services.labels.shipped_templates import shipped
from services.labels.simulator import LabelPrinter
from services.operations.accounts import REGION, SCHOOL, account_of, keep_accounts
from services.operations.demo_labels import station_running
from services.operations.process_list import OWNERS
from services.operations.processes import wait_until
from services.operations.rest import Rest
from services.operations.settings import OperationsSettings
from services.operations.up import import_example, organisations, run_stack

LABELS, CARDS, TEMPLATE, SECONDS, ROUNDS, WINDOW = 1000, 58_000, "60x40-qr", 120, 3, 60
"""Of so many cards the school that prints holds a little more than three thousand: each round prints others."""
DPI, LIMIT = 203, 1.0
_WAITING = "SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) + (SELECT count(*) FROM inbox WHERE processed_at IS NULL)"


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds from the order to its answer and to the last byte, those of rendering alone, and processor seconds by process."""

    ordered: float
    printed: float
    rendered: float
    spent: Mapping[str, float]

    @property
    def ratio(self) -> float:
        """The pipeline's part beside rendering's."""
        return (self.printed - self.rendered) / self.rendered


def main() -> None:
    """Measure and print; exit status 1 beyond the limit."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    rounds: list[Round] = []
    with tempfile.TemporaryDirectory(prefix="guanzi-bench-") as name:
        folder = Path(name)
        own = {"folder": folder, "port": 0, "database_url": None, "amqp_url": None, "platform_url": None}

        def then(_: object, base_url: str) -> bool:
            rounds.extend(measure(folder, base_url))
            return True

        with (folder / "processes.log").open("w", encoding="utf-8") as output:
            run_stack(OperationsSettings.load().model_copy(update=own), then, output)
    print("\n".join(report(rounds)))
    raise SystemExit(int(min(one.ratio for one in rounds) > LIMIT))


def measure(folder: Path, base_url: str) -> list[Round]:
    """The rounds, one after the other, each of other cards."""
    organisations()
    accounts = keep_accounts(folder / "accounts.json", with_units=True)

    def clerk(role: Role, at: str) -> Rest:
        holder = account_of(accounts, role, at)
        return Rest.signed_in(base_url, holder.account, holder.password)

    import_example(clerk(Role.FINANCE_REVIEWER, REGION), folder / "example.xlsx", CARDS)
    wait_until(_quiet, 3 * SECONDS, "the services have not heard of all cards in time")
    keeper = clerk(Role.ASSET_ADMINISTRATOR, SCHOOL)
    cards = _cards(keeper)
    with LabelPrinter("zpl") as printer:
        wanted = {"driver": "zpl", "address": printer.address, "dpi": DPI, "rendering": "station"}
        made = keeper.post("stations", {"name": "测速打印站", "printer": wanted})
        with station_running(base_url, made["enrolment_code"], folder / "station", WINDOW):
            parts = [cards[start : start + LABELS] for start in range(0, ROUNDS * LABELS, LABELS)]
            return [_round(keeper, printer, made["station"]["id"], part) for part in parts]


def _round(keeper: Rest, printer: LabelPrinter, station_id: str, cards: Sequence[dict[str, Any]]) -> Round:
    asked = {"station_id": station_id, "template": TEMPLATE, "asset_nos": [one["asset_no"] for one in cards]}
    before, out, began = _spent(), len(printer.labels), time.monotonic()
    job = keeper.post("labels/jobs", asked)["job"]
    ordered = time.monotonic() - began
    if not printer.wait_for(out + len(cards), SECONDS):
        raise SystemExit(f"only {len(printer.labels) - out} of {len(cards)} labels came out within {SECONDS} s")
    printed = time.monotonic() - began
    while keeper.get(f"labels/jobs/{job['id']}")["state"] != "done" and time.monotonic() - began < SECONDS:
        time.sleep(0.1)
    spent = {name: used - before.get(name, 0) for name, used in _spent().items()}
    return Round(ordered, printed, _rendered(cards), spent)


def report(rounds: Sequence[Round]) -> list[str]:
    """The best round: times, the ratio, and who used the processors until the last report was heard."""
    best = min(rounds, key=lambda one: one.ratio)
    verdict = "within the limit" if best.ratio <= LIMIT else f"beyond the limit of {LIMIT:g}"
    lines = [
        f"{LABELS:,} labels: ordered after {best.ordered:.2f} s, last byte after {best.printed:.2f} s",
        f"rendering alone {best.rendered:.2f} s; the pipeline {best.ratio:.2f} of it: {verdict}",
        f"(rounds: {', '.join(f'{one.ratio:.2f}' for one in rounds)})",
    ]
    for name, used in sorted(best.spent.items(), key=lambda each: -each[1]):
        if used > 0.02:  # what is hardly there
            lines.append(f"    {name:24} {used / LABELS * 1000:6.2f} ms of processor time a label")
    return lines


def _rendered(cards: Sequence[dict[str, Any]]) -> float:
    """Seconds of laying out and drawing these labels in one thread."""
    template = next(one for one in shipped() if one.code == TEMPLATE)
    given = [
        Card(
            one["asset_no"], one["unit"]["name"], one["name"], one["class_name"], one["class_code"], one["model"], one["use_department"],
            one["user_name"], one["place"], one["acquired_on"],
        ) for one in cards
    ]  # fmt: skip
    began = time.perf_counter()
    zpl_labels(template)(given)
    return time.perf_counter() - began


def _cards(keeper: Rest) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next_cursor": ""}
    while len(found) < ROUNDS * LABELS:
        page = keeper.get("registry/assets", unit=SCHOOL, limit=200, cursor=page["next_cursor"])
        found += page["items"]
    return found[: ROUNDS * LABELS]


def _spent() -> dict[str, float]:
    """Processor seconds so far of every process below this one, by what it is."""
    found: dict[str, float] = {}
    for process in psutil.Process(os.getpid()).children(recursive=True):
        try:
            times, name = process.cpu_times(), _name(process.cmdline())
        except psutil.NoSuchProcess:
            continue
        found[name] = found.get(name, 0) + times.user + times.system
    return found


def _quiet() -> bool:
    """Whether every service has heard of everything."""
    return all(_left(service) == 0 for service in OWNERS)


def _left(service: str) -> int:
    with psycopg.connect(os.environ[f"GUANZI_{service.upper()}_DATABASE_URL"], autocommit=True) as connection:
        row = connection.execute(_WAITING).fetchone()
    return int(row[0]) if row else 0


def _name(words: Sequence[str]) -> str:
    """`labels.server` of a process of ours, else the program's own name."""
    ours = [word.removeprefix("services.") for word in words if word.startswith("services.") and "worker_process" not in word]
    program = Path(words[0]).name if words else ""
    return (f"{ours[-1]} worker" if "services.chassis.worker_process" in words else ours[-1]) if ours else program.partition(":")[0]


if __name__ == "__main__":
    main()
