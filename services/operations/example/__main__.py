"""The command `python -m services.operations.example N FILE.csv|FILE.xlsx`."""

import sys
from pathlib import Path

from services.operations.example.export import write

if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[1].isdigit() or Path(sys.argv[2]).suffix not in {".csv", ".xlsx"}:
        raise SystemExit("usage: python -m services.operations.example N FILE.csv|FILE.xlsx")
    made = write(Path(sys.argv[2]), int(sys.argv[1]))
    print(f"{made.cards} cards, {made.value_fen} fen, {len(made.units)} units: {sys.argv[2]}")
