"""What a worker process has in hand: its name, database, broker and limits, given to nameko's extensions through the container's config."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.reading import PayloadCheck

CONFIG_KEY = "guanzi.consumer"


@dataclass(frozen=True, slots=True)
class Consumer:
    """One consumer, as one process runs it."""

    name: str
    amqp_url: str
    sessions: sessionmaker[Session]
    check_payload: PayloadCheck
    signed: frozenset[str]
    attempts: int
    keep_days: int
    runners: int = 2
    batch: int = 100
    prefetch: int = 250

    def database_answers(self) -> bool:
        """Whether the inbox can be reached now."""
        try:
            with self.sessions() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True
