"""How a service reaches its database: one engine per process, sessions per unit of work, migrations per deployment."""

import math
import time
from pathlib import Path
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from pydantic_core import from_json
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

SERVICES = Path(__file__).parents[1]
TRUSTED_SECONDS = 1.0
_RESTS_SINCE = "rests_since"


def engine_for(url: str, *, pool: int = 10, application: str = "guanzi", statement_seconds: int = 0) -> Engine:
    """An engine whose connections are checked before use and give up on a lost server within seconds.

    `statement_seconds` ends a longer statement (0: never); a server sets it, so that no question outlives its asker for long.
    Columns of JSON are read by pydantic's parser, which costs a half of the standard library's, and of an empty list a twentieth.
    """
    engine = create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool, max_overflow=0, pool_recycle=1800, json_deserializer=from_json,
        connect_args={
            "application_name": application, "connect_timeout": 5,
            "options": f"-c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c statement_timeout={statement_seconds * 1000}",
            "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
        },
    )
    event.listen(engine, "checkin", _note_rest)
    event.listen(engine, "checkout", _check_rested)
    return engine


def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[_RESTS_SINCE] = time.monotonic()


def _check_rested(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
    """Ask a connection that rested whether it still stands; one used a moment ago is trusted and saves three round trips."""
    rested = time.monotonic() - record.info.get(_RESTS_SINCE, math.inf)
    if rested < TRUSTED_SECONDS and not connection.closed:
        return
    try:
        before, connection.autocommit = connection.autocommit, True
        connection.execute("SELECT 1")
        connection.autocommit = before
    except psycopg.OperationalError as error:
        raise InvalidatePoolError from error


def answers(engine: Engine) -> bool:
    """Whether the database answers now; what `/readyz` asks."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def sessions_of(engine: Engine) -> sessionmaker[Session]:
    """Sessions that keep loaded values after commit, so that an answer can be built from them."""
    return sessionmaker(engine, expire_on_commit=False)


def migrate(service: str, url: str, revision: str = "heads") -> None:
    """Bring the service's database, the chassis's tables included, to `revision`."""
    command.upgrade(migration_config(service, url), revision)


def migration_config(service: str, url: str) -> Config:
    """Alembic's configuration for one service: the chassis's branch and the service's own, run by one `env.py`.

    The name "chassis" stands for a database with the chassis's tables alone.
    """
    config = Config()
    config.set_main_option("script_location", str(SERVICES / "chassis" / "migrations"))
    folders = [SERVICES / "chassis" / "migrations" / "versions"]
    if service != "chassis":
        folders.append(SERVICES / service / "migrations")
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", ":".join(str(folder) for folder in folders))
    config.attributes.update(service=service, url=url)
    return config
