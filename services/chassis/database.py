"""How a service reaches its database: one engine per process, sessions per unit of work, migrations per deployment."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session, sessionmaker

SERVICES = Path(__file__).parents[1]


def engine_for(url: str, *, pool: int = 10, application: str = "guanzi", statement_seconds: int = 0) -> Engine:
    """An engine whose connections are checked before use and give up on a lost server within seconds.

    `statement_seconds` ends a longer statement (0: never); a server sets it, so that no question outlives its asker for long.
    """
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_size=pool, max_overflow=0, pool_pre_ping=True, pool_recycle=1800,
        connect_args={
            "application_name": application, "connect_timeout": 5,
            "options": f"-c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c statement_timeout={statement_seconds * 1000}",
            "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
        },
    )


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
