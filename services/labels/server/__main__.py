"""Process 1: `python -m services.labels.server`."""

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
from services.contracts.rpc.labels.v1.jobs_pb2_grpc import add_PrintServiceServicer_to_server
from services.contracts.rpc.labels.v1.pasting_pb2_grpc import add_PastingServiceServicer_to_server
from services.contracts.rpc.labels.v1.rendering_pb2_grpc import add_RenderingServiceServicer_to_server
from services.contracts.rpc.labels.v1.stations_pb2_grpc import add_StationServiceServicer_to_server
from services.contracts.rpc.labels.v1.templates_pb2_grpc import add_TemplateServiceServicer_to_server
from services.labels.broker import StationBroker
from services.labels.clients import Registry
from services.labels.server.pasting import PastingServicer, Photos
from services.labels.server.printing import PrintServicer
from services.labels.server.rendering import RenderingServicer
from services.labels.server.stations import OPEN_METHODS, StationServicer
from services.labels.server.templates import TemplateServicer
from services.labels.settings import LabelsSettings
from services.labels.usecases.handing_out import draw_slow, hand_out_drawn, stations_to_serve

SECONDS = 1.0


def register(server: grpc.Server, sessions: sessionmaker[Session], registry: grpc.Channel, settings: LabelsSettings) -> None:
    """Put every service of labels on the gRPC server; `registry` leads to the registry's."""
    cards, broker = Registry(registry), broker_of(settings)
    add_TemplateServiceServicer_to_server(TemplateServicer(sessions), server)
    add_RenderingServiceServicer_to_server(RenderingServicer(sessions, cards), server)
    add_PrintServiceServicer_to_server(PrintServicer(sessions, cards), server)
    add_StationServiceServicer_to_server(StationServicer(sessions, broker), server)
    add_PastingServiceServicer_to_server(PastingServicer(sessions, Photos(Storage(settings.storage_url))), server)
    add_operations(server, sessions, permissions("labels"))


def broker_of(settings: LabelsSettings) -> StationBroker:
    """The broker as stations come to it."""
    return StationBroker(
        settings.broker_management_url.get_secret_value(), settings.station_broker_url.get_secret_value(),
        settings.amqp_url.get_secret_value(),
    )  # fmt: skip


def tasks(sessions: sessionmaker[Session]) -> Sequence[Task]:
    """What runs beside the gRPC server: labels that are slow to draw are handed out, and whatever was left for want of a lock."""
    return [Periodic("hand out", SECONDS, partial(serve_stations, sessions))]


def serve_stations(sessions: sessionmaker[Session]) -> int:
    """Hand out to every station for which labels wait; answers how many pieces were drawn for it."""
    with sessions() as session:
        waiting = stations_to_serve(session)
    done = 0
    for station_id in waiting:
        with sessions() as session:
            drawn = draw_slow(session, station_id)
        with sessions.begin() as session:
            done += hand_out_drawn(session, Call(Actor("service:labels", "labels"), datetime.now(UTC), str(uuid4())), station_id, drawn)
    return done


def main() -> None:
    """Serve until told to stop."""
    settings = LabelsSettings.load()
    with channel(settings.registry_address) as registry:
        serving = partial(register, registry=registry, settings=settings)
        run(Server("labels", serving, OPEN_METHODS, tasks), settings)


if __name__ == "__main__":
    main()
