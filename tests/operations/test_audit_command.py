"""`guanzi audit verify`: what it says of each service, and its exit status."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from services.chassis import audit
from services.chassis.actor import Actor, Call
from services.chassis.database import engine_for
from services.operations.audit import verify
from services.operations.failures import Failed
from services.operations.process_list import OWNERS

CALL = Call(Actor("clerk", "张三"), datetime(2026, 3, 2, tzinfo=UTC), "test")


@pytest.fixture
def engines(database, monkeypatch):
    """Every service's database, three sealed records and one unsealed in each, named in the environment."""
    engines = {}
    for service in OWNERS:
        url = database(service)
        monkeypatch.setenv(f"GUANZI_{service.upper()}_DATABASE_URL", url)
        engines[service] = engine_for(url)
        for _ in range(3):
            with engines[service].begin() as connection:
                audit.record(connection, CALL, audit.Entry("card.change", "asset", "A-1"))
        with engines[service].begin() as connection:
            audit.seal(connection)
            audit.record(connection, CALL, audit.Entry("card.change", "asset", "A-2"))
    yield engines
    for engine in engines.values():
        engine.dispose()


def tamper(engine, statement):
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text(statement))


def test_whole_chains_are_reported_with_their_tails(engines, capsys):
    verify()
    said = capsys.readouterr().out
    assert [line.partition("，链首")[0] for line in said.splitlines()] == [
        f"{service}：3 条记录的链完整，1 条待封存" for service in OWNERS
    ]


def test_a_broken_chain_names_its_place_and_fails(engines, capsys):
    tamper(engines["registry"], "UPDATE audit SET actor = 'x' WHERE position = 2")
    with pytest.raises(Failed, match="registry"):
        verify()
    assert "registry：第 2 环断裂" in capsys.readouterr().out


def test_a_tail_cut_off_is_found_with_the_head_that_was_kept(engines, capsys):
    verify("registry")
    kept = capsys.readouterr().out.strip().rpartition("链首 ")[2]
    tamper(engines["registry"], "DELETE FROM audit_seal WHERE sequence = 3")
    tamper(engines["registry"], "DELETE FROM audit WHERE position >= 3")
    verify("registry")
    with pytest.raises(Failed):
        verify("registry", kept)
