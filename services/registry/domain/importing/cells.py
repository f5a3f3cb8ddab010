"""How a cell's content becomes plain text: what spreadsheets and keyboards do to text and numbers, undone.

A cell is what the file reader found: text from CSV; text, number, truth value, date or time from XLSX.
"""

from datetime import date, datetime, time, timedelta
from unicodedata import category

from services.registry.domain.importing.faults import CONTROL_CHARACTER, TOO_LONG, Wrong

Cell = str | float | bool | date | time | timedelta | None

_ASCII_FORMS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
_FORBIDDEN = frozenset({"Cc", "Cs", "Cn"})


def plain(cell: Cell) -> str:
    """The cell as text without outer blanks; a whole number has no decimals, others at most the 15 digits a spreadsheet keeps."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, int | float):
        return number_text(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def number_text(number: float) -> str:
    """A number as a spreadsheet shows it in a wide cell: `3` for 3.0, `0.3` for 0.1 + 0.2."""
    return str(int(number)) if abs(number) < 1e15 and number == int(number) else format(number, ".15g")


def ascii_text(cell: Cell) -> str:
    """The cell as text, its full-width letters, digits and signs made ASCII, without outer blanks: for codes and numbers."""
    text = plain(cell)
    return text if text.isascii() else text.translate(_ASCII_FORMS).strip()


def free_text(cell: Cell, limit: int) -> str | Wrong:
    """Text as it was written, on one line; refuses control characters and more than `limit` characters."""
    text = plain(cell)
    if not text.isprintable():
        text = " ".join(text.split())
        if any(category(character) in _FORBIDDEN for character in text):
            return CONTROL_CHARACTER
    return text if len(text) <= limit else TOO_LONG
