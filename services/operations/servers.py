"""Which servers an installation stands on: those the administrator names, and local ones for the rest."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
from services.operations.processes import NotStarted, private_folder
from services.operations.settings import OperationsSettings, management_url_of
from services.operations.setup import Servers


@contextmanager
def running_servers(settings: OperationsSettings) -> Iterator[Servers]:
    """Start what the settings do not name below the settings' folder, and stop it at the end, also on failure."""
    folder = private_folder(settings.folder)
    with ExitStack() as stack:
        stack.enter_context(_held(folder / "lock"))
        if settings.database_url is None:
            postgres = LocalPostgres(folder / "postgres", owner=os.getpid())
            stack.callback(postgres.stop)
            postgres.start()
        if settings.amqp_url is None:
            broker = LocalBroker(folder / "rabbitmq", owner=os.getpid())
            stack.callback(broker.stop)
            broker.start()
        amqp_url = broker.url if settings.amqp_url is None else str(settings.amqp_url)
        management = broker.management_url if settings.amqp_url is None else str(settings.management_url or management_url_of(amqp_url))
        yield Servers(postgres.url if settings.database_url is None else str(settings.database_url), amqp_url, management)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotStarted(f"{path.parent} 正被另一个 guanzi 使用 / is in use by another guanzi") from None
        yield
