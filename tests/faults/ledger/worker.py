"""The ledger's worker: one row in the sink for each effect, and failures on demand."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.chassis.entrypoint import handles, handles_many
from services.chassis.errors import Refused
from services.chassis.event import Event
from services.contracts.events.payload import Payload
from tests.faults.ledger.settings import LedgerSettings
from tests.faults.ledger.tables import effect

RECORD = insert(effect)


class Weighed(Payload, type="ledger.account.weighed.v1"):
    grams: int


class LedgerWorker:
    name = "sink"
    settings = LedgerSettings

    @handles("ledger.account.booked.v1")
    @handles("ledger.account.snapshot.v1")
    @handles("ledger.account.weighed.v1")
    def booked(self, session: Session, event: Event) -> None:
        """Count the effect; `trouble` asks for a failure: `refuse`, `crash`, or `until-NAME` while NAME has no effect yet."""
        session.execute(RECORD, {"event_id": event.id, "subject": event.subject, "version": event.version})
        trouble = str(event.data.get("trouble", ""))
        if trouble == "refuse":
            raise Refused("no", "不行")
        if trouble == "crash":
            raise RuntimeError("secret business data")
        if trouble.startswith("until-") and not session.scalar(select(effect.c.number).where(effect.c.subject == trouble[6:]).limit(1)):
            raise RuntimeError("not yet")

    @handles_many("ledger.account.counted.v1")
    def counted(self, session: Session, events: Sequence[Event]) -> None:
        """Count the effects of many with one statement; a single `crash` among them fails all."""
        session.execute(RECORD, [{"event_id": event.id, "subject": event.subject, "version": event.version} for event in events])
        if any(event.data.get("trouble") == "crash" for event in events):
            raise RuntimeError("secret business data")
