"""代理设置: who stands in for the holder of a deciding post while that person is away; begun and ended."""

from datetime import date, datetime, time
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from google.protobuf.timestamp_pb2 import Timestamp

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.roles import TERMS, Role
from services.contracts.rpc.sharing.v1.deputies_pb2 import AppointDeputyRequest, EndDeputyRequest, ListDeputiesRequest
from services.gateway.pages.formats import BEIJING
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
TEMPLATE = "desks/deputies.html"
DECIDING = (
    Role.UNIT_REVIEWER, Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER, Role.COUNTY_APPROVER, Role.ASSET_AUTHORITY,
    Role.PROVINCIAL_FINANCE,
)


@router.get("/deputies")
def overview(page: ThePage) -> HTMLResponse:
    """Those the caller appointed, stands in for, or may appoint."""
    return page.show(TEMPLATE, **_deputies(page))


@router.post("/deputies")
def appoint(page: ThePage) -> Response:
    """Let an account stand in until the end of a day (Beijing); for the caller himself, or for a post below an administrator."""
    form = page.form
    try:
        role, _, org_id = form.text("post").partition("@")
        question = AppointDeputyRequest(
            principal=form.text("principal"), role=form.text("role") or role, org_id=form.text("org_id") or org_id,
            deputy=form.text("deputy"), ends_at=_end_of(form.text("ends_at")), reason=form.text("reason"),
        )
        page.ask(page.sharing.deputies.AppointDeputy, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_deputies(page))
    return page.go("/deputies", "deputy_appointed")


@router.post("/deputies/{deputy_id}/end")
def end(page: ThePage, deputy_id: str) -> Response:
    """End it before its time."""
    try:
        page.ask(page.sharing.deputies.EndDeputy, EndDeputyRequest(id=deputy_id))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_deputies(page))
    return page.go("/deputies", "deputy_ended")


def _end_of(text: str) -> Timestamp:
    """The last moment of a Beijing day; refuses what is none."""
    made = Timestamp()
    try:
        made.FromDatetime(datetime.combine(date.fromisoformat(text), time(23, 59, 59), BEIJING))
    except (ValueError, OverflowError):
        raise fault("ends_at", "time_malformed", "请填写日期，如 2026-12-31。") from None
    return made


def _deputies(page: Page) -> dict[str, Any]:
    page.require("sharing:deputy.appoint")
    found = page.ask(page.sharing.deputies.ListDeputies, ListDeputiesRequest(limit=100))
    deciding = {role.value for role in DECIDING}
    own = [(f"{post.role}@{post.org_id}", f"{post.org_name}　{post.role_name}") for post in page.caller.posts if post.role in deciding]
    return {"deputies": found.deputies, "own": own, "roles": [(role.value, TERMS[role].chinese) for role in DECIDING]}
