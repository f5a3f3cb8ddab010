"""What a station tells: CloudEvents `station.report.made.v1`, made once and then sent with the same bytes until confirmed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from services.labels.station.enrolment import Enrolment
from services.labels.station.ledger import Ended

TYPE = "station.report.made.v1"
LONGEST_REASON = 200
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Report:
    """The parts of a report; `sent` labels are begun, `troubles` is None where the printer was not looked at."""

    session: int
    hello: Mapping[str, str] | None = None
    troubles: frozenset[str] | None = None
    sent: tuple[str, ...] = ()
    ended: Mapping[str, Ended] | None = None

    def data(self, station_id: str) -> dict[str, Any]:
        """The payload as JSON-ready values."""
        prints = [{"print_id": name, "outcome": "sent", "reason": ""} for name in self.sent]
        for name, one in (self.ended or {}).items():
            prints.append({"print_id": name, "outcome": one.outcome, "reason": one.reason[:LONGEST_REASON]})
        return {
            "station_id": station_id, "session": self.session, "hello": self.hello,
            "troubles": None if self.troubles is None else sorted(self.troubles), "prints": prints,
        }


def body(report: Report, enrolment: Enrolment, version: int) -> str:
    """The whole event."""
    number = str(uuid4())
    return _encode({
        "specversion": "1.0", "id": number, "source": "/guanzi/station", "type": TYPE, "subject": enrolment.subject,
        "time": datetime.now(UTC).isoformat(), "datacontenttype": "application/json", "aggregateversion": version,
        "actor": enrolment.user, "correlationid": number, "data": report.data(enrolment.station_id),
    })
