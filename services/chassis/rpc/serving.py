"""How a method runs: in one transaction, a command once per idempotency key."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from google.protobuf.message import Message
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.actor import Call
from services.chassis.errors import Invalid
from services.chassis.request_keys import answered, once
from services.chassis.rpc.server import current_call, this_is_a_question

PIECE_BYTES = 256 * 1024
Sessions = sessionmaker[Session]
Answer = TypeVar("Answer", bound=Message)
Found = TypeVar("Found")


def engine_of(sessions: Sessions) -> Engine:
    """The engine behind the sessions."""
    engine: Engine = sessions.kw["bind"]
    return engine


def command(sessions: Sessions, operation: str, request: Message, answer: type[Answer], do: Callable[[Session, Call], Answer]) -> Answer:
    """Run a command and commit it with its answer; a repetition under the same key gets the first answer."""
    refuse_nul(request)
    call = current_call()
    with sessions.begin() as session:
        body = request.SerializeToString(deterministic=True)
        return answer.FromString(once(session, call, operation, body, lambda: do(session, call).SerializeToString()))


def asking_command(
    sessions: Sessions, operation: str, request: Message, answer: type[Answer],
    ask: Callable[[Session, Call], Found], do: Callable[[Session, Call, Found], Answer],
) -> Answer:  # fmt: skip
    """A command that needs other services' answers: `ask` runs before its transaction, and not at all for a repetition.

    The session that `ask` gets is for looking; what it says is decided upon again under locks by `do`.
    """
    refuse_nul(request)
    call, body = current_call(), request.SerializeToString(deterministic=True)
    with sessions() as session:
        known = answered(session, call, operation, body)
    if known is not None:
        return answer.FromString(known)
    with sessions() as session:
        found = ask(session, call)
    with sessions.begin() as session:
        return answer.FromString(once(session, call, operation, body, lambda: do(session, call, found).SerializeToString()))


def question(sessions: Sessions, request: Message, ask: Callable[[Session, Call], Found]) -> Found:
    """Answer within one transaction, which changes nothing."""
    this_is_a_question()
    refuse_nul(request)
    with sessions() as session:
        return ask(session, current_call())


def handed_out(sessions: Sessions, request: Message, make: Callable[[Session, Call, Path], Path]) -> Iterator[bytes]:
    """A file made in a folder of its own, piece by piece; the folder is gone when the last piece is."""
    refuse_nul(request)
    call = current_call()
    with TemporaryDirectory(prefix="guanzi-") as folder:
        with sessions() as session:
            path = make(session, call, Path(folder))
        with path.open("rb") as file:
            yield from iter(lambda: file.read(PIECE_BYTES), b"")


def refuse_nul(message: Message) -> None:
    """Refuse text with a NUL character, which PostgreSQL cannot hold."""
    if b"\0" in message.SerializeToString() and _has_nul(message):
        raise Invalid("nul_character", "文字中含有无效字符。")


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Message):
        return any(_has_nul(one) for _, one in value.ListFields())
    if isinstance(value, Mapping):
        return any(_has_nul(key) or _has_nul(one) for key, one in value.items())
    return not isinstance(value, bytes) and isinstance(value, Iterable) and any(_has_nul(one) for one in value)
