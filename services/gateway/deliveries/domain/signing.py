"""How a message shows who sent it, when, and only once: HMAC-SHA256 over time, nonce, method, target and body.

    X-Guanzi-Timestamp: 1795284000            seconds since 1970
    X-Guanzi-Nonce:     7f0c…                 never used twice
    X-Guanzi-Signature: v1=<hex>              HMAC-SHA256(secret, message)

The message is six lines: `v1`, the timestamp, the nonce, the method in capitals, path and query, SHA-256 of the body in hex.

A receiver recomputes it over the raw body, compares in constant time, refuses times more than five minutes off and
nonces it has seen within them. A retry carries a new time and nonce, and the same Idempotency-Key.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

TIMESTAMP, NONCE, SIGNATURE, KEY = "X-Guanzi-Timestamp", "X-Guanzi-Nonce", "X-Guanzi-Signature", "Idempotency-Key"
TOLERANCE_SECONDS = 300


def signature(secret: bytes, timestamp: str, nonce: str, method: str, path: str, body: bytes) -> str:
    """The value of the signature header."""
    said = "\n".join(("v1", timestamp, nonce, method.upper(), path, hashlib.sha256(body).hexdigest()))
    return f"v1={hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()}"


def headers(secret: bytes, at: datetime, nonce: str, method: str, path: str, body: bytes) -> dict[str, str]:
    """The three headers of one request sent at `at`."""
    timestamp = str(int(at.timestamp()))
    return {TIMESTAMP: timestamp, NONCE: nonce, SIGNATURE: signature(secret, timestamp, nonce, method, path, body)}


def fault(secret: bytes, at: datetime, said: Mapping[str, str], method: str, path: str, body: bytes) -> str:
    """Why a received request is not to be believed, `""` when it is; names in `said` are lower case, nonces the receiver's to keep."""
    timestamp, nonce = said.get(TIMESTAMP.lower(), ""), said.get(NONCE.lower(), "")
    if not (timestamp.isascii() and timestamp.isdigit() and 16 <= len(nonce) <= 64):
        return "signature_missing"
    if abs(int(timestamp) - at.timestamp()) > TOLERANCE_SECONDS:
        return "timestamp_out_of_range"
    wanted = signature(secret, timestamp, nonce, method, path, body)
    return "" if hmac.compare_digest(wanted.encode(), said.get(SIGNATURE.lower(), "").encode()) else "signature_wrong"
