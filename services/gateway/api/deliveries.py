"""Routes: outbound deliveries for operators: list, replay, drop; targets; comparisons with the national platform."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from services.gateway.api.models.deliveries import (
    DeliveriesQuery,
    Delivery,
    DeliveryDetail,
    DropDelivery,
    Reconciliation,
    Reconciliations,
    Started,
    Target,
    Targets,
)
from services.gateway.api.values import Page
from services.gateway.caller import API_SECURITY
from services.gateway.deliveries.queries.deliveries import Filter, deliveries, delivery_of, reconciliations, targets
from services.gateway.deliveries.usecases.operating import drop, replay
from services.gateway.national.daily import order
from services.gateway.own import Own

router = APIRouter(prefix="/deliveries", tags=["deliveries"], dependencies=API_SECURITY)
MANAGE = "delivery.manage"


@router.get("")
def list_deliveries(own: Own, query: Annotated[DeliveriesQuery, Query()]) -> Page[Delivery]:
    """Deliveries, newest first, without their contents."""
    own.require(MANAGE)
    wanted = Filter(query.target, query.state or "", query.subject, query.aggregate_id)
    with own.read() as session:
        rows, cursor = deliveries(session, wanted, query.cursor, query.limit)
    return Page(items=[Delivery.model_validate(row) for row in rows], next_cursor=cursor)


@router.get("/targets")
def list_targets(own: Own) -> Targets:
    """Every target: whether it is spoken to just now, and what waits for it."""
    own.require(MANAGE)
    with own.read() as session:
        return Targets(items=[Target.model_validate(row) for row in targets(session, datetime.now(UTC))])


@router.get("/reconciliations")
def list_reconciliations(own: Own) -> Reconciliations:
    """The latest comparisons with the national platform, with what differed."""
    own.require(MANAGE)
    with own.read() as session:
        return Reconciliations(items=[Reconciliation.model_validate(row) for row in reconciliations(session, 60)])


@router.post("/reconciliations", status_code=202)
def ask_for_reconciliation(own: Own) -> Started:
    """Have both sides compared now; what differs is mended."""
    own.require(MANAGE)
    answer = own.command("AskForReconciliation", "", lambda session, call: str(order(session, call)))
    return Started(id=UUID(answer))


@router.get("/{delivery_id}")
def get_delivery(own: Own, delivery_id: UUID) -> DeliveryDetail:
    """One delivery, attempt by attempt."""
    own.require(MANAGE)
    with own.read() as session:
        row, tries = delivery_of(session, delivery_id)
    return DeliveryDetail.model_validate({**row, "tries": tries})


@router.post("/{delivery_id}/replay", status_code=204)
def replay_delivery(own: Own, delivery_id: UUID) -> None:
    """Try a parked or waiting delivery at once."""
    own.require(MANAGE)
    own.command("ReplayDelivery", str(delivery_id), lambda session, call: replay(session, call, delivery_id))


@router.post("/{delivery_id}/drop", status_code=204)
def drop_delivery(own: Own, delivery_id: UUID, body: DropDelivery) -> None:
    """Give a parked or waiting delivery up; what waited behind it goes on."""
    own.require(MANAGE)
    own.command("DropDelivery", f"{delivery_id} {body.reason}", lambda session, call: drop(session, call, delivery_id, body.reason))
