"""Where new ids come from: time-ordered UUIDs (version 7), so that indexes grow at their end; and how one in an address is read."""

import os
import time
from uuid import UUID

from services.chassis.errors import NotFound


def new_id() -> UUID:
    """A UUIDv7: 48 bits of milliseconds, the rest random (RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


def id_of(text: str, unknown: NotFound) -> UUID:
    """An id in an address; raises `unknown` for what is none, which therefore does not exist."""
    try:
        return UUID(text)
    except ValueError:
        raise unknown from None
