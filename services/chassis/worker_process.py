"""How a service's worker process starts: `python -m services.chassis.worker_process services.registry.worker`.

eventlet must patch the standard library before anything else is imported, and psycopg must be told to wait through
it; so this module imports nothing of ours until `main` has done both. The named module holds one worker class:

    class RegistryWorker:
        name = "registry"               # the consumer in services/contracts/topology.toml
        settings = RegistrySettings     # the class; its environment is read here

        @handles("identity.organisation.registered.v1")
        def organisation_registered(self, session: Session, event: Event) -> None: ...
"""

import os
import sys
import warnings
from importlib import import_module


def main(module: str) -> None:
    """Patch, import the worker's module and run its worker until SIGTERM; exits with 1 when the worker died."""
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that eventlet is old is known and decided
        import eventlet  # noqa: PLC0415  # nothing may be imported before the patch

    eventlet.monkey_patch()
    from services.chassis import green_wait  # noqa: PLC0415

    green_wait.install()
    from services.chassis.worker import run, worker_of  # noqa: PLC0415

    worker = worker_of(import_module(module))
    sys.exit(run(worker, worker.settings.load()))


if __name__ == "__main__":
    main(sys.argv[1])
