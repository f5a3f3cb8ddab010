"""How the question everybody asks is answered at little cost: one statement, one row, by the driver alone, outside of any transaction.

Through SQLAlchemy's pool and connection the same question costs three times the processor time.
"""

from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
from sqlalchemy import Engine, Select, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.exc import DataError, OperationalError

Row = tuple[Any, ...]


class Glances:
    """Connections like the engine's, but of their own: never more than threads look at a time, closed when the engine is disposed of."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[psycopg.Cursor[Row]] = deque()
        event.listen(engine, "engine_disposed", self._close)

    def first(self, statement: Select[Any], **parameters: Any) -> Row | None:
        """The first row; asked once more where the connection proves to have been cut while it rested."""
        written, constants = _written(statement)
        parameters = {**constants, **parameters}
        try:
            cursor = self._idle.pop()  # the one used last: it and its server process are warm
        except IndexError:
            return self._asked(self._connected(), written, parameters)
        try:
            return self._asked(cursor, written, parameters)
        except OperationalError:
            if not cursor.connection.broken:
                raise
            return self._asked(self._connected(), written, parameters)

    def _asked(self, cursor: psycopg.Cursor[Row], statement: str, parameters: Mapping[str, Any]) -> Row | None:
        try:
            return cursor.execute(statement, parameters).fetchone()
        except psycopg.OperationalError as error:
            raise OperationalError(statement, None, error) from error
        except psycopg.DataError as error:
            raise DataError(statement, None, error) from error
        finally:
            if not cursor.connection.closed:
                self._idle.append(cursor)

    def _connected(self) -> psycopg.Cursor[Row]:
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.autocommit = True
        cursor: psycopg.Cursor[Row] = connection.cursor()
        return cursor

    def _close(self, _engine: Engine) -> None:
        while self._idle:
            self._idle.pop().connection.close()


@lru_cache(maxsize=64)
def _written(statement: Select[Any]) -> tuple[str, Mapping[str, Any]]:
    """The statement as the driver takes it, and the values it has of its own."""
    compiled = statement.compile(dialect=PGDialect_psycopg())  # type: ignore[no-untyped-call]  # it has none
    return str(compiled), compiled.params
