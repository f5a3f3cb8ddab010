"""Process 1: `python -m services.sharing.server`."""

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
from services.contracts.rpc.sharing.v1.agreements_pb2_grpc import add_AgreementServiceServicer_to_server
from services.contracts.rpc.sharing.v1.bookings_pb2_grpc import add_BookingServiceServicer_to_server
from services.contracts.rpc.sharing.v1.demands_pb2_grpc import add_DemandServiceServicer_to_server
from services.contracts.rpc.sharing.v1.deputies_pb2_grpc import add_DeputyServiceServicer_to_server
from services.contracts.rpc.sharing.v1.drafts_pb2_grpc import add_DraftServiceServicer_to_server
from services.contracts.rpc.sharing.v1.entries_pb2_grpc import add_EntryServiceServicer_to_server
from services.contracts.rpc.sharing.v1.matching_pb2_grpc import add_MatchingServiceServicer_to_server
from services.contracts.rpc.sharing.v1.photos_pb2_grpc import add_PhotoServiceServicer_to_server
from services.contracts.rpc.sharing.v1.radar_pb2_grpc import add_RadarServiceServicer_to_server
from services.contracts.rpc.sharing.v1.reports_pb2_grpc import add_ReportServiceServicer_to_server
from services.contracts.rpc.sharing.v1.squares_pb2_grpc import add_SquareServiceServicer_to_server
from services.contracts.rpc.sharing.v1.standards_pb2_grpc import add_StandardServiceServicer_to_server
from services.sharing.clients import Registry
from services.sharing.domain.radar import Rules
from services.sharing.server import photos, squares
from services.sharing.server.agreements import AgreementServicer
from services.sharing.server.bookings import BookingServicer
from services.sharing.server.demands import DemandServicer
from services.sharing.server.deputies import DeputyServicer
from services.sharing.server.drafts import DraftServicer
from services.sharing.server.entries import EntryServicer
from services.sharing.server.matching import MatchingServicer, matching_tasks
from services.sharing.server.photos import PhotoServicer, Pictures
from services.sharing.server.radar import RadarServicer, radar_tasks
from services.sharing.server.reports import ReportServicer
from services.sharing.server.squares import SquareServicer
from services.sharing.server.standards import StandardServicer
from services.sharing.settings import SharingSettings
from services.sharing.usecases.bookings import follow_time

SECONDS = 60
OPEN_METHODS = squares.OPEN_METHODS | photos.OPEN_METHODS
"""What the public square shows to society."""


def register(
    server: grpc.Server, sessions: sessionmaker[Session], registry: grpc.Channel, pictures: Pictures, excluded: Sequence[str] = ()
) -> None:
    """Put every service of sharing on the gRPC server; `registry` leads to the registry's, units of `excluded` regions enter nothing."""
    add_EntryServiceServicer_to_server(EntryServicer(sessions, Registry(registry), excluded), server)
    add_DraftServiceServicer_to_server(DraftServicer(sessions, Registry(registry), excluded), server)
    add_SquareServiceServicer_to_server(SquareServicer(sessions), server)
    add_PhotoServiceServicer_to_server(PhotoServicer(sessions, Registry(registry), pictures), server)
    add_DeputyServiceServicer_to_server(DeputyServicer(sessions), server)
    add_AgreementServiceServicer_to_server(AgreementServicer(sessions), server)
    add_BookingServiceServicer_to_server(BookingServicer(sessions), server)
    add_DemandServiceServicer_to_server(DemandServicer(sessions, Registry(registry)), server)
    add_StandardServiceServicer_to_server(StandardServicer(sessions), server)
    add_MatchingServiceServicer_to_server(MatchingServicer(sessions, Registry(registry)), server)
    add_RadarServiceServicer_to_server(RadarServicer(sessions), server)
    add_ReportServiceServicer_to_server(ReportServicer(sessions), server)
    add_operations(server, sessions, permissions("sharing"))


def tasks(sessions: sessionmaker[Session], rules: Rules | None = None, clear_months: int = 0) -> Sequence[Task]:
    """What runs beside the gRPC server: bookings fall overdue, what is published is matched, what is old is cleared, the radar looks."""

    def booked() -> int:
        with sessions.begin() as session:
            return follow_time(session, _system())

    return [Periodic("bookings", SECONDS, booked), *matching_tasks(sessions), *radar_tasks(sessions, rules or Rules(), clear_months)]


def _system() -> Call:
    return Call(Actor("service:sharing", "sharing"), datetime.now(UTC), str(uuid4()))


def main() -> None:
    """Serve until told to stop."""
    settings = SharingSettings.load()
    with channel(settings.registry_address) as registry:
        serving = partial(register, registry=registry, pictures=Pictures(Storage(settings.storage_url)), excluded=settings.excluded)
        beside = partial(tasks, rules=settings.radar_rules, clear_months=settings.clear_months)
        run(Server("sharing", serving, OPEN_METHODS, beside), settings)


if __name__ == "__main__":
    main()
