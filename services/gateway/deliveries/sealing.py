"""How a webhook's secret is kept: sealed by a key that the database does not hold, so that a copy of it signs nothing.

A sealed secret is a JWE (`dir`, A256GCM) that names its key. Of several keys the first seals and all open: to change
keys, put the new one in front, renew the webhooks' secrets, then take the old one away.
"""

from base64 import urlsafe_b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from joserfc import jwe
from joserfc.jwk import KeySet, OctKey

ALGORITHMS = ("dir", "A256GCM")
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Seal:
    """The keys of one installation."""

    keys: KeySet

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """The seal of these keys, 32 bytes each in URL-safe base64; raises ValueError for anything else."""
        return cls(KeySet([_key(text) for text in texts]))

    def seal(self, secret: str) -> str:
        """The secret as it is kept; never the same twice."""
        key = self.keys.keys[0]
        header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "kid": key.kid}
        return jwe.encrypt_compact(header, secret.encode(), key, algorithms=list(ALGORITHMS))

    def open(self, kept: str) -> str:
        """The secret; raises JoseError where no key of ours has sealed it or it was changed."""
        plain = jwe.decrypt_compact(kept, self.keys, algorithms=list(ALGORITHMS)).plaintext
        return (plain or b"").decode()


def _key(text: str) -> OctKey:
    try:
        raw = urlsafe_b64decode(text.strip().rstrip("=") + "=")
    except ValueError:  # no base64
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError(f"each key must be {KEY_BYTES} bytes in URL-safe base64, separated by commas")
    key = OctKey.import_key(raw)
    key.ensure_kid()
    return key
