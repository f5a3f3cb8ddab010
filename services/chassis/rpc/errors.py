"""How an error crosses gRPC: one mapping to status codes, with `google.rpc` details that carry it whole."""

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from services.chassis.errors import (
    Conflict,
    FieldFault,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    ServiceError,
    Throttled,
    Unauthenticated,
    Unavailable,
)

DOMAIN = "guanzi"
CODES: dict[type[ServiceError], "code_pb2.Code.ValueType"] = {
    NotFound: code_pb2.NOT_FOUND,
    Conflict: code_pb2.ABORTED,
    Refused: code_pb2.FAILED_PRECONDITION,
    Invalid: code_pb2.INVALID_ARGUMENT,
    Forbidden: code_pb2.PERMISSION_DENIED,
    Unauthenticated: code_pb2.UNAUTHENTICATED,
    Throttled: code_pb2.RESOURCE_EXHAUSTED,
    Unavailable: code_pb2.UNAVAILABLE,
}
TYPES = {code: kind for kind, code in CODES.items()}


def to_status(error: ServiceError) -> grpc.Status:
    """The gRPC status of an error, its code, article, remedy and faulty fields in the details."""
    info = error_details_pb2.ErrorInfo(
        reason=error.code, domain=DOMAIN,
        metadata={"article": error.article, "remedy": error.remedy, "retry_seconds": str(error.retry_seconds)},
    )
    details = [_packed(info)]
    if error.faults:
        violations = [
            error_details_pb2.BadRequest.FieldViolation(field=fault.field, reason=fault.code, description=fault.message)
            for fault in error.faults
        ]
        details.append(_packed(error_details_pb2.BadRequest(field_violations=violations)))
    return rpc_status.to_status(status_pb2.Status(code=CODES[type(error)], message=error.message, details=details))


def from_rpc(failure: grpc.Call) -> ServiceError:
    """The error a callee answered with; what is none of ours (no answer, deadline, defect) is Unavailable."""
    status = rpc_status.from_call(failure)
    if status is None or status.code not in TYPES:
        return Unavailable("service_unavailable", "服务暂时不可用，请稍后再试。")
    info, faults = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        _ = detail.Unpack(info) or detail.Unpack(faults)
    if info.domain != DOMAIN:
        return Unavailable("service_unavailable", "服务暂时不可用，请稍后再试。")
    fields = tuple(FieldFault(v.field, v.reason, v.description) for v in faults.field_violations)
    metadata = dict(info.metadata)
    return TYPES[status.code](
        info.reason, status.message, metadata.get("article", ""), metadata.get("remedy", ""), fields, int(metadata.get("retry_seconds", 0))
    )


def _packed(message: error_details_pb2.ErrorInfo | error_details_pb2.BadRequest) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(message)
    return packed
