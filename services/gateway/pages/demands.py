"""需求发布 and 我的需求: what one's unit needs, with its own stock and the standard beside the form (B-038 to B-044)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.sharing.v1 import demands_pb2 as pb
from services.contracts.rpc.sharing.v1.matching_pb2 import ListMatchesRequest, Match, RefuseMatchRequest
from services.gateway.pages import sharing_words as words
from services.gateway.pages.demand_form import filled, submission, units
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
NEW, ONE = "demands/new.html", "demands/demand.html"
SUBMIT, READ = "sharing:demand.submit", "sharing:demand.read"
VERBS = {"decision": "demand_decided", "end": "demand_ended"}


@router.get("/my-sharing/demands")
def mine(page: ThePage) -> HTMLResponse:
    """调剂共享平台 › 我的信息 › 我的需求."""
    page.require(READ)
    view = page.query("view") if page.query("view") in words.DEMAND_LISTS else ""
    question = pb.ListMyDemandsRequest(states=words.DEMAND_LISTS[view][1], cursor=page.query("cursor"), limit=50)
    found = page.ask(page.sharing.demands.ListMyDemands, question)
    return page.show("demands/mine.html", found=found, view=view, words=words)


@router.get("/demands/new")
def new(page: ThePage) -> HTMLResponse:
    """An empty form, or the one of a demand that was returned."""
    page.require(SUBMIT)
    again = page.query("again")
    demand = page.ask(page.sharing.demands.GetDemand, pb.GetDemandRequest(demand_id=again)).demand if again else None
    return page.show(NEW, filled=filled(page, demand), own_units=units(page), stock=None, words=words)


@router.post("/demands/new")
def submit(page: ThePage) -> Response:
    """To the unit's reviewer."""
    page.require(SUBMIT)
    try:
        demand = page.ask(page.sharing.demands.SubmitDemand, submission(page)).demand
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(NEW, error, filled=filled(page, None), own_units=units(page), stock=None, words=words)
    return page.go(f"/demands/{demand.id}", "demand_submitted")


@router.get("/demands/stock")
def stock(page: ThePage) -> HTMLResponse:
    """What the unit has of the class that is being typed, and the standard for it (B-041)."""
    known: dict[str, Any] = {"class_code": page.query("class_code"), "error": None, "stock": None}
    if not known["class_code"]:
        return page.show("demands/stock.html", **known)
    try:
        question = pb.GetStockRequest(unit=page.query("unit"), class_code=page.query("class_code"))
        return page.show("demands/stock.html", **{**known, "stock": page.ask(page.sharing.demands.GetStock, question)})
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.show("demands/stock.html", **{**known, "error": error})


@router.get("/demands/{demand_id}")
def demand(page: ThePage, demand_id: str) -> HTMLResponse:
    """One demand; who sees it in the square only sees what the square shows."""
    return page.show(ONE, contact=None, **_demand(page, demand_id))


@router.post("/demands/{demand_id}/contact")
def reveal(page: ThePage, demand_id: str) -> HTMLResponse:
    """The whole telephone number, for a reason that is recorded."""
    question = pb.RevealDemandContactRequest(demand_id=demand_id, reason=page.form.text("reason"))
    try:
        contact = page.ask(page.sharing.demands.RevealDemandContact, question).contact
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(ONE, error, contact=None, **_demand(page, demand_id))
    return page.show(ONE, contact=contact, **_demand(page, demand_id))


@router.post("/demands/{demand_id}/{verb}")
def act(page: ThePage, demand_id: str, verb: str) -> Response:
    """Decide it, or end it."""
    if verb not in VERBS:
        raise NotFound("not_found", "没有这个地址。")
    try:
        _do(page, demand_id, verb)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(ONE, error, contact=None, **_demand(page, demand_id))
    return page.go(f"/demands/{demand_id}", VERBS[verb])


@router.post("/demands/{demand_id}/matches/{match_id}")
def refuse(page: ThePage, demand_id: str, match_id: str) -> Response:
    """不采用, with a reason that is kept."""
    try:
        page.ask(page.sharing.matching.RefuseMatch, RefuseMatchRequest(match_id=match_id, reason=page.form.text("reason")))
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(ONE, error, contact=None, **_demand(page, demand_id))
    return page.go(f"/demands/{demand_id}", "match_refused")


def _do(page: Page, demand_id: str, verb: str) -> None:
    form, demands = page.form, page.sharing.demands
    if verb == "end":
        page.ask(demands.EndDemand, pb.EndDemandRequest(demand_id=demand_id, outcome=form.text("outcome"), reason=form.text("reason")))
        return
    decision = pb.DecideDemandRequest(
        demand_id=demand_id, decision=form.text("decision"), reason=form.text("reason"), scope=form.text("scope"),
        version=form.number("version") or 0,
    )
    page.ask(demands.DecideDemand, decision)


def _demand(page: Page, demand_id: str) -> dict[str, Any]:
    found = page.ask(page.sharing.demands.GetDemand, pb.GetDemandRequest(demand_id=demand_id))
    return {"demand": found.demand, "allowed": set(found.allowed), "matches": _matches(page, demand_id), "words": words}


def _matches(page: Page, demand_id: str) -> list[Match]:
    """Best first; none for whom the demand is only in the square."""
    if not page.may(READ):
        return []
    try:
        return list(page.ask(page.sharing.matching.ListMatches, ListMatchesRequest(demand_id=demand_id, all=True, limit=50)).matches)
    except NotFound:
        return []
