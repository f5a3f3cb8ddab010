"""What the registry is asked: cards, changes, finding, imports, reconciliation, responsibility, overview."""

from dataclasses import dataclass
from typing import Self

import grpc

from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.contracts.rpc.registry.v1.assets_pb2_grpc import AssetServiceStub
from services.contracts.rpc.registry.v1.changes_pb2_grpc import ChangeServiceStub
from services.contracts.rpc.registry.v1.finding_pb2_grpc import FindingServiceStub
from services.contracts.rpc.registry.v1.imports_pb2_grpc import ImportServiceStub, ReconciliationServiceStub
from services.contracts.rpc.registry.v1.overview_pb2_grpc import OverviewServiceStub
from services.contracts.rpc.registry.v1.reservations_pb2_grpc import ReservationServiceStub
from services.contracts.rpc.registry.v1.responsibility_pb2_grpc import ResponsibilityServiceStub


@dataclass(frozen=True)
class Registry:
    """The registry's stubs."""

    assets: AssetServiceStub
    reservations: ReservationServiceStub
    changes: ChangeServiceStub
    finding: FindingServiceStub
    imports: ImportServiceStub
    reconciliation: ReconciliationServiceStub
    overview: OverviewServiceStub
    responsibility: ResponsibilityServiceStub
    operations: OperationsServiceStub

    @classmethod
    def over(cls, channel: grpc.Channel) -> Self:
        """The stubs over one channel."""
        return cls(
            AssetServiceStub(channel), ReservationServiceStub(channel), ChangeServiceStub(channel), FindingServiceStub(channel),
            ImportServiceStub(channel), ReconciliationServiceStub(channel), OverviewServiceStub(channel),
            ResponsibilityServiceStub(channel), OperationsServiceStub(channel),
        )
