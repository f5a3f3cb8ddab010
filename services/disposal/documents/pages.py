"""How a paper is printed: a template of ours and data become a PDF, with Chinese fonts of the machine.

typst compiles in a process of its own, which leaves the server responsive and gives its memory back.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
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


def printed(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template (its file's name without `.typ`) and its data.

    Refuses with `font_missing` where the machine has no Chinese font.
    """
    with TemporaryDirectory(prefix="guanzi-print-") as name:
        folder = Path(name)
        for each in ("paper", template):
            source = files("services.disposal.documents").joinpath(f"{each}.typ")
            folder.joinpath(f"{each}.typ").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        folder.joinpath("data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        target = folder / "paper.pdf"
        _compile(folder / f"{template}.typ", target)
        return target.read_bytes()


def _compile(source: Path, target: Path) -> None:
    command = [sys.executable, "-c", _COMPILE, str(source), str(target), *_FONTS]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    except subprocess.CalledProcessError as failure:
        if failure.returncode == _NO_FONT:
            raise Unavailable("font_missing", "服务器没有中文字体，不能打印。", remedy="请管理员安装 fonts-noto-cjk。") from failure
        raise
    except subprocess.TimeoutExpired as failure:
        raise Unavailable("print_too_slow", "打印超时，请稍后再试。") from failure
