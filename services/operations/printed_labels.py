"""What would a Zebra printer print? Labels drawn from their ZPL by zpl-renderer-js, many in one process.

`python -m services.operations.printed_labels` installs it.
"""

import base64
import hashlib
import io
import json
import shutil
import subprocess
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from services.gateway.assets import libraries

HERE = Path(__file__).parent / "zpl_renderer"
INSTALLED = HERE / "node_modules" / ".installed-lock"
_WORTH_A_SECOND_PROCESS = 60
DOTS_PER_MM = {203: 8, 300: 12, 600: 24}


def install() -> None:
    """Install the locked renderer; does nothing, and needs no network, when it is already there."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    if INSTALLED.exists() and INSTALLED.read_text() == wanted:
        return
    subprocess.run([*libraries.npm(), "ci", "--ignore-scripts"], cwd=HERE, check=True)
    INSTALLED.write_text(wanted)


def drawn(labels: Sequence[tuple[bytes, int, int, int]]) -> list[Image.Image]:
    """The pictures, one dot a pixel, of labels given as ZPL, width and height in dots, and dots per inch.

    Raises ValueError for what is no ZPL.
    """
    install()
    half = len(labels) // 2 if len(labels) > _WORTH_A_SECOND_PROCESS else 0
    with ThreadPoolExecutor(2) as pool:
        return [picture for part in pool.map(_drawn, (labels[:half], labels[half:])) for picture in part]


def _drawn(labels: Sequence[tuple[bytes, int, int, int]]) -> list[Image.Image]:
    if not labels:
        return []
    given = "".join(_order(*one) for one in labels)
    command = [_node(), "render.mjs"]
    done = subprocess.run(command, cwd=HERE, input=given.encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return [_picture(line) for line in done.stdout.splitlines()]


def _order(zpl: bytes, width: int, height: int, dpi: int) -> str:
    dots = DOTS_PER_MM[dpi]
    order = {"zpl": zpl.decode("latin-1"), "width": width / dots, "height": height / dots, "dots": dots}
    return json.dumps(order) + "\n"


def _picture(line: bytes) -> Image.Image:
    if line.startswith(b"!"):
        raise ValueError(line.decode())
    return Image.open(io.BytesIO(base64.b64decode(line))).convert("L")


def _node() -> str:
    own = shutil.which("node")
    return own or libraries.npm()[0]


if __name__ == "__main__":
    install()
