"""How long a session lives."""

from datetime import UTC, datetime, timedelta

from services.identity.domain.lifetime import ends_at, is_worth_noting
from services.identity.domain.policy import session_policy

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
POLICY = session_policy()


def test_it_ends_thirty_minutes_after_the_last_request():
    assert ends_at(NOW, NOW + timedelta(hours=3), POLICY) == NOW + timedelta(hours=3, minutes=30)


def test_it_ends_after_twelve_hours_however_busy():
    assert ends_at(NOW, NOW + timedelta(hours=11, minutes=50), POLICY) == NOW + timedelta(hours=12)


def test_use_is_written_down_at_most_once_a_minute():
    assert not is_worth_noting(NOW, NOW + timedelta(seconds=59), POLICY)
    assert is_worth_noting(NOW, NOW + timedelta(seconds=60), POLICY)
