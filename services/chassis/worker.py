"""How a worker process lives once it is patched: nameko's runner, probes, and an end that hands nothing back to the broker."""

import logging
import signal
from types import ModuleType
from typing import Any, Protocol

import eventlet
import psycopg
import structlog
from nameko.containers import ServiceContainer
from nameko.runners import ServiceRunner
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import database, green_wait, logs, payloads, topology
from services.chassis.consumer import CONFIG_KEY, Consumer
from services.chassis.intake import Intake
from services.chassis.probes import serve_probes
from services.chassis.settings import ServiceSettings

log = structlog.get_logger(__name__)
STATEMENT_SECONDS = 60


class Worker(Protocol):
    """What a worker class says about itself; its handlers are marked with `handles`."""

    name: str
    settings: type[ServiceSettings]


class Container(ServiceContainer):  # type: ignore[misc]  # nameko has no types
    """nameko's container, with the conversation's ids in the log lines of each handler."""

    def _worker_setup(self, worker_ctx: Any) -> None:
        structlog.contextvars.bind_contextvars(service=self.service_name, **worker_ctx.data)
        super()._worker_setup(worker_ctx)


def worker_of(module: ModuleType) -> type[Worker]:
    """The one worker class of a module."""
    found = [each for each in vars(module).values() if isinstance(each, type) and hasattr(each, "settings") and hasattr(each, "name")]
    if len(found) != 1:
        raise SystemExit(f"{module.__name__} must hold exactly one class with `name` and `settings`, not {len(found)}")
    return found[0]


def run(worker: type[Worker], settings: ServiceSettings) -> int:
    """Run until SIGTERM or SIGINT, then finish what was delivered; returns 0, or 1 when the worker died by itself."""
    if psycopg.waiting.wait is not green_wait.wait:
        raise SystemExit("psycopg would block the worker: start it through services.chassis.worker_process")
    logs.configure(worker.name, settings.log_level, json=settings.log_json)
    logging.getLogger("nameko").setLevel(logging.CRITICAL)  # it would log a failed handler with its data; dispatch logs the place
    url, application = str(settings.database_url), f"guanzi-{worker.name}-worker"
    engine = database.engine_for(url, pool=settings.database_pool, application=application, statement_seconds=STATEMENT_SECONDS)
    consumer = _consumer(worker, settings, database.sessions_of(engine))
    runner = _runner(worker, consumer)
    checks = {"database": consumer.database_answers, "broker": lambda: _consumes(runner)}
    probes = serve_probes(settings.worker_http_address, checks)
    died = _run_until_signal(runner)
    probes.shutdown()
    engine.dispose()
    log.info("worker died" if died else "drained")
    return 1 if died else 0


def _consumer(worker: type[Worker], settings: ServiceSettings, sessions: sessionmaker[Session]) -> Consumer:
    return Consumer(
        name=worker.name, amqp_url=settings.amqp_url.get_secret_value(), sessions=sessions, check_payload=payloads.check,
        signed=topology.load().signed,
        attempts=settings.handler_attempts, keep_days=settings.inbox_days,
    )


def _runner(worker: type[Worker], consumer: Consumer) -> ServiceRunner:
    runner = ServiceRunner({"SERVICE_CONTAINER_CLS": f"{__name__}.Container", CONFIG_KEY: consumer})
    runner.add_service(worker)
    if not all(Intake in container.shared_extensions for container in runner.containers):
        raise SystemExit(f"{worker.__name__} handles no event")
    return runner


def _run_until_signal(runner: ServiceRunner) -> bool:
    """True when the container died before a signal came."""
    signals: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _frame: signals.append(number))
    runner.start()
    death = eventlet.spawn(runner.wait)
    log.info("working")
    while not signals and not death.dead:
        eventlet.sleep(0.1)
    died = not signals
    if not died:
        runner.stop()
    return died


def _consumes(runner: ServiceRunner) -> bool:
    return all(container.shared_extensions[Intake].connected for container in runner.containers)
