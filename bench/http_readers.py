"""How many answers so many readers get who ask again as soon as they are answered: an HTTP client that costs little itself.

A process of its own (`python -m bench.http_readers`): each line on its standard input is one load, each line it prints what came of it.
It speaks just the HTTP/1.1 that our servers do: one connection for each reader, kept, an answer's length in its head.
"""

import asyncio
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Self

_HEAD = re.compile(rb"^HTTP/1\.1 (\d{3}) .*?^content-length: *(\d+)\r$", re.DOTALL | re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked: a path with one header a reader, for at most so many seconds."""

    port: int
    path: str
    headers: Sequence[str]
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """Answers, the seconds from the first question to the last answer, the client's own processor seconds, latencies, size of one."""

    answers: int
    seconds: float
    own_seconds: float
    median_ms: float
    late_ms: float
    octets: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


class Readers:
    """The client's process; `with` ends it."""

    def __enter__(self) -> Self:
        words = [sys.executable, "-m", "bench.http_readers"]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def read(self, load: Load) -> Outcome:
        """Put the load on and wait for what comes of it; a ValueError when an answer was not 200."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(asdict(load)), file=self._process.stdin, flush=True)
        told = json.loads(self._process.stdout.readline() or '{"failure": "the client ended"}')
        if "failure" in told:
            raise ValueError(f"{load.path}: {told['failure']}")
        return Outcome(**told)


async def _load(load: Load) -> Outcome:
    began, own, took, sizes = time.perf_counter(), time.process_time(), list[float](), list[int]()

    async def read(header: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", load.port, limit=1 << 20)
        question = f"GET {load.path} HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\n{header}\r\n\r\n".encode()
        while (asked := time.perf_counter()) < began + load.seconds:
            writer.write(question)
            sizes.append(await _answer(reader))
            took.append(time.perf_counter() - asked)
        writer.close()

    async with asyncio.TaskGroup() as group:
        for header in load.headers:
            group.create_task(read(header))
    spent = time.process_time() - own
    late = statistics.quantiles(took, n=20)[-1]
    return Outcome(len(took), time.perf_counter() - began, spent, statistics.median(took) * 1000, late * 1000, sizes[-1])


async def _answer(reader: asyncio.StreamReader) -> int:
    head = _HEAD.match(await reader.readuntil(b"\r\n\r\n"))
    if head is None or head[1] != b"200":
        raise ValueError(f"not answered: {head and head[1]!r}")
    await reader.readexactly(int(head[2]))
    return int(head[2])


def main() -> None:
    """Serve loads until the standard input ends."""
    for line in sys.stdin:
        try:
            told = asdict(asyncio.run(_load(Load(**json.loads(line)))))
        except* (ValueError, EOFError, OSError) as failures:
            told = {"failure": repr(failures.exceptions[0])}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
