"""Process 1: `python -m services.disposal.server`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import grpc
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.actor import Actor, Call
from services.chassis.file_store import Storage
from services.chassis.operations_server import add_operations
from services.chassis.periodic import Periodic
from services.chassis.rpc.client import channel
from services.chassis.server_process import Server, Task, run
from services.contracts.permissions import permissions
from services.contracts.rpc.disposal.v1.assessments_pb2_grpc import add_AssessmentServiceServicer_to_server
from services.contracts.rpc.disposal.v1.cases_pb2_grpc import add_CaseServiceServicer_to_server
from services.contracts.rpc.disposal.v1.ledgers_pb2_grpc import add_LedgerServiceServicer_to_server
from services.contracts.rpc.disposal.v1.materials_pb2_grpc import add_MaterialServiceServicer_to_server
from services.contracts.rpc.disposal.v1.notices_pb2_grpc import add_NoticeServiceServicer_to_server
from services.disposal.clients import Registry
from services.disposal.domain.policy.shipped import policy_named
from services.disposal.server.assessments import AssessmentServicer
from services.disposal.server.cases import CaseServicer
from services.disposal.server.ledgers import LedgerServicer
from services.disposal.server.materials import MaterialServicer, Papers
from services.disposal.server.notices import OPEN_METHODS, NoticeServicer
from services.disposal.server.printing import printer
from services.disposal.settings import DisposalSettings
from services.disposal.usecases.calendar import announced_years, seed_calendar
from services.disposal.usecases.income import mark_overdue
from services.disposal.usecases.lapsing import ask_after_emergencies, lapse_due, suspect_overdue

SECONDS, CALENDAR_SECONDS = 60, 24 * 3600
CALENDAR_SOURCE = "国务院办公厅关于节假日安排的通知（chinesecalendar）"


def register(server: grpc.Server, sessions: sessionmaker[Session], registry: grpc.Channel, settings: DisposalSettings) -> None:
    """Put every service of disposal on the gRPC server; `registry` leads to the registry's."""
    add_AssessmentServiceServicer_to_server(AssessmentServicer(sessions, settings.policy), server)
    add_CaseServiceServicer_to_server(CaseServicer(sessions, Registry(registry), settings.policy), server)
    papers = Papers(Storage(settings.storage_url), settings.policy, settings.upload_limits)
    add_MaterialServiceServicer_to_server(MaterialServicer(sessions, papers), server)
    add_NoticeServiceServicer_to_server(NoticeServicer(sessions), server)
    add_LedgerServiceServicer_to_server(LedgerServicer(sessions), server)
    add_operations(server, sessions, permissions("disposal"))


def tasks(sessions: sessionmaker[Session], settings: DisposalSettings) -> Sequence[Task]:
    """What runs beside the gRPC server: approvals lapse, income falls overdue, the calendar grows, documents are printed."""

    def lapsed() -> int:
        with sessions.begin() as session:
            late = lapse_due(session, _system()) + suspect_overdue(session, _system())
            return late + ask_after_emergencies(session, _system(), policy_named(settings.policy).periods.emergency_reminder_days)

    def seeded() -> int:
        with sessions.begin() as session:
            return seed_calendar(session, announced_years(), CALENDAR_SOURCE, datetime.now(UTC))

    def overdue() -> int:
        with sessions.begin() as session:
            return mark_overdue(session, _system())

    return [
        Periodic("lapse", SECONDS, lapsed), Periodic("overdue", SECONDS, overdue), Periodic("calendar", CALENDAR_SECONDS, seeded),
        printer(sessions, settings),
    ]  # fmt: skip


def _system() -> Call:
    return Call(Actor("service:disposal", "disposal"), datetime.now(UTC), str(uuid4()))


def main() -> None:
    """Serve until told to stop."""
    settings = DisposalSettings.load()
    with channel(settings.registry_address) as registry:
        serving = partial(register, registry=registry, settings=settings)
        run(Server("disposal", serving, OPEN_METHODS, partial(tasks, settings=settings)), settings)


if __name__ == "__main__":
    main()
