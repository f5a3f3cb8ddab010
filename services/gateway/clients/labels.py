"""What labels is asked: templates, rendering, print jobs, stations, pasting."""

from dataclasses import dataclass
from typing import Self

import grpc

from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.contracts.rpc.labels.v1.jobs_pb2_grpc import PrintServiceStub
from services.contracts.rpc.labels.v1.pasting_pb2_grpc import PastingServiceStub
from services.contracts.rpc.labels.v1.rendering_pb2_grpc import RenderingServiceStub
from services.contracts.rpc.labels.v1.stations_pb2_grpc import StationServiceStub
from services.contracts.rpc.labels.v1.templates_pb2_grpc import TemplateServiceStub


@dataclass(frozen=True)
class Labels:
    """The stubs of labels."""

    templates: TemplateServiceStub
    rendering: RenderingServiceStub
    printing: PrintServiceStub
    stations: StationServiceStub
    pasting: PastingServiceStub
    operations: OperationsServiceStub

    @classmethod
    def over(cls, channel: grpc.Channel) -> Self:
        """The stubs over one channel."""
        return cls(
            TemplateServiceStub(channel), RenderingServiceStub(channel), PrintServiceStub(channel), StationServiceStub(channel),
            PastingServiceStub(channel), OperationsServiceStub(channel),
        )
