"""A simulated printer in a process of its own: `python -m services.labels.simulator --language zpl --port 9100 --folder labels`.

Commands on standard input change it, one a line: `paper_out=1`, `paused=0`, `seconds_per_label=0.5`, `cut_after=100`, `off`, `on`.
End of input or SIGTERM ends it. Each label printed becomes a file in the folder.
"""

import argparse
import signal
import sys
from pathlib import Path

from services.labels.simulator.printer import LANGUAGES, LabelPrinter


def main() -> None:
    """Run it in the foreground."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--language", choices=sorted(LANGUAGES), default="zpl")
    arguments.add_argument("--port", type=int, default=0)
    arguments.add_argument("--folder", type=Path)
    given = arguments.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    printer = LabelPrinter(given.language, given.port)
    try:
        with printer:
            print(printer.address, flush=True)  # noqa: T201  # for whoever started it
            for line in sys.stdin:
                _obey(printer, line.strip())
    finally:
        if given.folder is not None:
            _keep(printer, given.folder)


def _obey(printer: LabelPrinter, command: str) -> None:
    name, _, value = command.partition("=")
    if name in {"off", "on"}:
        (printer.switch_off if name == "off" else printer.switch_on)()
    elif name == "cut_after":
        printer.set(cut_after=int(value) if value else None)
    elif name == "seconds_per_label":
        printer.set(seconds_per_label=float(value))
    elif name:
        printer.set(**{name: value == "1"})


def _keep(printer: LabelPrinter, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, label in enumerate(printer.labels, 1):
        (folder / f"{number:06d}.bin").write_bytes(label)


if __name__ == "__main__":
    main()
