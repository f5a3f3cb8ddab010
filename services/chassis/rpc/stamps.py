"""How a time becomes a message."""

from datetime import UTC, datetime
from typing import overload

from google.protobuf.timestamp_pb2 import Timestamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SECONDS = 86_400


@overload
def moment(at: datetime) -> Timestamp: ...
@overload
def moment(at: None) -> None: ...
@overload
def moment(at: datetime | None) -> Timestamp | None: ...
def moment(at: datetime | None) -> Timestamp | None:
    """An aware time to the microsecond; None stays unset. Exact as `FromDatetime`, in half its time: a list has hundreds."""
    if at is None:
        return None
    since = at - _EPOCH
    return Timestamp(seconds=since.days * _DAY_SECONDS + since.seconds, nanos=since.microseconds * 1000)
