"""Routes: allocation standards (配置标准) of the regions for which the caller may set them (B-041)."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.sharing.v1 import standards_pb2 as pb
from services.contracts.rpc.sharing.v1.demands_pb2 import SetStandardRequest
from services.gateway.api.models.standards import SetStandard, StandardInFull, StandardPage, StandardsQuery
from services.gateway.api.values import Identifier, OrganisationId
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/sharing/standards", tags=["sharing"], dependencies=API_SECURITY)


@router.get("")
def list_standards(caller: Caller, query: Annotated[StandardsQuery, Query()]) -> StandardPage:
    """Those of the caller's regions, by region and class."""
    asked = question(pb.ListStandardsRequest, query.model_dump())
    return told(StandardPage, caller.ask(caller.services.sharing.standards.ListStandards, asked))


@router.put("", status_code=204)
def set_standard(caller: Caller, body: SetStandard) -> None:
    """配置标准 of a region for a class; empty words end it."""
    caller.ask(caller.services.sharing.demands.SetStandard, question(SetStandardRequest, body.model_dump()))


@router.get("/{region}/{class_code}")
def get_standard(caller: Caller, region: OrganisationId, class_code: Identifier) -> StandardInFull:
    """One standard with everything that was ever set; also one that has ended."""
    asked = pb.GetStandardRequest(region=region, class_code=class_code)
    return told(StandardInFull, caller.ask(caller.services.sharing.standards.GetStandard, asked))
