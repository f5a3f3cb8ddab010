import pytest

from services.labels.domain.fitting import Letters, clean, fit
from services.labels.domain.placed import line_height


def squares(text: str, size: int, _bold: bool) -> int:
    return size * len(text)


def set_in(text: str, width: int, height: int, size: int = 24, smallest: int = 16) -> tuple[int, list[str]]:
    fitted, lines = fit(text, (width, height), Letters(size, False, squares), smallest)
    return fitted, list(lines)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("国\n资\t委\r\n", "国 资 委"),
        ("\x00a\x1bb\x7f", "a b"),
        ("\u202e倒\u2066着\u200d", "倒着"),
        ("e\u0301", "é"),
        ("क\u0308\ufe0f", "क"),
        ("\ud800\ue000\U0010ffff", "〓〓〓"),
        ("  a   b ", "a b"),
        ("", ""),
        ("\u2028\u00a0", ""),
    ],
)
def test_a_text_becomes_one_line_of_plain_characters(text, shown):
    assert clean(text) == shown


def test_a_text_that_fits_keeps_its_size():
    assert set_in("固定资产", 4 * 24, 30) == (24, ["固定资产"])


def test_a_text_too_long_is_set_in_smaller_letters_before_it_is_cut():
    size, lines = set_in("固定资产卡片", 6 * 20, 30)
    assert lines == ["固定资产卡片"]
    assert 16 <= size <= 20


def test_a_text_is_wrapped_where_the_box_is_high_enough():
    assert set_in("固定资产卡片", 3 * 24, 2 * line_height(24)) == (24, ["固定资", "产卡片"])


def test_more_lines_are_won_by_smaller_letters():
    size, lines = set_in("国" * 12, 4 * 24, 2 * line_height(24))
    assert size < 24
    assert "".join(lines) == "国" * 12
    assert len(lines) * line_height(size) <= 2 * line_height(24)


def test_what_does_not_fit_at_the_smallest_size_is_cut_with_an_ellipsis():
    assert set_in("国" * 50, 5 * 16, 30) == (16, ["国国国国…"])
    size, lines = set_in("国" * 50, 5 * 16, 2 * line_height(16))
    assert (size, lines) == (16, ["国国国国国", "国国国国…"])


def test_words_of_letters_stay_whole_where_that_leaves_a_good_line():
    assert set_in("联想 ThinkPad Carbon", 14 * 24, 2 * line_height(24))[1] == ["联想 ThinkPad", "Carbon"]


def test_a_word_longer_than_the_line_is_broken():
    assert set_in("W" * 8, 4 * 24, 2 * line_height(24))[1] == ["WWWW", "WWWW"]


@pytest.mark.parametrize(("width", "height"), [(0, 0), (1, 100), (100, 1), (3, 3), (15, 30)])
def test_a_box_too_small_for_anything_holds_nothing(width, height):
    size, lines = set_in("国有资产", width, height)
    assert all(squares(line, size, False) <= width for line in lines)
    assert len(lines) * line_height(size) <= height or not lines
