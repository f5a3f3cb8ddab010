"""Which figures and lists the rules apply: versioned data files beside this module, one per subject."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class SessionPolicy:
    """How long a session lives: `idle` after the last request, `absolute` after signing in; `touch` is how often use is written down."""

    idle: timedelta
    absolute: timedelta
    touch: timedelta
    access_token: timedelta


@dataclass(frozen=True, slots=True)
class AttemptPolicy:
    """How many sign-ins may fail within `window` before `block`: per account name and per client address."""

    window: timedelta
    block: timedelta
    per_account: int
    per_address: int


@dataclass(frozen=True, slots=True)
class PasswordPolicy:
    """What a password must be; `blocked` holds published and common ones in lower case."""

    min_length: int
    max_length: int
    min_classes: int
    blocked: frozenset[str]


@cache
def session_policy() -> SessionPolicy:
    """The session rules of `sign_in.toml`."""
    found = _read("sign_in")["session"]
    return SessionPolicy(
        timedelta(minutes=found["idle_minutes"]), timedelta(hours=found["absolute_hours"]),
        timedelta(seconds=found["touch_seconds"]), timedelta(seconds=found["access_token_seconds"]),
    )


@cache
def attempt_policy() -> AttemptPolicy:
    """The lock-out and throttling rules of `sign_in.toml`."""
    found = _read("sign_in")["attempts"]
    return AttemptPolicy(
        timedelta(minutes=found["window_minutes"]), timedelta(minutes=found["block_minutes"]), found["per_account"], found["per_address"]
    )


@cache
def password_policy() -> PasswordPolicy:
    """The password rules of `password.toml`."""
    found = _read("password")
    blocked = frozenset(word.casefold() for word in found["blocked"])
    return PasswordPolicy(found["min_length"], found["max_length"], found["min_classes"], blocked)


@cache
def region_names() -> dict[str, str]:
    """Names of fiscal regions by code; a code that is missing is its own name until somebody enters a better one."""
    names: dict[str, str] = _read("regions")["names"]
    return names


def _read(name: str) -> dict[str, Any]:
    with files(__package__).joinpath(f"{name}.toml").open("rb") as source:
        return tomllib.load(source)
