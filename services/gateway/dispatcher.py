"""Process: the dispatcher of outbound deliveries (`python -m services.gateway.dispatcher`), with the gateway's relay and sealer.

Any number may run: deliveries are claimed, one relay leads, one does the daily comparison. SIGTERM: nothing more is
claimed, what is under way ends, the rest goes back untried.
"""

import signal
from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Event as Flag

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import audit, database, logs, request_keys
from services.chassis.periodic import Periodic
from services.chassis.probes import serve_probes
from services.chassis.relay import Relay
from services.chassis.server_process import Task
from services.gateway.deliveries.dispatch import Dispatch, Pace
from services.gateway.deliveries.sending import Adapter, Clock, Courier
from services.gateway.deliveries.usecases.pruning import prune_feed
from services.gateway.deliveries.usecases.targets import keep_platform
from services.gateway.deliveries.webhook import Webhook
from services.gateway.national.daily import Comparison
from services.gateway.national.protocol import KIND, TARGET, Platform
from services.gateway.settings import DeliverySettings

log = structlog.get_logger(__name__)
STATEMENT_SECONDS = 60


def utc_now() -> datetime:
    """The time of the machine."""
    return datetime.now(UTC)


def main(clock: Clock = utc_now) -> None:
    """Deliver until SIGTERM or SIGINT."""
    settings = DeliverySettings.load()
    logs.configure("gateway-dispatcher", settings.log_level, json=settings.log_json)
    engine = database.engine_for(
        str(settings.database_url), pool=settings.database_pool, application="guanzi-dispatcher", statement_seconds=STATEMENT_SECONDS
    )
    sessions = database.sessions_of(engine)
    platform = Platform(settings.platform_url, settings.platform_secret.get_secret_value().encode(), settings.platform_sender)
    with sessions.begin() as session:
        keep_platform(session, TARGET, KIND, settings.platform_url)
    dispatch = dispatch_of(sessions, platform, settings, clock)
    tasks = [dispatch, *_housekeeping(sessions, settings, platform, clock), *_relay(settings)]
    probes = serve_probes(settings.dispatcher_http_address, {"database": lambda: _answers(sessions), "dispatch": dispatch.alive})
    stop = Flag()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    for task in tasks:
        task.start()
    log.info("delivering", platform=settings.platform_url)
    stop.wait()
    for task in tasks:
        task.stop()
    probes.shutdown()
    engine.dispose()
    log.info("drained")


def dispatch_of(sessions: sessionmaker[Session], platform: Platform, settings: DeliverySettings, clock: Clock) -> Dispatch:
    """The dispatch with an adapter for each kind of target."""
    adapters: dict[str, Adapter] = {"webhook": Webhook()}
    if platform.url:
        adapters[KIND] = platform
    pace = Pace(threads=settings.delivery_threads, per_target=settings.delivery_per_target, seconds=settings.delivery_seconds)
    courier = Courier(adapters, clock, seconds=settings.delivery_seconds, connections=settings.delivery_threads)
    return Dispatch(sessions, courier, clock, pace)


def _housekeeping(sessions: sessionmaker[Session], settings: DeliverySettings, platform: Platform, clock: Clock) -> Sequence[Task]:
    def seal() -> int:
        with sessions.begin() as session:
            return audit.seal(session.connection())

    def prune() -> int:
        with sessions.begin() as session:
            return request_keys.prune(session, clock()) + prune_feed(session, clock(), settings.feed_days)

    tasks = [Periodic("sealer", 1.0, seal), Periodic("prune", 600.0, prune)]
    if platform.url:
        tasks.append(Periodic("comparison", 5.0, Comparison(sessions, platform, clock, settings.reconcile_hour).run_due))
    return tasks


def _relay(settings: DeliverySettings) -> Sequence[Task]:
    return [Relay("gateway", str(settings.database_url), settings.amqp_url.get_secret_value())] if settings.run_relay else []


def _answers(sessions: sessionmaker[Session]) -> bool:
    try:
        with sessions() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


if __name__ == "__main__":
    main()
