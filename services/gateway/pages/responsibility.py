"""The responsibility network (A-013 to A-015): who answers for unit, section and asset, and where nobody does."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.responsibility_pb2 import (
    AssignResponsibleRequest,
    GetCoverageRequest,
    ListResponsibleRequest,
    WithdrawResponsibleRequest,
)
from services.gateway.pages.page import Page, ThePage

router = APIRouter()


@router.get("/responsibility")
def coverage(page: ThePage) -> HTMLResponse:
    """Coverage of every unit I may see (A-014)."""
    return page.show("responsibility/coverage.html", units=page.ask(page.registry.responsibility.GetCoverage, GetCoverageRequest()).units)


@router.get("/responsibility/{unit}")
def unit_page(page: ThePage, unit: str) -> HTMLResponse:
    """One unit: its people, and what has none."""
    return page.show("responsibility/unit.html", **_values(page, unit))


@router.post("/responsibility/{unit}")
def assign(page: ThePage, unit: str) -> Response:
    """Name who answers for the unit, a section or one asset."""
    form, layer = page.form, page.form.text("layer")
    question = AssignResponsibleRequest(
        unit=unit, person=form.text("person"), duty=form.text("duty"),
        section=form.text("section") if layer == "section" else "", asset_no=form.text("asset_no") if layer == "asset" else "",
    )
    try:
        page.ask(page.registry.responsibility.AssignResponsible, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("responsibility/unit.html", error, **_values(page, unit))
    return page.go(f"/responsibility/{unit}", "responsible_assigned")


@router.post("/responsibility/{unit}/withdraw")
def withdraw(page: ThePage, unit: str) -> Response:
    """Take somebody off, with a reason."""
    form = page.form
    question = WithdrawResponsibleRequest(
        unit=unit, section=form.text("section"), asset_no=form.text("asset_no"), reason=form.text("reason")
    )
    try:
        page.ask(page.registry.responsibility.WithdrawResponsible, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("responsibility/unit.html", error, **_values(page, unit))
    return page.go(f"/responsibility/{unit}", "responsible_withdrawn")


def _values(page: Page, unit: str) -> dict[str, Any]:
    people = page.ask(page.registry.responsibility.ListResponsible, ListResponsibleRequest(unit=unit)).people
    covered = page.ask(page.registry.responsibility.GetCoverage, GetCoverageRequest(unit=unit)).units
    return {"unit": unit, "people": [one for one in people if one.person], "covered": covered[0] if covered else None}
