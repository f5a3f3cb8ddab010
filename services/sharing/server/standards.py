"""StandardService: the allocation standards a finance office keeps."""

from typing import Any

from services.chassis.paging import page_size
from services.chassis.rpc.serving import Sessions, question
from services.chassis.rpc.stamps import moment
from services.contracts.rpc.sharing.v1 import standards_pb2 as pb
from services.contracts.rpc.sharing.v1 import standards_pb2_grpc
from services.sharing.queries import standards


class StandardServicer(standards_pb2_grpc.StandardServiceServicer):
    """Message ↔ question."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ListStandards(self, request: pb.ListStandardsRequest, context: Any) -> pb.ListStandardsResponse:
        wanted, limit = standards.StandardsWanted(request.region, request.q, request.class_code), page_size(request.limit)
        found: standards.Standards = question(
            self._sessions, request, lambda session, call: standards.list_standards(session, call, wanted, request.cursor, limit)
        )
        return pb.ListStandardsResponse(
            items=[_standard(row, row.region_name) for row in found.rows], next_cursor=found.next_cursor,
            total=min(found.total, standards.COUNTED), total_is_lower_bound=found.total > standards.COUNTED,
            regions=[pb.Region(id=row.id, name=row.name) for row in found.regions],
        )  # fmt: skip

    def GetStandard(self, request: pb.GetStandardRequest, context: Any) -> pb.GetStandardResponse:
        code = request.class_code.strip().upper()
        row, region, steps = question(
            self._sessions, request, lambda session, call: standards.get_standard(session, call, request.region, code)
        )
        ended = pb.Standard(region=request.region, region_name=region, class_code=code)
        return pb.GetStandardResponse(standard=_standard(row, region) if row else ended, history=map(_step, steps))


def _standard(row: Any, region_name: str) -> pb.Standard:
    said = {name: getattr(row, name) for name in ("region", "class_code", "class_name", "standard", "set_by")}
    return pb.Standard(**said, region_name=region_name, set_at=moment(row.set_at))


def _step(row: Any) -> pb.StandardStep:
    before, after = ((told or {}).get("standard", "") for told in (row.before, row.after))
    return pb.StandardStep(at=moment(row.recorded_at), account=row.actor, before=before, after=after)
