"""What happens to a command on many rows that got into a deadlock with others: it is tried again, since nothing of it took effect.

Commands lock rows in the order of their ids; a worker takes them in the order of the events it handles in one transaction.
"""

from collections.abc import Callable
from typing import TypeVar

from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import OperationalError

ATTEMPTS = 3
Answer = TypeVar("Answer")


def again_after_deadlock(command: Callable[[], Answer]) -> Answer:
    """Run the command, anew when PostgreSQL broke a deadlock at its expense; the last attempt raises what it raises."""
    for _ in range(ATTEMPTS - 1):
        try:
            return command()
        except OperationalError as error:
            if not isinstance(error.orig, DeadlockDetected):
                raise
    return command()
