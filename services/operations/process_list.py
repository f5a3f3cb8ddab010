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


def _process(service: str, part: str, *command: str, probes: str) -> Process:
    return Process(service, part, ("-m", *command), f"GUANZI_{service.upper()}_{probes}")


PROCESSES = (
    _process("identity", "server", "services.identity.server", probes="HTTP_ADDRESS"),
    _process("registry", "server", "services.registry.server", probes="HTTP_ADDRESS"),
    _process("registry", "worker", "services.chassis.worker_process", "services.registry.worker", probes="WORKER_HTTP_ADDRESS"),
    _process("registry", "importer", "services.registry.importer", probes="IMPORTER_HTTP_ADDRESS"),
    _process("sharing", "server", "services.sharing.server", probes="HTTP_ADDRESS"),
    _process("sharing", "worker", "services.chassis.worker_process", "services.sharing.worker", probes="WORKER_HTTP_ADDRESS"),
    _process("disposal", "server", "services.disposal.server", probes="HTTP_ADDRESS"),
    _process("disposal", "worker", "services.chassis.worker_process", "services.disposal.worker", probes="WORKER_HTTP_ADDRESS"),
    _process("labels", "server", "services.labels.server", probes="HTTP_ADDRESS"),
    _process("labels", "worker", "services.chassis.worker_process", "services.labels.worker", probes="WORKER_HTTP_ADDRESS"),
    _process("gateway", "web", "services.gateway.web", probes="HTTP_ADDRESS"),
    _process("gateway", "worker", "services.chassis.worker_process", "services.gateway.worker", probes="WORKER_HTTP_ADDRESS"),
    _process("gateway", "dispatcher", "services.gateway.dispatcher", probes="DISPATCHER_HTTP_ADDRESS"),
    _process("national", "simulator", "services.gateway.national.simulator", probes="SIMULATOR_ADDRESS"),
)

SIMULATOR = "national-simulator"
"""Stands for the national platform in demo, trial and test; no part of a real installation."""

SERVICES = ("identity", "registry", "sharing", "disposal", "labels")
"""Those that the gateway asks, in the order in which they are set up."""

OWNERS = (*SERVICES, "gateway")
"""Those and the gateway: everybody with a database and a broker user of their own."""


def processes(*, simulated: bool) -> tuple[Process, ...]:
    """The processes of an installation, with or without the simulated national platform."""
    return tuple(process for process in PROCESSES if simulated or process.name != SIMULATOR)


def process_named(name: str) -> Process:
    """The process of this name; raises KeyError for any other."""
    return {process.name: process for process in PROCESSES}[name]
