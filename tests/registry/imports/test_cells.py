"""One cell at a time: what spreadsheets and keyboards do to numbers, days, codes and words."""

from datetime import date, datetime

import pytest

from services.registry.domain.importing import codes, dates, faults, numbers, words
from services.registry.domain.importing.cells import free_text, plain

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1234.5", 123450), ("1,234.50", 123450), (" 1234.50 ", 123450), ("１２３４．５０", 123450), ("1 234.50", 123450),
        ("￥1,234.50", 123450), ("1234.50元", 123450), ("1234.500", 123450),
        (1234.5, 123450), (1234, 123400), (0.1 + 0.2, 30), ("0", 0), ("-0.00", 0), ("", None),
        (None, None), ("  ", None), ("12345678.9", 1234567890),
    ],
)
def test_an_amount_is_read_in_every_usual_spelling(cell, fen) -> None:
    assert numbers.fen(cell) == fen


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        ("一万二千", faults.VALUE_MALFORMED), ("1,23.45", faults.VALUE_MALFORMED), ("1.2E+5", faults.VALUE_MALFORMED),
        ("-1207.76", faults.VALUE_NEGATIVE), ("(1207.76)", faults.VALUE_NEGATIVE), (-3.5, faults.VALUE_NEGATIVE),
        ("6093.005", faults.VALUE_DECIMALS), (6093.005, faults.VALUE_DECIMALS), ("9" * 30, faults.VALUE_TOO_LARGE),
        (float("nan"), faults.VALUE_MALFORMED), (float("inf"), faults.VALUE_MALFORMED), (True, faults.VALUE_MALFORMED),
        (date(2024, 1, 1), faults.VALUE_MALFORMED), ("()", faults.VALUE_MALFORMED), ("-", faults.VALUE_MALFORMED),
    ],
)
def test_what_is_no_amount_says_why(cell, wrong) -> None:
    assert numbers.fen(cell) is wrong


@pytest.mark.parametrize(("cell", "number"), [("1", 1), ("1.0", 1), (3.0, 3), ("1,000", 1000), ("２", 2), (" 4 ", 4), ("", None)])
def test_a_quantity_is_a_whole_number(cell, number) -> None:
    assert numbers.quantity(cell) == number


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [("0", faults.QUANTITY_ZERO), ("-1", faults.QUANTITY_ZERO), ("1.5", faults.COUNT_MALFORMED), ("1台", faults.COUNT_MALFORMED),
     ("9" * 30, faults.COUNT_TOO_LARGE)],
)
def test_what_is_no_quantity_says_why(cell, wrong) -> None:
    assert numbers.quantity(cell) is wrong


@pytest.mark.parametrize(
    "cell",
    ["2024-03-15", "2024/3/15", "2024.3.15", "2024年3月15日", "20240315", "２０２４-03-15", " 2024-03-15 ", "2024-03-15 00:00:00",
     date(2024, 3, 15), datetime(2024, 3, 15, 8, 30), 45366, 45366.0, 20240315],  # noqa: DTZ001
)
def test_a_day_is_read_in_every_usual_spelling(cell) -> None:
    assert dates.day_reader(TODAY)(cell) == date(2024, 3, 15)


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [("2031-02-30", faults.DATE_NO_SUCH_DAY), ("2099-01-01", faults.DATE_IN_FUTURE), ("24-03-15", faults.DATE_MALFORMED),
     ("2024-03/15", faults.DATE_MALFORMED), ("去年", faults.DATE_MALFORMED), ("1024-01-01", faults.DATE_TOO_EARLY)],
)
def test_what_is_no_day_says_why(cell, wrong) -> None:
    assert dates.day_reader(TODAY)(cell) is wrong


def test_today_is_not_the_future() -> None:
    assert dates.day_reader(TODAY)("2026-11-21") == TODAY


@pytest.mark.parametrize("cell", ["00401120240000001", " 00401120240000001 ", "００４０１１２０２４０００００01", "GZ-2024-001"])
def test_an_asset_number_keeps_its_zeros_and_letters(cell) -> None:
    assert codes.asset_no(cell) in {"00401120240000001", "GZ-2024-001"}


@pytest.mark.parametrize("cell", [401120240000001, 4.01120240000001e14, "4.0112E+14", 1.5])
def test_an_asset_number_that_was_taken_for_a_number_is_never_guessed_back(cell) -> None:
    wrong = codes.asset_no(cell)
    assert wrong is faults.CODE_AS_NUMBER
    assert "0" in faults.CODE_AS_NUMBER.message


@pytest.mark.parametrize("cell", ["资产001", "A 1", "1" * 41, "a_b"])
def test_an_asset_number_has_only_letters_digits_and_hyphens(cell) -> None:
    assert codes.asset_no(cell) is faults.ASSET_NO_MALFORMED


UNITS = {
    "004011": codes.KnownUnit("310151-004011", "004011"),
    "001001": codes.KnownUnit("", "001001", faults.UNIT_NOT_YOURS),
}


@pytest.mark.parametrize(
    ("cell", "found"),
    [("4011", faults.LEADING_ZEROS_LOST), (4011, faults.LEADING_ZEROS_LOST), (4011.0, faults.LEADING_ZEROS_LOST),
     ("999999", faults.UNIT_UNKNOWN), ("001001", faults.UNIT_NOT_YOURS), ("", None)],
)
def test_a_budget_code_without_its_zeros_a_foreign_and_an_unknown_one_are_told_apart(cell, found) -> None:
    assert codes.unit_reader(UNITS)(cell) is found


def test_a_known_budget_code_is_its_unit() -> None:
    found = codes.unit_reader(UNITS)("００４０１１")
    assert isinstance(found, codes.KnownUnit)
    assert found.unit_id == "310151-004011"


def test_an_asset_number_without_its_units_zeros_is_recognised_in_csv_too() -> None:
    assert codes.lost_leading_zeros("401120240000001", "004011")
    assert not codes.lost_leading_zeros("00401120240000001", "004011")
    assert not codes.lost_leading_zeros("GZ-2024-001", "004011")


@pytest.mark.parametrize(("cell", "found"), [("A02010105", "A02010105"), ("a02010105", "A02010105"), ("Ａ02010105", "A02010105"),
                                             ("201010105", faults.CLASS_CODE_LETTER), ("A99999999", faults.CLASS_CODE_UNKNOWN)])
def test_a_class_code_is_in_the_list_or_says_what_is_wrong(cell, found) -> None:
    assert codes.class_code_reader({"A02010105"})(cell) == found


def test_states_are_a_closed_list() -> None:
    assert words.state("低效运转") == "inefficient"
    assert words.state("丢了") is faults.STATE_UNKNOWN


def test_formula_like_text_stays_the_text_it_is() -> None:
    assert free_text("=cmd|' /C calc'!A0", 200) == "=cmd|' /C calc'!A0"


def test_lines_and_wide_blanks_become_one_line_and_control_characters_are_refused() -> None:
    assert free_text(" 一行\n二行\u3000三 ", 200) == "一行 二行 三"
    assert free_text("a\x00b", 200) is faults.CONTROL_CHARACTER
    assert free_text("长" * 201, 200) is faults.TOO_LONG


@pytest.mark.parametrize(
    ("cell", "text"),
    [(305.0, "305"), (1e21, "1e+21"), (2.5, "2.5"), (True, "是"), (datetime(2024, 1, 5), "2024-01-05")],  # noqa: DTZ001
)
def test_other_cells_become_the_text_a_spreadsheet_shows(cell, text) -> None:
    assert plain(cell) == text
