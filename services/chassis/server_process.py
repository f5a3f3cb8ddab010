"""How a service's server process lives: gRPC, relay, sealer and probes start together and drain together on SIGTERM."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import grpc
import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import audit, database, logs, request_keys
from services.chassis.periodic import Periodic
from services.chassis.probes import serve_probes
from services.chassis.rpc.client import OPTIONS
from services.chassis.rpc.server import Boundary
from services.chassis.settings import ServiceSettings
from services.chassis.termination import termination
from services.chassis.tokens import verifier

log = structlog.get_logger(__name__)
GRACE_SECONDS = 15
THREADS = 16
STATEMENT_SECONDS = 60


class Task(Protocol):
    """Something that runs beside the gRPC server."""

    def start(self) -> None: ...
    def stop(self, timeout: float = 10.0) -> None: ...


@dataclass(frozen=True)
class Server:
    """What makes one service's server: its servicers, the methods that need no token, the tasks beside it."""

    service: str
    register: Callable[[grpc.Server, sessionmaker[Session]], None]
    open_methods: frozenset[str] = frozenset()
    tasks: Callable[[sessionmaker[Session]], Sequence[Task]] = lambda _sessions: ()


def run(server: Server, settings: ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT; then refuse new calls, finish those at hand, stop the tasks and close."""
    stop = termination()
    logs.configure(server.service, settings.log_level, json=settings.log_json)
    engine = database.engine_for(
        str(settings.database_url), pool=settings.database_pool, application=f"guanzi-{server.service}", statement_seconds=STATEMENT_SECONDS
    )
    sessions = database.sessions_of(engine)
    grpc_server, state = _grpc(server, settings, sessions)
    tasks: list[Task] = [*_housekeeping(sessions), *server.tasks(sessions), *_relay(server, settings)]
    probes = serve_probes(settings.http_address, {"database": lambda: database.answers(engine)})
    for task in tasks:
        task.start()
    grpc_server.start()
    state.set("", health_pb2.HealthCheckResponse.SERVING)
    log.info("serving", grpc=settings.grpc_address, http=settings.http_address)
    stop.wait()
    state.enter_graceful_shutdown()
    grpc_server.stop(GRACE_SECONDS).wait()
    for task in tasks:
        task.stop()
    probes.shutdown()
    engine.dispose()
    log.info("drained")


def _grpc(server: Server, settings: ServiceSettings, sessions: sessionmaker[Session]) -> tuple[grpc.Server, health.HealthServicer]:
    boundary = Boundary(verifier(settings.identity_keys), server.open_methods)
    grpc_server = grpc.server(ThreadPoolExecutor(THREADS, thread_name_prefix="rpc"), interceptors=[boundary], options=OPTIONS)
    server.register(grpc_server, sessions)
    state = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(state, grpc_server)
    grpc_server.add_insecure_port(settings.grpc_address)
    return grpc_server, state


def _relay(server: Server, settings: ServiceSettings) -> list[Task]:
    if not settings.run_relay:
        return []
    from services.chassis.relay import Relay  # noqa: PLC0415  # a server without relay needs no broker library

    keep = timedelta(days=settings.outbox_days)
    return [Relay(server.service, str(settings.database_url), settings.amqp_url.get_secret_value(), keep=keep)]


def _housekeeping(sessions: sessionmaker[Session]) -> list[Task]:
    def seal() -> int:
        with sessions.begin() as session:
            return audit.seal(session.connection())

    def prune() -> int:
        with sessions.begin() as session:
            return request_keys.prune(session, datetime.now(UTC))

    return [Periodic("sealer", 1.0, seal), Periodic("request keys", 600.0, prune)]
