"""Routes: the responsibility network: who answers for unit, section and asset, and where nobody does."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.contracts.rpc.registry.v1 import responsibility_pb2 as pb
from services.gateway.api.models.documents import NewVersion
from services.gateway.api.models.finding import UnitQuery
from services.gateway.api.models.responsibility import (
    AssignResponsible,
    Coverage,
    Responsible,
    ResponsibleList,
    UnitCoverage,
    WithdrawResponsible,
)
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller

router = APIRouter(prefix="/registry", tags=["responsibility"], dependencies=API_SECURITY)


@router.get("/responsible")
def list_responsible(caller: Caller, query: Annotated[UnitQuery, Query()]) -> ResponsibleList:
    """Who answers for what."""
    answer = caller.ask(caller.services.registry.responsibility.ListResponsible, pb.ListResponsibleRequest(unit=query.unit or ""))
    return ResponsibleList(items=[told(Responsible, each) for each in answer.people])


@router.post("/responsible")
def assign_responsible(caller: Caller, body: AssignResponsible) -> NewVersion:
    """Name who answers."""
    asked = question(pb.AssignResponsibleRequest, body.model_dump())
    return told(NewVersion, caller.ask(caller.services.registry.responsibility.AssignResponsible, asked))


@router.post("/responsible/withdraw", status_code=204)
def withdraw_responsible(caller: Caller, body: WithdrawResponsible) -> None:
    """End that somebody answers."""
    asked = question(pb.WithdrawResponsibleRequest, body.model_dump())
    caller.ask(caller.services.registry.responsibility.WithdrawResponsible, asked)


@router.get("/responsibility-coverage")
def get_coverage(caller: Caller, query: Annotated[UnitQuery, Query()]) -> Coverage:
    """Units, sections and assets for which nobody answers (A-014)."""
    answer = caller.ask(caller.services.registry.responsibility.GetCoverage, pb.GetCoverageRequest(unit=query.unit or ""))
    return Coverage(items=[told(UnitCoverage, each) for each in answer.units])
