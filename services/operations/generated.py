"""Is the generated code what proto/ would generate now? `python -m services.operations.generated` compares file by file."""

import sys
import tempfile
from pathlib import Path

from services.contracts.generate import ROOT, generate


def stale(committed: Path) -> list[str]:
    """The generated files that are missing, changed or left over, relative to the package."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "rpc"
        generate(fresh)
        wanted, found = _contents(fresh), _contents(committed)
    return sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.py*") if path.suffix in {".py", ".pyi"}}


if __name__ == "__main__":
    differing = stale(ROOT / "services" / "contracts" / "rpc")
    print("\n".join(f"stale: {name}; run make generate" for name in differing) or "generated code is current")
    sys.exit(bool(differing))
