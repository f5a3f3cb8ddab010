"""Process 1: `python -m services.registry.server`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import grpc
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.actor import Actor, Call
from services.chassis.operations_server import add_operations
from services.chassis.periodic import Periodic
from services.chassis.server_process import Server, Task, run
from services.contracts.permissions import permissions
from services.contracts.rpc.registry.v1.assets_pb2_grpc import add_AssetServiceServicer_to_server
from services.contracts.rpc.registry.v1.changes_pb2_grpc import add_ChangeServiceServicer_to_server
from services.contracts.rpc.registry.v1.finding_pb2_grpc import add_FindingServiceServicer_to_server
from services.contracts.rpc.registry.v1.imports_pb2_grpc import (
    add_ImportServiceServicer_to_server,
    add_ReconciliationServiceServicer_to_server,
)
from services.contracts.rpc.registry.v1.overview_pb2_grpc import add_OverviewServiceServicer_to_server
from services.contracts.rpc.registry.v1.reservations_pb2_grpc import add_ReservationServiceServicer_to_server
from services.contracts.rpc.registry.v1.responsibility_pb2_grpc import add_ResponsibilityServiceServicer_to_server
from services.registry.reading.limits import Limits
from services.registry.server.assets import AssetServicer
from services.registry.server.changes import ChangeServicer
from services.registry.server.finding import FindingServicer
from services.registry.server.imports import ImportServicer
from services.registry.server.overview import OverviewServicer
from services.registry.server.reconciliation import ReconciliationServicer
from services.registry.server.reservations import ReservationServicer
from services.registry.server.responsibility import ResponsibilityServicer
from services.registry.settings import RegistrySettings
from services.registry.usecases.reserving import lapse

LAPSE_SECONDS = 5
LIMITS = Limits()


def register(server: grpc.Server, sessions: sessionmaker[Session], limits: Limits = LIMITS) -> None:
    """Put every service of the registry on the gRPC server; `limits` bound the files it takes."""
    add_AssetServiceServicer_to_server(AssetServicer(sessions), server)
    add_ChangeServiceServicer_to_server(ChangeServicer(sessions), server)
    add_FindingServiceServicer_to_server(FindingServicer(sessions), server)
    add_OverviewServiceServicer_to_server(OverviewServicer(sessions), server)
    add_ReservationServiceServicer_to_server(ReservationServicer(sessions), server)
    add_ResponsibilityServiceServicer_to_server(ResponsibilityServicer(sessions), server)
    add_ImportServiceServicer_to_server(ImportServicer(sessions, limits), server)
    add_ReconciliationServiceServicer_to_server(ReconciliationServicer(sessions), server)
    add_operations(server, sessions, permissions("registry"))


def tasks(sessions: sessionmaker[Session]) -> Sequence[Task]:
    """What runs beside the gRPC server: reservations that nobody confirmed lapse."""

    def lapsed() -> int:
        with sessions.begin() as session:
            return lapse(session, Call(Actor("service:registry", "registry"), datetime.now(UTC), str(uuid4())))

    return [Periodic("lapse", LAPSE_SECONDS, lapsed)]


def main() -> None:
    """Serve until told to stop."""
    settings = RegistrySettings.load()
    run(Server("registry", partial(register, limits=settings.limits), tasks=tasks), settings)


if __name__ == "__main__":
    main()
