"""`python -m services.contracts.schemas [FOLDER]`: write the JSON Schemas, by default in their place here."""

import sys
from pathlib import Path

from services.contracts.schemas.generate import FOLDER, write

if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
