"""Process 3: works off imports, one at a time: `python -m services.registry.importer`.

Any number of importers may run; a job belongs to the one whose transaction holds its row. A killed importer's job is
taken over as soon as the database has noticed, and starts over.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event as Flag

import psycopg
import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services.chassis import database, logs
from services.chassis.probes import serve_probes
from services.chassis.termination import termination
from services.registry.reading.limits import Limits
from services.registry.settings import ImporterSettings
from services.registry.usecases.import_jobs import CHANNEL
from services.registry.usecases.import_run import Interrupted, run_next

log = structlog.get_logger(__name__)
POLL_SECONDS = 1.0
SWITCH_SECONDS = 0.0005
"""The thread that waits for the database must not wait 5 ms more for the one that reads the file, at every answer."""


def main() -> None:
    """Work until SIGTERM or SIGINT; the job at hand is then given back."""
    stop = termination()
    settings = ImporterSettings.load()
    logs.configure("registry", settings.log_level, json=settings.log_json)
    sys.setswitchinterval(SWITCH_SECONDS)
    engine = database.engine_for(str(settings.database_url), pool=4, application="guanzi-registry-importer")
    probes = serve_probes(settings.importer_http_address, {"database": lambda: database.answers(engine)})
    log.info("importing", http=settings.importer_http_address)
    serve(engine, str(settings.database_url), settings.limits, stop)
    probes.shutdown()
    engine.dispose()
    log.info("drained")


def serve(engine: Engine, url: str, limits: Limits, stop: Flag) -> None:
    """Work off imports as they come; a database that is away is waited for."""
    while not stop.is_set():
        try:
            with _listening(url) as bell:
                while not stop.is_set():
                    if not run_next(engine, limits, datetime.now(UTC), lambda: not stop.is_set()):
                        for _ in bell.notifies(timeout=POLL_SECONDS, stop_after=1):
                            pass
        except Interrupted:
            log.info("the import at hand is given back")
        except (SQLAlchemyError, psycopg.Error) as error:
            log.warning("the database is away or refused", error=type(error).__name__)
            stop.wait(POLL_SECONDS)
        except Exception:  # an entrypoint: one bad job must not end the importer; its attempts are counted
            log.exception("an import failed")
            stop.wait(POLL_SECONDS)


@contextmanager
def _listening(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(url, autocommit=True, connect_timeout=5, application_name="guanzi-registry-importer") as connection:
        connection.execute(f"LISTEN {CHANNEL}".encode())
        yield connection


if __name__ == "__main__":
    main()
