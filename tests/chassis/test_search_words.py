"""The words under which a card is found."""

from services.chassis.search_words import document, query, words


def test_every_two_neighbouring_characters_are_a_word() -> None:
    assert words("台式计算机") == {"台式", "式计", "计算", "算机"}


def test_latin_letters_and_digits_keep_together_in_lower_case() -> None:
    assert words("启天M450/Ｂ２") == {"启天", "m450", "b2"}


def test_signs_are_no_words_and_quotes_cannot_leave_the_document() -> None:
    assert words("'; \\ & | ! ( )_:*") == set()
    assert document(["x'y", "\\"]) in {"'x' 'y'", "'y' 'x'"}


def test_a_query_asks_for_all_its_words_and_latin_ones_by_their_beginning() -> None:
    assert query("计算机 M45") == "'计算' & '算机' & 'm45':*"
    assert query("机") == "'机':*"


def test_a_query_of_signs_alone_finds_nothing_to_ask() -> None:
    assert query("!&| '") is None


def test_a_very_long_query_is_cut() -> None:
    found = query("长" * 5000 + "甲乙" * 500)
    assert found is not None
    assert found.count("&") < 24
