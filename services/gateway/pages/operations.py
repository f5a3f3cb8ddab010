"""The operators' page: parked and quarantined events without their business data, backlogs, replay and drop."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.event_words import SERVICES
from services.contracts.rpc.chassis.v1.operations_pb2 import DropEventRequest, ListStuckEventsRequest, ReplayEventRequest
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
ASKED = ("identity", "registry", "sharing", "disposal", "labels", "gateway")


@router.get("/operations")
def operations(page: ThePage) -> HTMLResponse:
    """Every service's backlogs and stuck events; a service that does not answer is said so, the others still show."""
    return page.show("operations/events.html", **_values(page))


@router.post("/operations/{service}/events")
def act(page: ThePage, service: str) -> Response:
    """Have an event handled again, or drop it with a reason."""
    stub = page.request.app.state.services.operations.get(service)
    if stub is None:
        raise NotFound("not_found", "没有这个地址。")
    form, is_drop = page.form, page.form.text("way") == "drop"
    try:
        if is_drop:
            dropped = DropEventRequest(consumer=form.text("consumer"), event_id=form.text("event_id"), reason=form.text("reason"))
            page.ask(stub.DropEvent, dropped)
        else:
            page.ask(stub.ReplayEvent, ReplayEventRequest(consumer=form.text("consumer"), event_id=form.text("event_id")))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("operations/events.html", error, **_values(page))
    return page.go("/operations", "event_dropped" if is_drop else "event_replayed")


def _values(page: Page) -> dict[str, Any]:
    allowed = page.require(*(f"{service}:operations.manage" for service in ASKED))
    open_to_me = [operation.partition(":")[0] for operation in allowed]
    return {"consumers": SERVICES, "services": [(service, SERVICES[service], *_stuck(page, service)) for service in open_to_me]}


def _stuck(page: Page, service: str) -> tuple[object, ServiceError | None]:
    try:
        return page.ask(page.request.app.state.services.operations[service].ListStuckEvents, ListStuckEventsRequest()), None
    except ServiceError as error:
        return None, error
