"""One row at little cost: what is asked, what a cut connection does, and what is left open afterwards."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Integer, Select, Text, bindparam, false, func, literal_column, select, text
from sqlalchemy.exc import DataError, OperationalError

from services.chassis import database as databases
from services.chassis.glances import Glances

ONE: Select[Any] = select(literal_column("1"))
NEXT: Any = select(bindparam("n", type_=Integer) + 1, literal_column("'a'"))
NOTHING: Select[Any] = ONE.where(false())
ECHO: Select[Any] = select(bindparam("name", type_=Text))
BACKEND: Select[Any] = select(func.pg_backend_pid())
SLEEP: Select[Any] = select(func.pg_sleep(bindparam("seconds", type_=Integer)))


@pytest.fixture
def engine(database):
    engine = databases.engine_for(database("postgres"), pool=2, application="glancing", statement_seconds=1)
    yield engine
    engine.dispose()


def open_ones(engine):
    """How many connections of ours the server knows, the asking one aside; one that was closed takes a moment to go."""
    asked = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'glancing' AND pid <> pg_backend_pid()")
    with engine.connect() as connection:
        return connection.scalar(asked)


def test_the_first_row_comes_with_parameters_and_none_where_there_is_none(engine):
    glances = Glances(engine)
    assert glances.first(NEXT, n=1) == (2, "a")
    assert glances.first(NOTHING) is None


def test_a_cut_connection_goes_unnoticed(engine):
    glances = Glances(engine)
    (pid,) = glances.first(BACKEND) or ()
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": pid})
    assert glances.first(ONE) == (1,)


def test_what_cannot_be_asked_is_the_askers_fault_and_leaves_the_connection_as_it_was(engine):
    glances = Glances(engine)
    before = glances.first(BACKEND)
    with pytest.raises(DataError):
        glances.first(ECHO, name="\0")
    assert glances.first(BACKEND) == before


def test_a_question_that_takes_too_long_ends_and_is_not_asked_again(engine):
    glances, started = Glances(engine), time.monotonic()
    glances.first(ONE)
    with pytest.raises(OperationalError):
        glances.first(SLEEP, seconds=10)
    assert 0.9 < time.monotonic() - started < 1.9


def test_no_more_connections_than_look_at_a_time_and_none_after_the_engine(engine):
    glances = Glances(engine)
    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(lambda _n: glances.first(ONE), range(200)))) == 200
    assert 1 <= open_ones(engine) <= 4
    engine.dispose()
    deadline = time.monotonic() + 5
    while open_ones(engine) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert open_ones(engine) == 0


def test_the_pools_connections_still_count_on_transactions(engine):
    Glances(engine).first(ONE)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE kept (n int)"))
        connection.rollback()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('kept')")) is None
