"""How cards are printed: from a template beside this file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from services.chassis import printing


def print_pdf(template: str, data: Mapping[str, Any], folder: Path) -> Path:
    """Set the data into the template (`card`, `card_book`) and answer the PDF's path in `folder`, which is the caller's to remove."""
    return printing.print_pdf("services.registry.documents", template, data, folder, too_slow="打印超时，请缩小范围后再试。")
