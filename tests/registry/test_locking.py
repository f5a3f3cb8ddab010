"""Two who want the same cards at the same moment: who comes second waits, and then sees what the first one did (READ COMMITTED)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from services.chassis.actor import Actor, Call, Post
from services.chassis.errors import Conflict
from services.registry.tables import ended_hold, hold
from services.registry.usecases.reserving import Reserve, confirm, lapse, reserve
from services.registry.usecases.reserving_each import ReserveEach, Wanted, reserve_each

from .conftest import SCHOOL, UNITS
from .waiting import second_waits_for_first

HANDLER = Actor("handler", "某某", (Post("unit_handler", SCHOOL, UNITS[SCHOOL][1]),))


def call(after: timedelta = timedelta()) -> Call:
    return Call(HANDLER, datetime.now(UTC) + after, "c")


def whole(reference, numbers):
    return lambda session: reserve(session, call(), Reserve("disposal", reference, "disposal", "资产处置申报", numbers))


def each(reference, numbers):
    wanted = [Wanted(number, f"{reference}/{number}", 1) for number in numbers]
    return lambda session: reserve_each(session, call(), ReserveEach("sharing", "publication", "入仓", wanted))


def holders(sessions):
    with sessions() as session:
        return {row.asset_no: row.reference for row in session.execute(select(hold))}


@pytest.mark.parametrize(("first", "second"), [(whole, whole), (whole, each), (each, whole)])
def test_of_two_reservations_of_a_card_the_second_is_refused(registry, sessions, first, second):  # E-037, B-050
    number = registry.register()
    outcome = second_waits_for_first(sessions, first("R-1", [number]), second("R-2", [number]))
    with pytest.raises(Conflict, match="card_reserved"):
        outcome.result()
    assert [one.partition("/")[0] for one in holders(sessions).values()] == ["R-1"]


def test_a_confirmation_at_the_moment_of_the_lapse_holds_the_card_all_the_same(registry, sessions):
    number = registry.register()
    with sessions.begin() as session:
        whole("R-1", [number])(session)
    outcome = second_waits_for_first(
        sessions, lambda session: lapse(session, call(timedelta(minutes=11))),
        lambda session: confirm(session, call(timedelta(minutes=11)), "disposal", "R-1", [number]),
    )  # fmt: skip
    assert outcome.result() is None
    with sessions() as session:
        assert session.execute(select(hold.c.reference, hold.c.lapses_at)).all() == [("R-1", None)]
        assert session.execute(select(ended_hold)).all() == []
