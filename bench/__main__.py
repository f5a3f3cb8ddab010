"""Every measurement, one after the other, each with its ratios in one run: `make bench`, or `python -m bench NAME …` for some.

A ratio beyond its limit is reported and makes the exit status 1; no test asserts it, these machines are too noisy for that.
"""

import subprocess
import sys
import time
from pathlib import Path

MEASUREMENTS = (
    "get_asset", "messages", "imports", "search", "squares", "readers", "sharing", "matching", "assessments", "cases", "labels", "printing",
)  # fmt: skip


def main(names: tuple[str, ...]) -> int:
    """Run the measurements named, all by default; the number of those that missed their limit."""
    missed = []
    for name in names or MEASUREMENTS:
        print(f"\n== {name}", flush=True)
        began = time.monotonic()
        ended = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=Path(__file__).parents[1], check=False)
        print(f"({time.monotonic() - began:.0f} s)", flush=True)
        if ended.returncode:
            missed.append(name)
    print("\n" + (f"beyond the limit: {', '.join(missed)}" if missed else "all within their limits"))
    return len(missed)


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
