"""What prints results and replies beside the server, a few at a time, so that no decision waits for a PDF."""

import subprocess

import structlog
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.errors import ServiceError
from services.chassis.file_store import Storage
from services.chassis.periodic import Periodic
from services.disposal.settings import DisposalSettings
from services.disposal.usecases.issuing import print_due, system_call

log = structlog.get_logger(__name__)
SECONDS, AT_ONCE = 5.0, 2


def printer(sessions: sessionmaker[Session], settings: DisposalSettings) -> Periodic:
    """Prints what is due; without a font or a store it tries again later, and whoever asks for the document is told why."""
    store = Storage(settings.storage_url)

    def work() -> int:
        try:
            for _ in range(AT_ONCE):
                if not print_due(sessions, system_call(), store, settings.policy):
                    break
        except (ServiceError, subprocess.SubprocessError, OSError) as error:
            log.warning("document not printed", error=type(error).__name__)
        return 0

    return Periodic("documents", SECONDS, work)
