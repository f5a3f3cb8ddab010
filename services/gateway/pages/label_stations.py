"""打印站: the board with live state, a station registered with its one-time code, changed, renewed, retired."""

import shlex
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import NotFound, ServiceError, Unauthenticated
from services.contracts.rpc.labels.v1 import stations_pb2 as pb
from services.gateway.pages import label_words as words
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
FORM, CODE = "labels/station.html", "labels/enrolment.html"
MANAGE = "labels:station.manage"
RETIRE_SECONDS = 30.0


@router.get("/labels/stations")
def board(page: ThePage) -> HTMLResponse:
    """Every station of the caller's units as it is now; the page asks again by itself."""
    page.require("labels:label.read")
    with_retired = page.query("retired") == "1"
    found = page.ask(page.labels.stations.ListStations, pb.ListStationsRequest(with_retired=with_retired)).stations
    return page.show("labels/stations.html", found=found, with_retired=with_retired, words=words)


@router.get("/labels/stations/new")
def begin(page: ThePage) -> HTMLResponse:
    """The form for a new station."""
    page.require(MANAGE)
    return page.show(FORM, **_form({"driver": "zpl", "dpi": "203", "rendering": "central"}))


@router.post("/labels/stations")
def register(page: ThePage) -> HTMLResponse:
    """Register it; the page shows its one-time code this once."""
    form = page.form
    try:
        question = pb.RegisterStationRequest(unit=form.text("unit"), name=form.text("name"), printer=_printer(page))
        answer = page.ask(page.labels.stations.RegisterStation, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(FORM, error, **_form(_typed(page)))
    return page.show(CODE, **_code(page, answer.station.name, answer))


@router.get("/labels/stations/{station_id}")
def station(page: ThePage, station_id: str) -> HTMLResponse:
    """The form with the station as it is."""
    page.require(MANAGE)
    found = _station(page, station_id)
    printer = found.printer
    said = {name: str(getattr(printer, name)) for name in ("driver", "address", "dpi", "rendering")}
    return page.show(FORM, **_form({**said, "name": found.name}, found))


@router.post("/labels/stations/{station_id}/{verb}")
def act(page: ThePage, station_id: str, verb: str) -> Response:
    """Change it, give it another code, retire it."""
    stations = page.labels.stations
    try:
        if verb == "enrolment":
            answer = page.ask(stations.RenewEnrolment, pb.RenewEnrolmentRequest(station_id=station_id))
            return page.show(CODE, **_code(page, _station(page, station_id).name, answer))
        if verb == "change":
            question = pb.ChangeStationRequest(station_id=station_id, name=page.form.text("name"), printer=_printer(page))
            page.ask(stations.ChangeStation, question)
        elif verb == "retirement":
            page.ask(stations.RetireStation, pb.RetireStationRequest(station_id=station_id), RETIRE_SECONDS)
        else:
            raise NotFound("not_found", "没有这个地址。")
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(FORM, error, **_form(_typed(page), _station(page, station_id)))
    return page.go("/labels/stations", f"label_station_{verb}")


def _station(page: Page, station_id: str) -> pb.Station:
    found = page.ask(page.labels.stations.ListStations, pb.ListStationsRequest(with_retired=True)).stations
    for one in found:
        if one.id == station_id:
            named: pb.Station = one
            return named
    raise NotFound("not_found", "没有这个打印站。")


def _printer(page: Page) -> pb.Printer:
    form = page.form
    texts = {name: form.text(name) for name in ("driver", "address", "rendering")}
    return pb.Printer(**texts, dpi=form.number("dpi") or 0)


def _typed(page: Page) -> dict[str, str]:
    return {name: page.form.text(name) for name in ("unit", "name", "driver", "address", "dpi", "rendering")}


def _form(said: dict[str, str], found: pb.Station | None = None) -> dict[str, Any]:
    return {"said": {"unit": "", "name": "", "address": "", **said}, "station": found, "words": words}


def _code(page: Page, name: str, answer: Any) -> dict[str, Any]:
    base = str(page.request.base_url).rstrip("/")
    command = f"guanzi station enrol --server {shlex.quote(base)} --code {answer.enrolment_code}"
    return {"name": name, "code": answer.enrolment_code, "lapses_at": answer.code_lapses_at, "command": command}
