"""The ledger's worker: one row in the sink for each effect, and failures on demand."""

from pydantic_settings import SettingsConfigDict
from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.chassis.entrypoint import handles
from services.chassis.errors import Refused
from services.chassis.event import Event
from services.chassis.settings import ServiceSettings
from tests.faults.ledger.tables import effect


class LedgerSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GUANZI_LEDGER_")


class LedgerWorker:
    name = "sink"
    settings = LedgerSettings

    @handles("ledger.account.booked.v1")
    @handles("ledger.account.snapshot.v1")
    def booked(self, session: Session, event: Event) -> None:
        session.execute(insert(effect).values(event_id=event.id, subject=event.subject, version=event.version))
        if event.data.get("trouble") == "refuse":
            raise Refused("no", "不行")
        if event.data.get("trouble") == "crash":
            raise RuntimeError("secret business data")
