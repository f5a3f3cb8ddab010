"""Disposal's own server, which adds up the processor time of its rules: `python -m bench.timed_disposal FILE`, written at its end."""

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from services.disposal.domain import assessment, facts


class Rules:
    """Processor seconds of reading facts and assessing them, over all threads, and how many assessments."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.seconds, self.assessments = 0.0, 0

    def timed(self, work: Callable[..., Any], *, counts: int) -> Callable[..., Any]:
        """The same function, timed by the clock of its own thread."""

        def do(*arguments: Any) -> Any:
            began = time.thread_time()
            try:
                return work(*arguments)
            finally:
                with self._lock:
                    self.seconds += time.thread_time() - began
                    self.assessments += counts

        return do


def main(told: Path) -> None:
    """Serve until told to stop; then say what the rules took."""
    rules = Rules()
    facts.facts_from = rules.timed(facts.facts_from, counts=0)  # before anybody imports them by name
    assessment.assess = rules.timed(assessment.assess, counts=1)
    from services.disposal.server.__main__ import main as serve  # noqa: PLC0415

    serve()
    told.write_text(json.dumps({"seconds": rules.seconds, "assessments": rules.assessments}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
