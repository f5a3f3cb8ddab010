"""Connections that outlive their server: noticed before use once they rested, after one failure else."""

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from services.chassis import database as databases


@pytest.fixture
def engine(database):
    engine = databases.engine_for(database("postgres"), pool=2)
    yield engine
    engine.dispose()


def cut(engine, database_url):
    other = databases.engine_for(database_url, pool=1)
    with engine.connect() as connection:
        pid = connection.scalar(text("SELECT pg_backend_pid()"))
    with other.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 2000)"), {"pid": pid})
    other.dispose()


def ask(engine):
    with engine.connect() as connection:
        return connection.scalar(text("SELECT 1"))


def test_a_cut_connection_that_rested_is_replaced_unnoticed(engine):
    cut(engine, engine.url.render_as_string(hide_password=False).replace("+psycopg", ""))
    time.sleep(databases.TRUSTED_SECONDS)
    assert ask(engine) == 1


def test_a_cut_connection_used_at_once_fails_once(engine):
    cut(engine, engine.url.render_as_string(hide_password=False).replace("+psycopg", ""))
    answers = []
    for _ in range(3):
        try:
            answers.append(ask(engine))
        except OperationalError:
            answers.append(None)
    assert answers[-2:] == [1, 1]
