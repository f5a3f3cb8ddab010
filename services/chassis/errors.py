"""Which errors a service may answer with: one list, used by every layer and mapped once at each door.

`rpc.py` maps them to gRPC status codes, the gateway to `application/problem+json`. The message is Chinese and
complete: it says what is wrong and what the user can do. `code` is stable and read by machines.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One faulty field of a request: its name on the wire, a stable code, a Chinese sentence."""

    field: str
    code: str
    message: str


@dataclass(eq=False)
class ServiceError(Exception):
    """An answer to the caller, not a defect: `code` for machines, `message` (Chinese) for people."""

    code: str
    message: str
    article: str = ""
    remedy: str = ""
    faults: tuple[FieldFault, ...] = field(default=())
    retry_seconds: int = 0

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class NotFound(ServiceError):
    """What was asked for does not exist, or the caller may not know that it does."""


class Conflict(ServiceError):
    """Somebody else was first: stale version, used idempotency key, taken name."""


class Refused(ServiceError):
    """A rule of the field forbids it; `article` says which, `remedy` what to do instead."""


class Invalid(ServiceError):
    """The request itself is faulty; `faults` lists every field."""


class Forbidden(ServiceError):
    """The caller is known and may not do this."""


class Unauthenticated(ServiceError):
    """The caller is not known, or not any more."""


class Throttled(ServiceError):
    """Too many tries; come back after `retry_seconds`, where that is known."""


class Unavailable(ServiceError):
    """A part that is needed now does not answer; trying again later is right."""


def faulty_field(name: str, code: str, message: str) -> Invalid:
    """The answer to a request with this one faulty field."""
    return Invalid(code, message, faults=(FieldFault(name, code, message),))


def unknown_word(name: str, what: str, known: Iterable[str]) -> Invalid:
    """The answer to a word in a field that its list does not know; names those it knows."""
    return faulty_field(name, f"{name}_unknown", f"{what}只能是：{'、'.join(filter(None, known))}。")


def checked_reason(reason: str, complaint: str, longest: int = 500) -> str:
    """The reason without outer blanks; refuses an empty or an overlong one with `reason_required` and the complaint."""
    reason = reason.strip()
    if not reason or len(reason) > longest:
        raise Invalid("reason_required", f"{complaint}（不超过 {longest} 字）。")
    return reason
