"""The rules of deliveries: how long to wait, when to open, what an answer means, who signed, who hears."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.gateway.deliveries.domain import signing
from services.gateway.deliveries.domain.answers import Answer, NoReceipt, judge, retry_after
from services.gateway.deliveries.domain.backoff import FARTHEST_SECONDS, Backoff
from services.gateway.deliveries.domain.breaker import THRESHOLD, Breaker, Passage
from services.gateway.deliveries.domain.delivery import Failure, Received, Refusal, Unsent
from services.gateway.deliveries.domain.hearing import Conditions, Place, fits

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DOWN = Failure(503, "http_503", "维护中")


@given(failures=st.integers(1, 10_000), dice=st.floats(0, 1, exclude_max=True), asked=st.none() | st.floats(0, 1e9))
def test_a_wait_grows_up_to_its_cap_is_never_sooner_than_asked_and_never_longer_than_a_day(failures, dice, asked):
    backoff = Backoff(2.0, 600.0)
    wait = backoff.seconds(failures, dice, asked)
    assert 1.0 <= wait <= FARTHEST_SECONDS
    assert wait >= min(asked or 0.0, FARTHEST_SECONDS)
    if asked is None:
        assert wait <= 600.0
        assert wait >= min(600.0, 2.0 ** min(failures, 30)) / 2


def test_waits_of_many_deliveries_spread():
    dice = random.Random(7)  # noqa: S311
    waits = [Backoff().seconds(6, dice.random()) for _ in range(1000)]
    assert max(waits) - min(waits) > 25


def after(breaker, *outcomes, now=NOW):
    for outcome in outcomes:
        breaker = breaker.after(outcome, now, 0.0)
    return breaker


def test_the_breaker_opens_after_failures_in_a_row_and_any_answer_counts_as_health():
    assert after(Breaker(), *[DOWN] * (THRESHOLD - 1)).passage(NOW) is Passage.ALL
    assert after(Breaker(), *[DOWN] * THRESHOLD).passage(NOW) is Passage.NONE
    interrupted = after(Breaker(), *[DOWN] * (THRESHOLD - 1), Refusal(422, "no", "不接受"), DOWN)
    assert interrupted.passage(NOW) is Passage.ALL


def test_a_half_open_breaker_lets_one_through_then_closes_or_opens_for_longer():
    opened = after(Breaker(), *[DOWN] * THRESHOLD)
    later = opened.open_until
    assert opened.passage(later) is Passage.ONE
    assert opened.probing(later + timedelta(minutes=1)).passage(later) is Passage.NONE
    again = after(opened, DOWN, now=later)
    assert again.open_until - later == 2 * (opened.open_until - NOW)
    assert after(opened, Received(200), now=later) == Breaker()
    assert after(opened.probing(later + timedelta(minutes=1)), Unsent(), now=later).passage(later) is Passage.ONE


def test_late_failures_of_before_the_opening_do_not_prolong_it():
    opened = after(Breaker(), *[DOWN] * THRESHOLD)
    assert after(opened, *[DOWN] * 10).open_until == opened.open_until


def test_what_the_target_asked_for_pauses_it_without_opening_the_breaker():
    paused = after(Breaker(), Failure(429, "too_many", "请求过多", 30.0))
    assert paused.passage(NOW + timedelta(seconds=29)) is Passage.NONE
    assert paused.passage(NOW + timedelta(seconds=30)) is Passage.ALL


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), (" 0 ", 0.0), ("Sat, 21 Nov 2026 12:02:00 GMT", 120.0), ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0), ("soon", None),
     ("-5", None), ("", None), ("９", None), ("99999999999999999999", 999999999.0)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_date(value, seconds):
    assert retry_after(value, NOW) == seconds


def judged(status, body=b"", receipt=None, **headers):
    return judge(Answer(status, headers, body), NOW, receipt)


def number_of(said):
    if "receipt_no" not in said:
        raise NoReceipt("没有回执号")
    return said["receipt_no"]


def test_a_2xx_needs_a_receipt_where_the_target_gives_them():
    assert judged(204) == Received(204)
    assert judged(200, b'{"receipt_no": "QG1"}', number_of) == Received(200, "QG1", {"receipt_no": "QG1"})
    for body in (b"", b"<html>", b"[]", b'{"code": "E5001", "message": "busy"}', b"{" * 2000, b"\xff"):
        assert isinstance(judged(200, body, number_of), Failure)


@pytest.mark.parametrize("status", [400, 409, 410, 413, 422])
def test_answers_about_the_message_itself_are_refusals(status):
    said = judged(status, '{"code": "bad_class", "detail": "分类不符\\u0000"}'.encode())
    assert said == Refusal(status, "bad_class", "分类不符")


@pytest.mark.parametrize("status", [301, 401, 403, 404, 408, 429, 500, 502, 503])
def test_answers_about_the_connection_or_the_moment_are_tried_again(status):
    assert isinstance(judged(status), Failure)


def test_only_throttling_and_absence_speak_for_the_whole_target():
    assert judged(503, b"", None, **{"retry-after": "9"}).wait_seconds == 9.0
    assert judged(500, b"", None, **{"retry-after": "9"}).wait_seconds is None


def test_a_receipt_is_kept_without_what_the_database_cannot_hold():
    body = b'{"receipt_no": "QG1", "note": "a\\u0000b\\ud800", "list": [1], "deep": {"x": 1}, "ok": true}'
    assert judged(200, body, number_of).receipt == {"receipt_no": "QG1", "note": "ab", "ok": True}


@given(body=st.binary(max_size=200), other=st.binary(max_size=200), ahead=st.integers(-600, 600))
def test_a_signature_holds_for_its_body_and_time_alone(body, other, ahead):
    headers = {name.lower(): value for name, value in signing.headers(b"secret", NOW, "n" * 32, "PUT", "/v1/offers/A?x=1", body).items()}
    at = NOW + timedelta(seconds=ahead)
    fault = signing.fault(b"secret", at, headers, "put", "/v1/offers/A?x=1", body)
    assert fault == ("" if abs(ahead) <= 300 else "timestamp_out_of_range")
    assert (signing.fault(b"secret", NOW, headers, "PUT", "/v1/offers/A?x=1", other) == "") == (body == other)
    assert signing.fault(b"secret", NOW, headers, "PUT", "/v1/offers/B", body) == "signature_wrong"
    assert signing.fault(b"secret", NOW, {}, "PUT", "/v1/offers/A", body) == "signature_missing"


@pytest.mark.parametrize(
    ("pattern", "heard"),
    [("*", True), ("registry.*", True), ("registry.asset.*", True), ("registry.asset.changed.v1", True), ("registry.ass.*", False),
     ("registry.asset.changed", False), ("sharing.*", False)],
)  # fmt: skip
def test_patterns_stop_at_dots(pattern, heard):
    assert fits("registry.asset.changed.v1", pattern) is heard


def test_an_event_is_heard_from_above_and_from_where_it_is_shown():
    place = Place("31/3101/310151/310151-004011", ("3101",))
    assert place.heard_from("31")
    assert place.heard_from("31/3101/310151/310151-004011")
    assert place.heard_from("31/3101/310152/310152-001001")
    assert not place.heard_from("31/3102/310230")
    assert not Place("31/3101/310151").heard_from("31/3101/3101")
    assert Conditions(["*"], ["310151"]).want("a.b.c.v1", place.owner)
    assert not Conditions(["*"], ["310152"]).want("a.b.c.v1", place.owner)
