"""Which processes an installation has: the one list that `guanzi up`, `guanzi run` and `guanzi setup` follow."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Process:
    """One process: the service whose settings it reads, its command, the variable with its probes' address."""

    service: str
    part: str
    command: tuple[str, ...]
    probes: str

    @property
    def name(self) -> str:
        return f"{self.service}-{self.part}"


def _module(name: str) -> tuple[str, ...]:
    return ("-m", name)


PROCESSES = (
    Process("identity", "server", _module("services.identity.server"), "GUANZI_IDENTITY_HTTP_ADDRESS"),
    Process("registry", "server", _module("services.registry.server"), "GUANZI_REGISTRY_HTTP_ADDRESS"),
    Process("registry", "worker", _module("services.registry.worker"), "GUANZI_REGISTRY_WORKER_HTTP_ADDRESS"),
    Process("registry", "importer", _module("services.registry.importer"), "GUANZI_REGISTRY_IMPORTER_HTTP_ADDRESS"),
    Process("gateway", "web", _module("services.gateway.web"), "GUANZI_GATEWAY_HTTP_ADDRESS"),
)

SERVICES = ("identity", "registry")
"""Those with a database and a broker user of their own, in the order in which they are set up."""


def process_named(name: str) -> Process:
    """The process of this name; raises KeyError for any other."""
    return {process.name: process for process in PROCESSES}[name]
