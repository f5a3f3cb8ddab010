"""Outbound deliveries for operators: targets, what will be tried when, what is parked and why; replay, drop, compare. No contents."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.chassis.ids import id_of
from services.gateway.deliveries.queries.deliveries import Filter, deliveries, delivery_of, reconciliations, targets
from services.gateway.deliveries.usecases.operating import drop, replay
from services.gateway.national.daily import order
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
MANAGE = "delivery.manage"
STATES = ("pending", "sending", "parked", "delivered", "dropped")


@router.get("/deliveries")
def overview(page: ThePage) -> HTMLResponse:
    """Targets with their breakers, deliveries by state, the latest comparisons with the platform."""
    return page.show("deliveries/list.html", **_overview(page))


@router.post("/deliveries/comparison")
def compare(page: ThePage) -> Response:
    """Have both sides compared now."""
    page.own_desk(MANAGE).command("AskForReconciliation", "", lambda session, call: str(order(session, call)))
    return page.go("/deliveries", "reconciliation_asked")


@router.get("/deliveries/{delivery_id}")
def delivery(page: ThePage, delivery_id: str) -> HTMLResponse:
    """One delivery, attempt by attempt."""
    return page.show("deliveries/delivery.html", **_delivery(page, _id(delivery_id)))


@router.post("/deliveries/{delivery_id}")
def act(page: ThePage, delivery_id: str) -> Response:
    """Try it at once, or give it up with a reason."""
    one, reason, is_drop = _id(delivery_id), page.form.text("reason"), page.form.text("way") == "drop"
    desk = page.own_desk(MANAGE)
    try:
        if not is_drop:
            desk.command("ReplayDelivery", str(one), lambda session, call: replay(session, call, one))
        elif not reason:
            raise fault("reason", "required", "请填写放弃的原因。")
        else:
            desk.command("DropDelivery", f"{one} {reason}", lambda session, call: drop(session, call, one, reason))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("deliveries/delivery.html", error, **_delivery(page, one))
    return page.go(f"/deliveries/{one}", "delivery_dropped" if is_drop else "delivery_replayed")


def _overview(page: Page) -> dict[str, Any]:
    wanted = Filter(page.query("target"), page.query("state") if page.query("state") in STATES else "", page.query("subject"))
    with page.own_desk(MANAGE).read() as session:
        rows, cursor = deliveries(session, wanted, page.query("cursor"), 50)
        found, compared = targets(session, datetime.now(UTC)), reconciliations(session, 5)
    return {"rows": rows, "next_cursor": cursor, "targets": found, "compared": compared, "wanted": wanted, "states": STATES}


def _delivery(page: Page, delivery_id: UUID) -> dict[str, Any]:
    with page.own_desk(MANAGE).read() as session:
        row, tries = delivery_of(session, delivery_id)
    return {"row": row, "tries": tries}


def _id(text: str) -> UUID:
    return id_of(text, NotFound("not_found", "未找到该投递。"))
