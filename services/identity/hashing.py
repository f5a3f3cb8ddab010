"""How secrets are kept: argon2id for passwords, a few at a time; plain SHA-256 for 256 random bits, which cannot be guessed."""

import hashlib
import hmac
import secrets
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.chassis.errors import Throttled

MEMORY_KIB = 46 * 1024
WAIT_SECONDS = 5.0
_RANDOM = "sha256:"


class Hasher:
    """argon2id with t=1, m=46 MiB, p=1 (ASVS 5.0 11.4.2), at most `at_a_time` together, so that memory stays bounded."""

    def __init__(self, at_a_time: int = 2) -> None:
        self._argon2 = PasswordHasher(time_cost=1, memory_cost=MEMORY_KIB, parallelism=1)
        self._slots = BoundedSemaphore(at_a_time)
        self._nobody = self._argon2.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """The salted hash of a password; Throttled when too many wait."""
        with _Slot(self._slots):
            return self._argon2.hash(password)

    def matches(self, stored: str | None, secret: str) -> bool:
        """Whether the secret is the stored one. An unknown account (None) takes as long as a known one."""
        if stored is not None and stored.startswith(_RANDOM):
            return hmac.compare_digest(stored, hash_random(secret))
        with _Slot(self._slots):
            try:
                right = self._argon2.verify(stored or self._nobody, secret)
            except (VerificationError, InvalidHashError):
                return False
        return right and stored is not None


def hash_random(secret: str) -> str:
    """The stored form of a random secret of a machine."""
    return _RANDOM + hashlib.sha256(secret.encode()).hexdigest()


def digest_of(token: str) -> bytes:
    """What is stored of a session token."""
    return hashlib.sha256(token.encode()).digest()


def new_secret() -> str:
    """256 random bits as text: a session token, a client secret."""
    return secrets.token_urlsafe(32)


def new_password() -> str:
    """A random password that a person can type once: four groups with all classes of characters."""
    letters = "abcdefghjkmnpqrstuvwxyz"
    groups = ["".join(secrets.choice(letters + "23456789") for _ in range(4)) for _ in range(3)]
    return "-".join([*groups, f"{secrets.choice(letters.upper())}{secrets.choice(letters)}{secrets.randbelow(90) + 10}"])


class _Slot:
    """One of the few places where a hash may be computed; waits a while, then sends the caller away."""

    def __init__(self, slots: BoundedSemaphore) -> None:
        self._slots = slots

    def __enter__(self) -> None:
        if not self._slots.acquire(timeout=WAIT_SECONDS):
            raise Throttled("sign_in_busy", "同时登录的人太多，请稍后再试。")

    def __exit__(self, *_: object) -> None:
        self._slots.release()
