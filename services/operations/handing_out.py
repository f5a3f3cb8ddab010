"""How each service gets its own settings and keys and nobody else's, where every process has a file system of its own.

`guanzi setup` with GUANZI_LAYOUT=containers copies them to `<folder>/handout/<service>/`, which that service's containers
mount, read-only, in the place of the installation's folder.
"""

from pathlib import Path

from services.operations.process_list import PROCESSES
from services.operations.processes import private_file, private_folder

HANDOUT = "handout"


def hand_out(folder: Path) -> None:
    """Copy what each service needs; what is there already is replaced in one step."""
    for service in sorted({process.service for process in PROCESSES}):
        own = private_folder(folder / HANDOUT / service)
        for file in _needed(folder, service):
            target = own / file.relative_to(folder)
            private_folder(target.parent)
            private_file(target, file.read_text(encoding="utf-8"))


def _needed(folder: Path, service: str) -> list[Path]:
    keys = [folder / "keys" / "identity-public.json"]
    if service == "identity":
        keys.append(folder / "keys" / "identity-signing.json")
    return [folder / "env" / f"{service}.env", *([] if service == "national" else keys)]
