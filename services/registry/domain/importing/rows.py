"""What one row of a sheet says: a card, or every fault in it.

Sheets repeat themselves: departments, dates, models, class codes. Each column remembers what its cells meant, so that
a rule runs once per distinct text; the memory is bounded.
"""

from collections.abc import Sequence

from services.registry.domain.importing import across, faults
from services.registry.domain.importing.card_row import CardRow
from services.registry.domain.importing.cells import Cell, plain
from services.registry.domain.importing.faults import WHOLE_ROW, Fault, Wrong, fault
from services.registry.domain.importing.fields import Surroundings, readers
from services.registry.domain.importing.header import Header
from services.registry.domain.importing.memory import Memory

UNIQUE = frozenset({"asset_no"})


class ColumnMemory(Memory[Cell, object]):
    """What the texts of one column mean. Only text is a safe key: 1, 1.0 and True are the same to a dictionary."""

    def __missing__(self, key: Cell) -> object:
        value = self._function(key)
        if key.__class__ is str:
            self.remember(key, value)
        return value


class NoMemory(Memory[Cell, object]):
    """The same for a column whose texts never repeat."""

    def __missing__(self, key: Cell) -> object:
        return self._function(key)


class RowReader:
    """Reads the rows of one sheet, one after the other."""

    def __init__(self, header: Header, around: Surroundings) -> None:
        pairs = zip(CardRow._fields, readers(around), strict=True)
        self._memories = [(NoMemory if field in UNIQUE else ColumnMemory)(reader) for field, reader in pairs]
        self._columns = [-1 if column is None else column for column in header.columns]
        self._texts, self._width = header.texts, header.width

    def read(self, number: int, cells: Sequence[Cell]) -> tuple[CardRow | None, str | None, list[Fault]]:
        """The card or None, the asset number if it is valid alone, and the faults; `number` is the sheet's own row number.

        A row without any content is (None, None, []).
        """
        if len(cells) != self._width:
            if _blank(cells):
                return None, None, []
            if odd := self._misshapen(number, cells):
                return None, None, [odd]
        padded = [*cells[: self._width], ""]
        values = [memory[padded[column]] for memory, column in zip(self._memories, self._columns, strict=True)]
        wrong = across.check(values)
        if not wrong and Wrong not in map(type, values):
            card = CardRow._make(values)
            return card, card.asset_no, []
        if _blank(cells):
            return None, None, []
        wrong += [(field, value) for field, value in enumerate(values) if isinstance(value, Wrong)]
        return None, self._claimed(values, wrong), self._faults(number, padded, wrong)

    def _misshapen(self, number: int, cells: Sequence[Cell]) -> Fault | None:
        if len(cells) < self._width:
            return fault(number, WHOLE_ROW, faults.ROW_SHORT, len(cells))
        return None if _blank(cells[self._width:]) else fault(number, WHOLE_ROW, faults.ROW_LONG, len(cells))

    def _claimed(self, values: list[object], wrong: list[tuple[int, Wrong]]) -> str | None:
        number = values[across.ASSET_NO]
        return number if isinstance(number, str) and all(field != across.ASSET_NO for field, _ in wrong) else None

    def _faults(self, number: int, cells: Sequence[Cell], wrong: list[tuple[int, Wrong]]) -> list[Fault]:
        ordered = sorted(wrong, key=lambda one: self._columns[one[0]])
        return [fault(number, self._texts[field], why, cells[self._columns[field]]) for field, why in ordered]


def _blank(cells: Sequence[Cell]) -> bool:
    return not any(plain(cell) for cell in cells)
