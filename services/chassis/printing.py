"""How pages are printed: a template of a service and data become a PDF, with Chinese fonts of the machine.

typst compiles in a process of its own, which leaves the server responsive and gives its memory back.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from services.chassis.errors import Unavailable

SECONDS = 120
_FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "LXGW WenKai")
_COMPILE = """
import sys, typst
if not {name.lower() for name in typst.Fonts().families()} & {name.lower() for name in sys.argv[3:]}:
    raise SystemExit(3)
typst.compile(sys.argv[1], output=sys.argv[2], pdf_standards=["a-2b"], pdf_tags=False)
"""
_NO_FONT = 3


def print_pdf(package: str, template: str, data: Mapping[str, Any], folder: Path, *, too_slow: str) -> Path:
    """Set the data into a template of the package and answer the PDF's path in `folder`, which is the caller's to remove.

    The template is named by its file without `.typ`; it reads `data.json` and may import its neighbours in the package.
    Refuses with `font_missing` where the machine has no Chinese font, with `print_too_slow` and these words after 120 seconds.
    """
    for source in files(package).iterdir():
        if source.name.endswith(".typ"):
            folder.joinpath(source.name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    folder.joinpath("data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    target = folder / f"{template}.pdf"
    _compile(folder / f"{template}.typ", target, too_slow)
    return target


def _compile(source: Path, target: Path, too_slow: str) -> None:
    command = [sys.executable, "-c", _COMPILE, str(source), str(target), *_FONTS]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    except subprocess.CalledProcessError as failure:
        if failure.returncode == _NO_FONT:
            raise Unavailable("font_missing", "服务器没有中文字体，不能打印。", remedy="请管理员安装 fonts-noto-cjk。") from failure
        raise
    except subprocess.TimeoutExpired as failure:
        raise Unavailable("print_too_slow", too_slow) from failure
