"""Both editions side by side (A-066) and the difference tickets with owner and closure (A-067)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.imports_pb2 import (
    AssignDifferenceRequest,
    CloseDifferenceRequest,
    ListControlTotalsRequest,
    ListDifferencesRequest,
    RecordControlTotalsRequest,
)
from services.gateway.pages.page import Page, ThePage

router = APIRouter()


@router.get("/differences")
def differences(page: ThePage) -> HTMLResponse:
    """Control totals per unit, and the tickets."""
    return page.show("differences/list.html", **_values(page))


@router.post("/differences/totals")
def record(page: ThePage) -> Response:
    """Record what the old edition says for one unit; a ticket opens by itself where it differs."""
    form = page.form
    try:
        question = RecordControlTotalsRequest(
            unit=form.text("unit"), cards=form.number("cards") or 0, value_fen=form.fen("value_fen") or 0, note=form.text("note")
        )
        page.ask(page.registry.reconciliation.RecordControlTotals, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("differences/list.html", error, **_values(page))
    return page.go("/differences", "totals_recorded")


@router.post("/differences/{difference_id}/owner")
def give_owner(page: ThePage, difference_id: str) -> Response:
    """Name who looks after a ticket."""
    question = AssignDifferenceRequest(difference_id=difference_id, owner=page.form.text("owner"))
    try:
        page.ask(page.registry.reconciliation.AssignDifference, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("differences/list.html", error, **_values(page))
    return page.go("/differences", "owner_assigned")


@router.post("/differences/{difference_id}/close")
def close(page: ThePage, difference_id: str) -> Response:
    """Close a ticket; refused while both editions still differ."""
    question = CloseDifferenceRequest(difference_id=difference_id, resolution=page.form.text("resolution"))
    try:
        page.ask(page.registry.reconciliation.CloseDifference, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("differences/list.html", error, **_values(page))
    return page.go("/differences", "difference_closed")


def _values(page: Page) -> dict[str, Any]:
    state = page.query("state")
    totals = page.ask(page.registry.reconciliation.ListControlTotals, ListControlTotalsRequest())
    tickets = page.ask(
        page.registry.reconciliation.ListDifferences, ListDifferencesRequest(state=state, cursor=page.query("cursor"), limit=50)
    )
    units = [(one.budget_code, f"{one.budget_code} {one.unit_name}") for one in totals.totals]
    return {"units": units, "totals": totals.totals, "tickets": tickets.differences, "next_cursor": tickets.next_cursor, "state": state}
