"""How each test gets a migrated database of its own: cloned from a template that is migrated once a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from os import getpid

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from services.chassis.database import migrate
from tests.support.parts import Run

_numbers = count()


def with_database(url: str, name: str) -> str:
    """The same server's URL for another database."""
    return f"{url.rpartition('/')[0]}/{name}"


def clone(run: Run, service: str) -> str:
    """Make a database from the service's template and return its URL; `postgres` is an empty one without tables."""
    admin, name = run.postgres().url, f"test_{service}_{getpid()}_{next(_numbers)}"
    template = "template0" if service == "postgres" else _template(run, admin, service)
    _execute(admin, SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    return with_database(admin, name)


def drop(url: str) -> None:
    """Remove a test's database with whatever is still connected to it."""
    admin, name = with_database(url, "postgres"), url.rpartition("/")[2]
    _execute(admin, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _template(run: Run, admin: str, service: str) -> str:
    name, made = f"template_{service}", run.folder / f"template_{service}.made"
    with run.locked(f"template_{service}"):
        if not made.exists():
            _execute(admin, SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
            _execute(admin, SQL("CREATE DATABASE {} TEMPLATE template0").format(Identifier(name)))
            migrate(service, with_database(admin, name))
            made.touch()
    return name


def _execute(url: str, statement: Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def scratch(run: Run) -> Iterator[list[str]]:
    """A list of database URLs that are dropped at the end."""
    made: list[str] = []
    try:
        yield made
    finally:
        for url in made:
            drop(url)
