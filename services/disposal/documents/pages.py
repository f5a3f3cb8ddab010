"""How a paper of a disposal is printed: from a template beside this file."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from services.chassis.printing import print_pdf


def printed(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a template (its file's name without `.typ`) and its data."""
    with TemporaryDirectory(prefix="guanzi-print-") as name:
        return print_pdf("services.disposal.documents", template, data, Path(name), too_slow="打印超时，请稍后再试。").read_bytes()
