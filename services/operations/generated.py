"""Is what was generated what would be generated now? `python -m services.operations.generated` compares gRPC code and JSON Schemas."""

import json
import sys
import tempfile
from pathlib import Path

from services.contracts.generate import ROOT, generate
from services.contracts.schemas.generate import FOLDER, read, schemas


def stale(committed: Path) -> list[str]:
    """The generated files that are missing, changed or left over, relative to the package."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "rpc"
        generate(fresh)
        wanted, found = _contents(fresh), _contents(committed)
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def stale_schemas() -> list[str]:
    """The event types whose committed JSON Schema is not that of the model."""
    committed, wanted = read(FOLDER), json.loads(json.dumps(schemas()))
    return sorted(name for name in wanted.keys() | committed.keys() if wanted.get(name) != committed.get(name))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.py*") if path.suffix in {".py", ".pyi"}}


if __name__ == "__main__":
    differing = stale(ROOT / "services" / "contracts" / "rpc") + stale_schemas()
    print("\n".join(f"stale: {name}; run make generate" for name in differing) or "generated code is current")
    sys.exit(bool(differing))
