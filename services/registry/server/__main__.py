"""Process 1: `python -m services.registry.server`."""

import grpc
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.server_process import Server, run
from services.contracts.rpc.registry.v1.assets_pb2_grpc import add_AssetServiceServicer_to_server
from services.contracts.rpc.registry.v1.changes_pb2_grpc import add_ChangeServiceServicer_to_server
from services.contracts.rpc.registry.v1.finding_pb2_grpc import add_FindingServiceServicer_to_server
from services.contracts.rpc.registry.v1.overview_pb2_grpc import add_OverviewServiceServicer_to_server
from services.registry.server.assets import AssetServicer
from services.registry.server.changes import ChangeServicer
from services.registry.server.finding import FindingServicer
from services.registry.server.overview import OverviewServicer
from services.registry.settings import RegistrySettings


def register(server: grpc.Server, sessions: sessionmaker[Session]) -> None:
    """Put every service of the registry on the gRPC server."""
    add_AssetServiceServicer_to_server(AssetServicer(sessions), server)
    add_ChangeServiceServicer_to_server(ChangeServicer(sessions), server)
    add_FindingServiceServicer_to_server(FindingServicer(sessions), server)
    add_OverviewServiceServicer_to_server(OverviewServicer(sessions), server)


def main() -> None:
    """Serve until told to stop."""
    run(Server("registry", register), RegistrySettings.load())


if __name__ == "__main__":
    main()
