"""Whether anybody can touch an audit record unnoticed, with every means of a database's owner."""

import hashlib
from datetime import UTC, datetime
from itertools import permutations

import psycopg
import pytest
from sqlalchemy import select, text

from services.chassis import audit
from services.chassis.actor import Actor, Call
from services.chassis.database import engine_for
from services.chassis.tables import audit as audit_table
from services.chassis.tables import audit_seal

CALL = Call(Actor("clerk", "张三"), datetime(2026, 3, 2, tzinfo=UTC), "test")


@pytest.fixture
def engine(database):
    engine = engine_for(database("identity"))
    yield engine
    engine.dispose()


@pytest.fixture
def chain(engine):
    """Five sealed records and one that is not sealed yet."""
    with engine.begin() as connection:
        entries = [audit.Entry("card.change", "asset", f"A-{number}", after={"n": number}) for number in range(5)]
        audit.record_many(connection, CALL, entries)
    with engine.begin() as connection:
        assert audit.seal(connection) == 5
    with engine.begin() as connection:
        audit.record(connection, CALL, audit.Entry("card.change", "asset", "A-5"))
    return engine


def verify(engine, since=""):
    with engine.connect() as connection:
        return audit.verify(connection, since)


def tamper(engine, *statements):
    with engine.begin() as connection:
        for statement in ("SET LOCAL session_replication_role = replica", *statements):  # what only a superuser may do
            connection.execute(text(statement))


def test_a_whole_chain_is_reported_with_its_unsealed_tail(chain):
    verdict = verify(chain)
    assert (verdict.sealed, verdict.unsealed, verdict.broken_at) == (5, 1, None)


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit", "TRUNCATE audit", "DELETE FROM audit_seal"])
def test_the_database_itself_refuses_changes(chain, statement):
    with pytest.raises(Exception, match="only grows"), chain.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "column", ["actor", "operation", "object_kind", "object_id", "org_path", "correlation_id", "article"]
)
def test_an_edited_column_is_found(chain, column):
    tamper(chain, f"UPDATE audit SET {column} = 'forged' WHERE object_id = 'A-2'")  # noqa: S608
    assert verify(chain).broken_at == 3


@pytest.mark.parametrize("change", ["after = '{\"n\": 7}'", "before = '{}'", "recorded_at = recorded_at + interval '1 second'"])
def test_an_edited_value_or_time_is_found(chain, change):
    tamper(chain, f"UPDATE audit SET {change} WHERE object_id = 'A-2'")  # noqa: S608
    assert verify(chain).broken_at == 3


def test_a_deleted_record_is_found(chain):
    tamper(chain, "DELETE FROM audit WHERE object_id = 'A-3'")
    assert (verify(chain).broken_at, verify(chain).reason) == (4, "已封存的审计记录不见了")


def test_a_record_deleted_with_its_seal_is_found(chain):
    tamper(chain, "DELETE FROM audit WHERE object_id = 'A-3'", "DELETE FROM audit_seal WHERE sequence = 4")
    assert verify(chain).broken_at == 4


def test_a_gap_closed_by_renumbering_is_found(chain):
    tamper(
        chain, "DELETE FROM audit WHERE object_id = 'A-3'", "DELETE FROM audit_seal WHERE sequence = 4",
        "UPDATE audit_seal SET sequence = 4 WHERE sequence = 5",
    )
    assert verify(chain).broken_at == 4


@pytest.mark.parametrize("order", [order for order in permutations((2, 3, 4)) if order != (2, 3, 4)])
def test_reordered_seals_are_found(chain, order):
    renumber = "UPDATE audit_seal SET sequence = {} WHERE sequence = {}"
    moves = [renumber.format(new, old + 100) for old, new in zip((2, 3, 4), order, strict=True)]
    tamper(chain, "UPDATE audit_seal SET sequence = sequence + 100 WHERE sequence IN (2, 3, 4)", *moves)
    assert verify(chain).broken_at is not None


def test_a_tail_cut_off_is_found_with_an_earlier_head(chain):
    anchor = verify(chain).anchor
    tamper(chain, "DELETE FROM audit_seal WHERE sequence > 3", "DELETE FROM audit WHERE object_id > 'A-2'")
    assert verify(chain).broken_at is None
    assert verify(chain, anchor).broken_at == 4


def test_a_chain_written_anew_is_found_with_an_earlier_head(chain):
    anchor = verify(chain).anchor
    tamper(chain, "UPDATE audit SET actor = 'forged' WHERE object_id = 'A-0'", "DELETE FROM audit_seal")
    with chain.begin() as connection:
        assert audit.seal(connection) == 6
    assert verify(chain).broken_at is None
    assert verify(chain, anchor).broken_at == 5


def test_an_earlier_head_still_fits_a_chain_that_grew(chain):
    anchor = verify(chain).anchor
    with chain.begin() as connection:
        audit.seal(connection)
    assert verify(chain, anchor).broken_at is None


def test_two_sealers_make_one_chain(chain):
    with chain.begin() as first, chain.begin() as second:
        assert audit.seal(first) == 1
        assert audit.seal(second) == 0
    assert verify(chain).broken_at is None


def test_a_record_is_sealed_once_its_transaction_commits_whatever_its_number(chain):
    with psycopg.connect(chain.url.render_as_string(hide_password=False).replace("+psycopg", "")) as slow:
        columns = "recorded_at, actor, operation, object_kind, object_id, correlation_id"
        slow.execute(f"INSERT INTO audit ({columns}) VALUES (now(), 'a', 'b', 'c', 'late', 'd')".encode())  # noqa: S608
        with chain.begin() as connection:
            audit.record(connection, CALL, audit.Entry("card.change", "asset", "A-6"))
        with chain.begin() as connection:
            assert audit.seal(connection) == 2
        slow.commit()
    with chain.begin() as connection:
        assert audit.seal(connection) == 1
    assert (verify(chain).sealed, verify(chain).broken_at) == (8, None)


def test_a_chain_sealed_over_whole_records_goes_on_over_their_digests(engine):
    with engine.begin() as connection:
        audit.record_many(connection, CALL, [audit.Entry("card.change", "asset", f"A-{number}") for number in range(2)])
        digest = audit.GENESIS
        for row in connection.execute(select(audit_table).order_by(audit_table.c.position)).all():
            digest = hashlib.sha256(digest + audit.canonical(row).encode()).digest()
            connection.execute(audit_seal.insert().values(sequence=row.position, audit_position=row.position, digest=digest))
        audit.record(connection, CALL, audit.Entry("card.change", "asset", "A-2"))
    with engine.begin() as connection:
        assert audit.seal(connection) == 1
    assert (verify(engine).sealed, verify(engine).broken_at) == (3, None)
    tamper(engine, "UPDATE audit SET actor = 'x' WHERE position = 2")
    assert verify(engine).broken_at == 2
