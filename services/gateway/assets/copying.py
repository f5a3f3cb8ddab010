"""Which files the browser gets, under which name: `name.<content hash>.ext`, so that they may be cached for ever."""

import hashlib
import json
import shutil
from pathlib import Path

from services.gateway.assets.libraries import HERE, MODULES

STATIC = HERE.parent / "static"
MANIFEST = STATIC / "manifest.json"
LIBRARIES = {
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.common.min.js",
}


def copy_all() -> int:
    """Fill the static folder anew and write its manifest (name → hashed name); the number of files."""
    sources = {name: MODULES / path for name, path in LIBRARIES.items()}
    sources |= {path.name: path for path in sorted((HERE / "own").iterdir()) if path.is_file()}
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir()
    manifest = {name: _copy(name, source) for name, source in sources.items()}
    MANIFEST.write_text(json.dumps(manifest, indent=1))
    return len(manifest)


def _copy(name: str, source: Path) -> str:
    content = source.read_bytes().replace(b"//# sourceMappingURL=", b"// map: ").replace(b"/*# sourceMappingURL=", b"/* map: ")
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    (STATIC / hashed).write_bytes(content)
    return hashed
