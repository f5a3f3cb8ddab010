"""Which services stand behind the gateway, and whether they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.chassis.rpc.client import channel
from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.gateway.clients.disposal import Disposal
from services.gateway.clients.identity import Identity
from services.gateway.clients.labels import Labels
from services.gateway.clients.registry import Registry
from services.gateway.clients.sharing import Sharing

HEALTH_SECONDS = 2.0
_STUBS: Mapping[str, Any] = {"identity": Identity, "registry": Registry, "sharing": Sharing, "disposal": Disposal, "labels": Labels}


@dataclass(frozen=True)
class Services:
    """All callees of the gateway."""

    identity: Identity
    registry: Registry
    sharing: Sharing
    disposal: Disposal
    labels: Labels
    channels: Mapping[str, grpc.Channel]
    dispatcher: grpc.Channel

    @classmethod
    def at(cls, *, dispatcher: str, **addresses: str) -> Self:
        """Open the channels; they connect by themselves, now or when the callee comes. The gateway serves without its dispatcher, too."""
        channels = {service: channel(address) for service, address in addresses.items()}
        stubs = {service: _STUBS[service].over(opened) for service, opened in channels.items()}
        return cls(**stubs, channels=channels, dispatcher=channel(dispatcher))

    @property
    def operations(self) -> Mapping[str, OperationsServiceStub]:
        """By service name: what every service answers to operators."""
        found: dict[str, OperationsServiceStub] = {service: getattr(self, service).operations for service in self.channels}
        return {**found, "gateway": OperationsServiceStub(self.dispatcher)}

    def answers(self, service: str) -> bool:
        """Whether the service says that it is serving."""
        stub = health_pb2_grpc.HealthStub(self.channels[service])
        try:
            answer = stub.Check(health_pb2.HealthCheckRequest(), timeout=HEALTH_SECONDS)
        except grpc.RpcError:
            return False
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)

    def close(self) -> None:
        """Close the channels."""
        for each in (*self.channels.values(), self.dispatcher):
            each.close()
