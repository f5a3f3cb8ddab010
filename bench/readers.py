"""How many first pages of a square 50 concurrent readers get a second, next to an empty FastAPI route, and where the time goes.

The reader is signed in, each of the 50 in a session of its own, and asks gateway, identity and sharing as they run in production,
with a PostgreSQL behind; or nobody, who asks for the public square. The empty route is served with the same settings. All
share this machine's processors with the client. Rounds alternate; the figures are medians.
"""

import argparse
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.http_readers import Load, Outcome, Readers
from bench.reading_room import EMPTY, READERS, REGION, ReadingRoom

SIZES = (10_000, 1_000_000)
SECONDS = 2.0
ROUNDS = 3
ASKED = {
    EMPTY: "/empty",
    "page, transfer": "/squares/transfer", "page, local": "/squares/local", "page, public": f"/public/square?region={REGION}",
    "REST, transfer": "/api/v1/sharing/squares/transfer?limit=48", "REST, public": f"/api/v1/public/square?region={REGION}&limit=48",
}  # fmt: skip
CLIENT = "client"
PARTS = ("gateway", "sharing's server", "PostgreSQL", "identity's server", CLIENT)
TOLD = ("rate", "median_ms", "late_ms", "octets")


@dataclass(frozen=True, slots=True)
class Round:
    """What came of one load, and the processor seconds of each part meanwhile."""

    outcome: Outcome
    seconds: Mapping[str, float]

    def cost(self, part: str) -> float:
        """Processor milliseconds an answer."""
        return self.seconds[part] * 1000 / self.outcome.answers


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    given = arguments.parse_args()
    for size in given.sizes:
        with TemporaryDirectory(prefix="guanzi-bench-") as folder:
            print("\n".join(report(size, measure(Path(folder), size, given.rounds))), flush=True)


def measure(folder: Path, offers: int, rounds: int) -> dict[str, list[Round]]:
    """The rounds by question."""
    with ReadingRoom(folder, offers) as room, Readers() as readers:
        for name in ASKED:
            _round(room, readers, name, SECONDS / 2)
        taken: dict[str, list[Round]] = {name: [] for name in ASKED}
        for _ in range(rounds):
            for name in ASKED:
                taken[name].append(_round(room, readers, name, SECONDS))
        return taken


def report(offers: int, taken: Mapping[str, Sequence[Round]]) -> list[str]:
    """A table of rates, ratios, latencies and costs."""
    lines = [f"{f'{READERS} readers, {offers:,} offers':24}  a second  of empty  median  of 100: 95th     KB   processor ms an answer"]
    for name, rounds in taken.items():
        ratio = statistics.median(one.outcome.rate / empty.outcome.rate for one, empty in zip(rounds, taken[EMPTY], strict=True))
        rate, median, late, size = (statistics.median(getattr(one.outcome, what) for one in rounds) for what in TOLD)
        parts = (EMPTY, CLIENT) if name == EMPTY else PARTS
        costs = [f"{part} {statistics.median(one.cost(part) for one in rounds):.2f}" for part in parts]
        lines.append(f"{name:24} {rate:9.0f} {ratio:9.3f} {median:4.0f} ms {late:10.0f} ms {size / 1000:6.1f}   {', '.join(costs)}")
    return lines


def _round(room: ReadingRoom, readers: Readers, name: str, seconds: float) -> Round:
    before = room.seconds()
    outcome = readers.read(Load(room.empty_port if name == EMPTY else room.port, ASKED[name], _headers(room, name), seconds))
    spent = {part: now - before[part] for part, now in room.seconds().items()}
    return Round(outcome, {**spent, CLIENT: outcome.own_seconds})


def _headers(room: ReadingRoom, name: str) -> list[str]:
    if "public" in name or name == EMPTY:
        return ["Accept: */*"] * READERS
    form = "Cookie: __Host-guanzi={}" if name.startswith("page") else "Authorization: Bearer {}"
    return [form.format(token) for token in room.sessions]


if __name__ == "__main__":
    main()
