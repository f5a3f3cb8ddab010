"""What sharing is asked: entries and their way through the desks, demands, matches, agreements, bookings, photos, squares."""

from dataclasses import dataclass
from typing import Self

import grpc

from services.contracts.rpc.chassis.v1.operations_pb2_grpc import OperationsServiceStub
from services.contracts.rpc.sharing.v1.agreements_pb2_grpc import AgreementServiceStub
from services.contracts.rpc.sharing.v1.bookings_pb2_grpc import BookingServiceStub
from services.contracts.rpc.sharing.v1.demands_pb2_grpc import DemandServiceStub
from services.contracts.rpc.sharing.v1.deputies_pb2_grpc import DeputyServiceStub
from services.contracts.rpc.sharing.v1.drafts_pb2_grpc import DraftServiceStub
from services.contracts.rpc.sharing.v1.entries_pb2_grpc import EntryServiceStub
from services.contracts.rpc.sharing.v1.matching_pb2_grpc import MatchingServiceStub
from services.contracts.rpc.sharing.v1.photos_pb2_grpc import PhotoServiceStub
from services.contracts.rpc.sharing.v1.radar_pb2_grpc import RadarServiceStub
from services.contracts.rpc.sharing.v1.reports_pb2_grpc import ReportServiceStub
from services.contracts.rpc.sharing.v1.squares_pb2_grpc import SquareServiceStub
from services.contracts.rpc.sharing.v1.standards_pb2_grpc import StandardServiceStub


@dataclass(frozen=True)
class Sharing:
    """Sharing's stubs."""

    entries: EntryServiceStub
    drafts: DraftServiceStub
    squares: SquareServiceStub
    deputies: DeputyServiceStub
    demands: DemandServiceStub
    matching: MatchingServiceStub
    agreements: AgreementServiceStub
    bookings: BookingServiceStub
    photos: PhotoServiceStub
    radar: RadarServiceStub
    reports: ReportServiceStub
    standards: StandardServiceStub
    operations: OperationsServiceStub

    @classmethod
    def over(cls, channel: grpc.Channel) -> Self:
        """The stubs over one channel."""
        return cls(
            EntryServiceStub(channel), DraftServiceStub(channel), SquareServiceStub(channel), DeputyServiceStub(channel),
            DemandServiceStub(channel), MatchingServiceStub(channel), AgreementServiceStub(channel), BookingServiceStub(channel),
            PhotoServiceStub(channel), RadarServiceStub(channel), ReportServiceStub(channel), StandardServiceStub(channel),
            OperationsServiceStub(channel),
        )  # fmt: skip
