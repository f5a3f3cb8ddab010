"""While no broker answers, a code is not lost: the press of these tests has none."""

from datetime import UTC, datetime

import pytest

from services.chassis.actor import Call
from services.chassis.errors import Unavailable
from services.chassis.rpc.server import NOBODY
from services.labels.usecases.enrolling import use_code
from tests.labels.desk import ADMINISTRATOR
from tests.labels.stations.remote import enrol


def test_a_broker_that_is_away_costs_nobody_his_code(press):
    code = press.register().enrolment_code
    with pytest.raises(Unavailable, match="broker_unavailable"):
        enrol(press, code)
    with press.sessions.begin() as session:
        used = use_code(session, Call(NOBODY, datetime.now(UTC), "c"), code.replace("-", ""))
    assert used is not None
    assert used[1].enrolment == 2


def test_a_station_is_not_half_retired(press):
    station = press.station()
    with pytest.raises(Unavailable):
        press.retire(station)
    assert [one.state for one in press.board(press.who(ADMINISTRATOR))] == ["ready"]
