"""Whatever stands in a cell, a row is a card or a list of faults, never an exception."""

from datetime import UTC, date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from services.chassis.search_words import document, query
from services.registry.domain.class_codes import shipped
from services.registry.domain.importing.cells import Cell
from services.registry.domain.importing.codes import KnownUnit
from services.registry.domain.importing.fields import Surroundings
from services.registry.domain.importing.header import Header, read_header
from services.registry.domain.importing.rows import RowReader
from services.registry.domain.units import Unit
from services.registry.usecases.import_lines import STAGED_COLUMNS, Lines
from tests.registry.imports.sheets import GOOD, HEADER

AROUND = Surroundings(shipped(), {"004011": KnownUnit("310151-004011", "004011")}, date(2026, 11, 21))
CELLS = some.one_of(
    some.text(max_size=30), some.text(alphabet="0123456789.,-+eE ％（）¥元年月日/", max_size=20), some.integers(), some.floats(),
    some.booleans(), some.dates(), some.datetimes(timezones=some.just(UTC)), some.none(), some.sampled_from(list(GOOD.values())),
)
UUID_OF_IMPORT = UUID(int=7)
UNIT = Unit("310151-004011", "004011", '城桥"中学', "31/3101/310151/310151-004011")


@settings(max_examples=400, deadline=None)
@given(some.dictionaries(some.sampled_from(HEADER), CELLS, max_size=6))
def test_a_row_is_a_card_or_faults_and_each_cell_has_at_most_one(changed: dict[str, Cell]) -> None:
    header = read_header(HEADER)
    assert isinstance(header, Header)
    card, number, faults = RowReader(header, AROUND).read(2, list({**GOOD, **changed}.values()))
    assert (card is None) == bool(faults)
    assert len({fault.column for fault in faults}) == len(faults)
    lines = Lines(UUID_OF_IMPORT, {UNIT.id: UNIT})
    line = lines.good(2, card) if card else lines.faulty(2, number, faults)
    assert line.count("\n") == 1
    assert line.count("\t") == len(STAGED_COLUMNS) - 1


@settings(max_examples=300, deadline=None)
@given(some.text(max_size=60))
def test_any_text_makes_a_safe_document_and_query(text: str) -> None:
    quotes = document([text]).count("'")
    assert quotes % 2 == 0
    assert (query(text) is None) == (quotes == 0)
