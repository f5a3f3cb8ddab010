"""What another system heard during the demo: examples/subscriber.py in a process of its own, against what was published."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg

from services.operations.failures import Failed
from services.operations.process_list import OWNERS
from services.operations.setup import Servers
from services.operations.subscribers import subscribe

SUBSCRIBER = Path(__file__).parents[2] / "examples" / "subscriber.py"
_TOLD = "SELECT type, count(*) FROM outbox WHERE addressee IS NULL GROUP BY type"
"""What everybody may hear: not what a print station alone was told."""
NAME, TYPES = "demo-subscriber", [f"{service}.#" for service in OWNERS]


class OtherSystem:
    """The example subscriber, running; it writes one line per event into `log`."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        url = subscribe(servers.amqp_url, servers.management_url, NAME, TYPES)
        self.log = folder / "subscriber.log"
        with self.log.open("w") as output, (folder / "subscriber.err").open("w") as errors:
            self._process = subprocess.Popen([sys.executable, str(SUBSCRIBER), url], stdout=output, stderr=errors)

    def heard(self) -> Counter[str]:
        """How many different events of each type it has printed so far."""
        return Counter(line.split(maxsplit=1)[0] for line in self.log.read_text(encoding="utf-8").splitlines() if line)

    def hear_all(self, seconds: float = 120) -> Counter[str]:
        """Wait until it has heard everything published since it was added; raises Failed with what is missing."""
        deadline = time.monotonic() + seconds
        while (wanted := _published()) != (heard := self.heard()):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise Failed(f"外部系统没有收到全部事件：发布 {wanted.total()} 条，收到 {heard.total()} 条")
            time.sleep(0.2)
        return heard

    def end(self) -> None:
        """Let it finish; raises Failed where it says that events came out of order."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        if self._process.wait(20) != 0:
            raise Failed("外部系统报告事件次序有误，或未能正常结束")

    def kill(self) -> None:
        """End it without a question, when the demo has failed already."""
        self._process.kill()
        self._process.wait()


def _published() -> Counter[str]:
    found: Counter[str] = Counter()
    for service in OWNERS:
        with psycopg.connect(os.environ[f"GUANZI_{service.upper()}_DATABASE_URL"], autocommit=True) as connection:
            found.update({str(kind): int(count) for kind, count in connection.execute(_TOLD)})
    return found
