"""How a failure reaches the person at the terminal: signals end what was started, errors are one sentence without secrets."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import pika.exceptions
import psycopg

from services.chassis.broker_users import BrokerRefused
from services.operations.processes import NotStarted


class Failed(RuntimeError):
    """A command did not do what it was asked; the text is the reason."""


def expect(holds: bool, reason: str) -> None:  # reads like assert, which python -O would drop
    """Raise Failed with the reason unless it holds."""
    if not holds:
        raise Failed(reason)


@contextmanager
def told_to_end() -> Iterator[None]:
    """SIGTERM and SIGINT leave the block through its `finally`s; while those run, further signals wait."""
    previous = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    for name in previous:
        signal.signal(name, _leave)
    try:
        yield
    finally:
        for name, handler in previous.items():
            signal.signal(name, handler)


def _leave(number: int, _frame: object) -> NoReturn:
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, signal.SIG_IGN)
    raise SystemExit(128 + number)


def in_one_sentence(command: Callable[[], None]) -> None:
    """Run the command; what an administrator can mend becomes a sentence on standard error and exit status 1."""
    try:
        command()
    except (NotStarted, BrokerRefused, Failed) as error:
        sys.exit(f"guanzi: {error.args[0]}")
    except psycopg.OperationalError as error:
        sys.exit(f"guanzi: PostgreSQL: {str(error).splitlines()[-1] if str(error) else type(error).__name__}")
    except pika.exceptions.AMQPError as error:
        sys.exit(f"guanzi: RabbitMQ: {type(error).__name__} {error.args[1] if len(error.args) > 1 else ''}")
