"""Idempotency keys on a real database: one effect, one answer, however often and however concurrently asked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from services.chassis.actor import Actor, Call
from services.chassis.database import engine_for, sessions_of
from services.chassis.errors import Conflict
from services.chassis.request_keys import KEPT, answered, once, prune

CALL = Call(Actor("zhang", "张三"), datetime(2026, 3, 5, tzinfo=UTC), "c-1", idempotency_key="k-1")


@pytest.fixture
def sessions(database):
    engine = engine_for(database("identity"), pool=8)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE effect (n int)"))
    yield sessions_of(engine)
    engine.dispose()


def add(sessions, call, request=b"1", operation="add"):
    with sessions.begin() as session:

        def work() -> bytes:
            session.execute(text("INSERT INTO effect VALUES (1)"))
            return b"answer %d" % session.scalar(text("SELECT count(*) FROM effect"))

        return once(session, call, operation, request, work)


def effects(sessions):
    with sessions() as session:
        return session.scalar(text("SELECT count(*) FROM effect"))


def test_a_repeated_command_has_one_effect_and_its_first_answer(sessions):
    assert [add(sessions, CALL) for _ in range(3)] == [b"answer 1"] * 3
    assert effects(sessions) == 1


def test_the_same_key_with_another_body_or_operation_is_a_conflict(sessions):
    add(sessions, CALL)
    for other in ({"request": b"2"}, {"operation": "subtract"}):
        with pytest.raises(Conflict) as refused:
            add(sessions, CALL, **other)
        assert refused.value.code == "idempotency_key_reused"
    assert effects(sessions) == 1


def test_a_stored_answer_is_known_before_the_command_runs_again(sessions):
    with sessions() as session:
        assert answered(session, CALL, "add", b"1") is None
    add(sessions, CALL)
    with sessions() as session:
        assert answered(session, CALL, "add", b"1") == b"answer 1"
        assert answered(session, replace(CALL, idempotency_key=""), "add", b"1") is None
        with pytest.raises(Conflict, match="idempotency_key_reused"):
            answered(session, CALL, "add", b"2")


def test_keys_belong_to_their_account(sessions):
    add(sessions, CALL)
    add(sessions, replace(CALL, actor=Actor("li", "李四")))
    assert effects(sessions) == 2


def test_without_a_key_every_command_counts(sessions):
    for _ in range(2):
        add(sessions, replace(CALL, idempotency_key=""))
    assert effects(sessions) == 2


def test_a_command_that_failed_leaves_no_answer_behind(sessions):
    def fail() -> bytes:
        raise ValueError

    with pytest.raises(ValueError), sessions.begin() as session:  # noqa: PT011  # any will do
        once(session, CALL, "add", b"1", fail)
    assert add(sessions, CALL) == b"answer 1"


def test_eight_at_once_have_one_effect(sessions):
    together = Barrier(8)

    def attempt(_):
        together.wait()
        return add(sessions, CALL)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(attempt, range(8))) == {b"answer 1"}
    assert effects(sessions) == 1


def test_keys_are_kept_for_their_time_and_then_forgotten(sessions):
    add(sessions, CALL)
    for later, gone in ((KEPT, 0), (KEPT + timedelta(seconds=1), 1)):
        with sessions.begin() as session:
            assert prune(session, CALL.at + later) == gone
    add(sessions, CALL)
    assert effects(sessions) == 2
