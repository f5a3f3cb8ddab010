"""Which assets look idle, in words, and what an answer does to a suggestion (B-084)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.chassis.errors import Conflict, Invalid
from services.sharing.domain.clearing import months_before
from services.sharing.domain.radar import Look, Rules, Suggestion, explanation, months_over, signs

TODAY = date(2026, 6, 15)
AT = datetime(2026, 6, 15, 2, tzinfo=UTC)
USED = {"use_department": "教务处"}


def look(state="in_use", **more):
    return Look("004011-1", state, **{**USED, **more})


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        (look(), ()),
        (look("idle"), ("idle",)),
        (look("inefficient"), ("inefficient",)),
        (look("awaiting_disposal"), ()),
        (look("leased_or_lent", use_department=""), ()),
        (look("written_off", use_department=""), ()),
        (look(use_department=""), ("nobody_uses_it",)),
        (look(use_department="待查找"), ("nobody_uses_it",)),
        (look("idle", loan_ended=True), ("idle", "loan_ended")),
        (look(loan_ended=True), ()),
        (look(acquired_on=date(2020, 6, 15), service_life_months=72), ("past_life",)),
        (look(acquired_on=date(2020, 6, 16), service_life_months=72), ()),
        (look(acquired_on=date(2000, 1, 1)), ()),
        (look("idle", same=4, same_idle=1), ("idle", "duplicate")),
        (look("idle", same=3, same_idle=1), ("idle",)),
        (look(same=40, same_idle=9), ()),
        (look(use_department="待查找", same=40, same_idle=9), ("duplicate", "nobody_uses_it")),
    ],
)
def test_signs_say_why_an_asset_looks_idle(card, expected):
    assert signs(card, Rules(), TODAY) == expected


def test_how_long_past_its_life_is_noticed_may_be_set():
    card = look(acquired_on=date(2018, 6, 15), service_life_months=72)
    assert months_over(card, TODAY) == 24
    assert signs(card, Rules(past_life_months=24), TODAY) == ("past_life",)
    assert signs(card, Rules(past_life_months=25), TODAY) == ()


@pytest.mark.parametrize("sign", ["idle", "inefficient", "past_life", "loan_ended", "duplicate", "nobody_uses_it"])
def test_every_sign_is_a_sentence(sign):
    card = look("idle", acquired_on=date(2010, 1, 1), service_life_months=60, use_department="待查找")
    assert explanation(sign, card, TODAY).endswith("。")


def suggestion(*found, unit="u"):
    return Suggestion("004011-1", unit, found, 100, 1, 0, AT)


def test_a_refusal_holds_until_a_new_sign_appears():
    refused = suggestion("idle", "past_life").refuse("a", AT, "备用")
    assert refused.found_again(suggestion("idle"), TODAY, drafted=False).answer == "refused"
    fewer = refused.found_again(suggestion("idle"), TODAY, drafted=False)
    assert fewer.found_again(suggestion("idle", "past_life"), TODAY, drafted=False).answer == "open"  # it went, and comes again
    assert refused.found_again(suggestion("idle", "past_life", "loan_ended"), TODAY, drafted=False).answer == "open"
    assert refused.found_again(suggestion("idle", unit="other"), TODAY, drafted=False).answer == "open"


def test_a_postponement_holds_until_its_day():
    until = TODAY + timedelta(days=10)
    put_off = suggestion("idle").postpone("a", AT, until, TODAY, "")
    assert put_off.found_again(suggestion("idle"), until - timedelta(days=1), drafted=False).answer == "postponed"
    assert put_off.found_again(suggestion("idle"), until, drafted=False).answer == "open"
    for wrong in (None, TODAY, TODAY + timedelta(days=1000)):
        with pytest.raises(Invalid):
            suggestion("idle").postpone("a", AT, wrong, TODAY, "")


def test_what_was_accepted_rests_while_its_draft_lives_and_takes_no_other_answer():
    accepted = suggestion("idle").accept("a", AT, None)
    assert accepted.found_again(suggestion("idle", "past_life"), TODAY, drafted=True).answer == "accepted"
    assert accepted.found_again(suggestion("idle"), TODAY, drafted=False).answer == "open"
    with pytest.raises(Conflict):
        accepted.refuse("a", AT, "备用")


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [(date(2026, 3, 31), 1, date(2026, 2, 28)), (date(2026, 1, 15), 24, date(2024, 1, 15)), (date(2028, 2, 29), 48, date(2024, 2, 29)),
     (date(2026, 1, 31), 2, date(2025, 11, 30))],
)  # fmt: skip
def test_months_are_counted_by_the_calendar(day, months, before):
    assert months_before(day, months) == before
