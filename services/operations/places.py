"""Where the processes of an installation listen, and where they find each other: all on this machine, or one container each."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

from services.operations.process_list import Process
from services.operations.processes import free_port
from services.operations.settings_files import SettingsFiles

Layout = Literal["machine", "containers"]
GRPC_PORT, PROBES_PORT, WEB_PORT = 50051, 9100, 8000
"""In a container of its own every process listens on the same ports; the health checks of docker-compose.yml name the second."""


class Places(Protocol):
    """`host:port` each: where a service's gRPC server listens and is asked, where a process shows its probes, where the web is."""

    def grpc(self, service: str) -> str: ...
    def asked(self, service: str, listening: str) -> str: ...
    def probes(self, process: Process) -> str: ...
    def web(self, wanted_port: int) -> str: ...
    def simulator(self, probes: str) -> str: ...


@dataclass(frozen=True, slots=True)
class OneMachine:
    """Loopback only: the ports of last time while they are free, else free ones; never one port twice."""

    files: SettingsFiles
    _given: set[str] = field(default_factory=set)

    def grpc(self, service: str) -> str:
        return self._own(service, f"GUANZI_{service.upper()}_GRPC_ADDRESS")

    def asked(self, service: str, listening: str) -> str:
        del service
        return listening

    def probes(self, process: Process) -> str:
        return self._own(process.service, process.probes)

    def web(self, wanted_port: int) -> str:
        return self._own("gateway", "GUANZI_GATEWAY_WEB_ADDRESS", wanted_port)

    def simulator(self, probes: str) -> str:
        return probes

    def _own(self, service: str, name: str, wanted_port: int = 0) -> str:
        address = self.files.address(service, name, wanted_port=wanted_port)
        while address in self._given:  # free ports are chosen by chance, and nobody listens there yet
            address = f"127.0.0.1:{free_port()}"
        self._given.add(address)
        return address


@dataclass(frozen=True, slots=True)
class Containers:
    """Each process in a container that has the process's name; which networks reach it is the engine's to say."""

    def grpc(self, service: str) -> str:
        del service
        return _everywhere(GRPC_PORT)

    def asked(self, service: str, listening: str) -> str:
        return f"{service}-{'dispatcher' if service == 'gateway' else 'server'}:{listening.rpartition(':')[2]}"

    def probes(self, process: Process) -> str:
        del process
        return _everywhere(PROBES_PORT)

    def web(self, wanted_port: int) -> str:
        return _everywhere(wanted_port or WEB_PORT)

    def simulator(self, probes: str) -> str:
        return f"national-simulator:{probes.rpartition(':')[2]}"


def places_of(layout: Layout, files: SettingsFiles) -> Places:
    """The places of this layout."""
    return Containers() if layout == "containers" else OneMachine(files)


def _everywhere(port: int) -> str:
    return f"0.0.0.0:{port}"  # inside a container of its own
