"""Process: the dispatcher of outbound deliveries (`python -m services.gateway.dispatcher`), with the gateway's relay and sealer.

It answers operators over gRPC as every service does (stuck events, audit). Any number may run: deliveries are claimed,
one relay leads, one does the daily comparison. SIGTERM: nothing more is claimed, what is under way ends, the rest goes
back untried.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session, sessionmaker

from services.chassis.operations_server import add_operations
from services.chassis.periodic import Periodic
from services.chassis.server_process import Server, Task, run
from services.contracts.permissions import permissions
from services.gateway.deliveries.dispatch import Dispatch, Pace
from services.gateway.deliveries.sealing import Seal
from services.gateway.deliveries.sending import Adapter, Clock, Courier
from services.gateway.deliveries.usecases.pruning import prune_deliveries, prune_feed
from services.gateway.deliveries.usecases.targets import keep_platform, seal_open_ones
from services.gateway.deliveries.webhook import Webhook
from services.gateway.national.daily import Comparison
from services.gateway.national.protocol import KIND, TARGET, Platform
from services.gateway.settings import DeliverySettings


def utc_now() -> datetime:
    """The time of the machine."""
    return datetime.now(UTC)


def main(clock: Clock = utc_now) -> None:
    """Deliver until SIGTERM or SIGINT."""
    settings = DeliverySettings.load()
    server = Server(
        "gateway", register=lambda grpc_server, sessions: add_operations(grpc_server, sessions, permissions("gateway")),
        tasks=lambda sessions: tasks(sessions, settings, clock),
    )
    run(server, settings.model_copy(update={"http_address": settings.dispatcher_http_address}))


def tasks(sessions: sessionmaker[Session], settings: DeliverySettings, clock: Clock) -> Sequence[Task]:
    """What runs beside relay and sealer: the dispatch, the comparison with the platform, the pruning of what is old."""

    def prune() -> int:
        with sessions.begin() as session:
            return prune_feed(session, clock(), settings.feed_days)

    def prune_finished() -> int:
        with sessions.begin() as session:
            return prune_deliveries(session, clock(), settings.delivery_days)

    seal = Seal.of(settings.webhook_keys.get_secret_value().split(","))
    platform = Platform(settings.platform_url, settings.platform_secret.get_secret_value().encode(), settings.platform_sender)
    with sessions.begin() as session:
        keep_platform(session, TARGET, KIND, platform.url)
        seal_open_ones(session, seal.seal)
    found: list[Task] = [dispatch_of(sessions, platform, seal, settings, clock)]
    found += [Periodic("feed", 600.0, prune), Periodic("finished deliveries", 600.0, prune_finished)]
    if platform.url:
        found.append(Periodic("comparison", 5.0, Comparison(sessions, platform, clock, settings.reconcile_hour).run_due))
    return found


def dispatch_of(sessions: sessionmaker[Session], platform: Platform, seal: Seal, settings: DeliverySettings, clock: Clock) -> Dispatch:
    """The dispatch, with an adapter for each kind of target."""
    adapters: dict[str, Adapter] = {"webhook": Webhook(seal)}
    if platform.url:
        adapters[KIND] = platform
    pace = Pace(threads=settings.delivery_threads, per_target=settings.delivery_per_target, seconds=settings.delivery_seconds)
    courier = Courier(adapters, clock, seconds=settings.delivery_seconds, connections=settings.delivery_threads)
    return Dispatch(sessions, courier, clock, pace)


if __name__ == "__main__":
    main()
