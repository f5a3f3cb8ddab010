"""What disposal is asked: assessments, cases, their papers, what follows from them, public notices."""

from dataclasses import dataclass
from typing import Self

import grpc

from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.contracts.rpc.disposal.v1.assessments_pb2_grpc import AssessmentServiceStub
from services.contracts.rpc.disposal.v1.cases_pb2_grpc import CaseServiceStub
from services.contracts.rpc.disposal.v1.ledgers_pb2_grpc import LedgerServiceStub
from services.contracts.rpc.disposal.v1.materials_pb2_grpc import MaterialServiceStub
from services.contracts.rpc.disposal.v1.notices_pb2_grpc import NoticeServiceStub


@dataclass(frozen=True)
class Disposal:
    """Disposal's stubs."""

    assessments: AssessmentServiceStub
    cases: CaseServiceStub
    materials: MaterialServiceStub
    ledgers: LedgerServiceStub
    notices: NoticeServiceStub
    operations: OperationsServiceStub

    @classmethod
    def over(cls, channel: grpc.Channel) -> Self:
        """The stubs over one channel."""
        return cls(
            AssessmentServiceStub(channel), CaseServiceStub(channel), MaterialServiceStub(channel), LedgerServiceStub(channel),
            NoticeServiceStub(channel), OperationsServiceStub(channel),
        )  # fmt: skip
