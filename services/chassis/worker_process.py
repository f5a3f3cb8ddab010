"""How a service's worker process starts: `python -m services.chassis.worker_process services.registry.worker`.

eventlet must patch the standard library before anything else is imported, and psycopg must be told to wait through
it; so this module imports nothing of ours until `main` has done both. The named module holds one worker class:

    class RegistryWorker:
        name = "registry"               # the consumer in services/contracts/topology.toml
        settings = RegistrySettings     # the class; its environment is read here

        @handles("identity.organisation.registered.v1")
        def organisation_registered(self, session: Session, event: Event) -> None: ...
"""

import sys


def main(arguments: list[str]) -> None:
    """Patch, import the worker's module, run its worker until SIGTERM."""
    raise SystemExit(f"usage: python -m services.chassis.worker_process MODULE ({arguments})")


if __name__ == "__main__":
    main(sys.argv[1:])
