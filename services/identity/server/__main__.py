"""How the server process starts: `python -m services.identity.server`."""

from collections.abc import Sequence
from datetime import UTC, datetime

import grpc
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.operations_server import add_operations
from services.chassis.periodic import Periodic
from services.chassis.server_process import Server, Task, run
from services.contracts.permissions import permissions
from services.contracts.rpc.identity.v1 import accounts_pb2_grpc, organisations_pb2_grpc, sessions_pb2_grpc
from services.identity.hashing import Hasher
from services.identity.pruning import prune
from services.identity.server.accounts import Accounts
from services.identity.server.organisations import Organisations
from services.identity.server.sessions import OPEN_METHODS, Sessions
from services.identity.settings import Settings
from services.identity.signing import issuer

PRUNE_SECONDS = 600


def identity(settings: Settings) -> Server:
    """Identity's servicers and what runs beside them."""
    hasher, issue = Hasher(settings.hash_concurrency), issuer(settings.signing_key)
    initial = settings.initial_password.get_secret_value()

    def register(server: grpc.Server, sessions: sessionmaker[Session]) -> None:
        sessions_pb2_grpc.add_SessionServiceServicer_to_server(Sessions(sessions, hasher, issue, initial), server)
        organisations_pb2_grpc.add_OrganisationServiceServicer_to_server(Organisations(sessions), server)
        accounts_pb2_grpc.add_AccountServiceServicer_to_server(Accounts(sessions, hasher, initial), server)
        add_operations(server, sessions, permissions("identity"))

    return Server("identity", register, OPEN_METHODS, _tasks)


def _tasks(sessions: sessionmaker[Session]) -> Sequence[Task]:
    def pruned() -> int:
        with sessions.begin() as session:
            prune(session, datetime.now(UTC))
        return 0

    return [Periodic("prune", PRUNE_SECONDS, pruned)]


def main() -> None:
    """Serve until told to stop."""
    settings = Settings.load()
    run(identity(settings), settings)


if __name__ == "__main__":
    main()
