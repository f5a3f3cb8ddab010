"""How days are read: as dates, as a spreadsheet's day numbers, and in the usual Chinese and numeric spellings."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from services.registry.domain.card_rules import EARLIEST
from services.registry.domain.importing import faults
from services.registry.domain.importing.cells import Cell, ascii_text
from services.registry.domain.importing.faults import Wrong

_DAY_ZERO = date(1899, 12, 30)
_DAY_NUMBERS = range(1, 2_958_466)
_SIGNS = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_CHINESE = re.compile(r"([0-9]{4})(年)([0-9]{1,2})月([0-9]{1,2})日?")
_DIGITS = re.compile(r"([0-9]{4})()([0-9]{2})([0-9]{2})")
_CLOCK = re.compile(r"[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")


def day_reader(today: date) -> Callable[[Cell], date | Wrong | None]:
    """A reader of days up to `today` (Beijing); it answers None for a blank cell."""

    def day(cell: Cell) -> date | Wrong | None:
        found = _day(cell)
        if found is None or isinstance(found, Wrong):
            return found
        if found > today:
            return faults.DATE_IN_FUTURE
        return found if found >= EARLIEST else faults.DATE_TOO_EARLY

    return day


def _day(cell: Cell) -> date | Wrong | None:
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell in _DAY_NUMBERS:
        return _DAY_ZERO + timedelta(days=int(cell))
    text = ascii_text(cell)
    return _spelled(_CLOCK.sub("", text)) if text else None


def _spelled(text: str) -> date | Wrong:
    found = _SIGNS.fullmatch(text) or _CHINESE.fullmatch(text) or _DIGITS.fullmatch(text)
    if not found:
        return faults.DATE_MALFORMED
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return faults.DATE_NO_SUCH_DAY
