"""Which files the browser gets, under which name: `name.<content hash>.ext`, so that they may be cached for ever."""

import hashlib
import json
import os
from pathlib import Path

from services.gateway.assets.libraries import HERE, MODULES

STATIC = HERE.parent / "static"
MANIFEST = STATIC / "manifest.json"
LIBRARIES = {
    "tabler.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "echarts.js": "echarts/dist/echarts.common.min.js",
    "zxing.js": "zxing-wasm/dist/iife/reader/index.js",
    "zxing.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
}


def copy_all() -> int:
    """Bring the static folder up to date and write its manifest (name → hashed name); the number of files.

    Files of the manifest before stay: a gateway that is running still names them.
    """
    sources = {name: MODULES / path for name, path in LIBRARIES.items()}
    sources |= {path.name: path for path in sorted((HERE / "own").iterdir()) if path.is_file()}
    STATIC.mkdir(exist_ok=True)
    before = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    manifest = {name: _copy(name, source) for name, source in sources.items()}
    _replace(MANIFEST, json.dumps(manifest, indent=1).encode())
    kept = {MANIFEST.name, *before.values(), *manifest.values()} if manifest != before else {file.name for file in STATIC.iterdir()}
    for file in STATIC.iterdir():
        if file.name not in kept:
            file.unlink(missing_ok=True)
    return len(manifest)


def _copy(name: str, source: Path) -> str:
    content = source.read_bytes().replace(b"//# sourceMappingURL=", b"// map: ").replace(b"/*# sourceMappingURL=", b"/* map: ")
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    if not (STATIC / hashed).exists():
        _replace(STATIC / hashed, content)
    return hashed


def _replace(file: Path, content: bytes) -> None:
    """Write whole or not at all: others may be reading."""
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(file)
