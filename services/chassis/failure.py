"""How a failure is written down without business data, and whether it is the database's absence rather than the event's fault."""

import traceback
from pathlib import Path

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from services.chassis.errors import ServiceError

_AWAY = ("08", "53", "57")


def place_of(error: BaseException) -> str:
    """Type, code and place of an error, never its text: `Refused not_found at usecases.py:31 in approve`."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    code = f" {error.code}" if isinstance(error, ServiceError) else f" {_sqlstate(error)}" if _sqlstate(error) else ""
    place = f" at {Path(own[-1].filename).name}:{own[-1].lineno} in {own[-1].name}" if own else ""
    return f"{type(error).__name__}{code}{place}"


def database_is_away(error: BaseException) -> bool:
    """Whether the connection was lost, refused or not to be had; deadlocks and timeouts of statements are the event's own."""
    if isinstance(error, PoolExhausted):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or (isinstance(error, OperationalError) and (_sqlstate(error) or _AWAY[0]).startswith(_AWAY))


def _sqlstate(error: BaseException) -> str:
    return getattr(error.orig, "sqlstate", None) or "" if isinstance(error, DBAPIError) else ""
