"""A time crosses the wire to the microsecond, whatever its zone and its century."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.chassis.rpc.stamps import moment

BEIJING = timezone(timedelta(hours=8))


@pytest.mark.parametrize("at", [
    datetime(2026, 11, 21, 20, 30, 0, 123456, UTC), datetime(2026, 11, 22, 4, 30, tzinfo=BEIJING),
    datetime(1969, 12, 31, 23, 59, 59, 999999, UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, UTC),
])  # fmt: skip
def test_a_time_comes_back_as_it_went(at):
    assert moment(at).ToDatetime(UTC) == at


def test_no_time_stays_none():
    assert moment(None) is None
