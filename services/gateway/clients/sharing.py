"""What sharing is asked: entries and their way through the desks, drafts, squares, deputies."""

from dataclasses import dataclass
from typing import Self

import grpc

from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.contracts.rpc.sharing.v1.deputies_pb2_grpc import DeputyServiceStub
from services.contracts.rpc.sharing.v1.drafts_pb2_grpc import DraftServiceStub
from services.contracts.rpc.sharing.v1.entries_pb2_grpc import EntryServiceStub
from services.contracts.rpc.sharing.v1.squares_pb2_grpc import SquareServiceStub


@dataclass(frozen=True)
class Sharing:
    """Sharing's stubs."""

    entries: EntryServiceStub
    drafts: DraftServiceStub
    squares: SquareServiceStub
    deputies: DeputyServiceStub
    operations: OperationsServiceStub

    @classmethod
    def over(cls, channel: grpc.Channel) -> Self:
        """The stubs over one channel."""
        return cls(
            EntryServiceStub(channel), DraftServiceStub(channel), SquareServiceStub(channel), DeputyServiceStub(channel),
            OperationsServiceStub(channel),
        )
