"""Routes: print stations registered, changed, retired; and the one door for a station with its one-time code."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from services.chassis.rpc.client import ask
from services.contracts.rpc.labels.v1 import stations_pb2 as pb
from services.gateway.api.models.label_stations import (
    ChangeStation,
    Enrol,
    Enrolled,
    Enrolment,
    Registered,
    RegisterStation,
    Station,
    Stations,
    StationsQuery,
)
from services.gateway.api.values import Identifier
from services.gateway.api.wire import question, told
from services.gateway.caller import API_SECURITY, Caller, nobody_origin

open_router = APIRouter(prefix="/stations", tags=["stations"])
router = APIRouter(prefix="/stations", tags=["stations"], dependencies=API_SECURITY)
ENROL_SECONDS = 30.0


@open_router.post("/enrol")
def enrol(request: Request, body: Enrol) -> Enrolled:
    """Called by a station with its one-time code, without signing in; the answer, with its password, is given once."""
    question_ = pb.EnrolRequest(code=body.code)
    return told(Enrolled, ask(request.app.state.services.labels.stations.Enrol, question_, nobody_origin(request), ENROL_SECONDS))


@router.get("")
def list_stations(caller: Caller, query: Annotated[StationsQuery, Query()]) -> Stations:
    """The stations of the caller's units with their live state."""
    answer = caller.ask(caller.services.labels.stations.ListStations, question(pb.ListStationsRequest, query.model_dump()))
    return Stations(items=[told(Station, each) for each in answer.stations])


@router.post("", status_code=201)
def register_station(caller: Caller, body: RegisterStation) -> Registered:
    """A new station; the answer shows its one-time code once."""
    asked = question(pb.RegisterStationRequest, body.model_dump(exclude_none=True))
    return told(Registered, caller.ask(caller.services.labels.stations.RegisterStation, asked))


@router.put("/{station_id}")
def change_station(caller: Caller, station_id: Identifier, body: ChangeStation) -> Station:
    """Another name or printer; the station is told at once."""
    asked = question(pb.ChangeStationRequest, {"station_id": station_id, **body.model_dump()})
    return told(Station, caller.ask(caller.services.labels.stations.ChangeStation, asked).station)


@router.post("/{station_id}/enrolment")
def renew_enrolment(caller: Caller, station_id: Identifier) -> Enrolment:
    """A new one-time code; the station as it runs is cut off once the code is used."""
    asked = pb.RenewEnrolmentRequest(station_id=station_id)
    return told(Enrolment, caller.ask(caller.services.labels.stations.RenewEnrolment, asked))


@router.post("/{station_id}/retirement")
def retire_station(caller: Caller, station_id: Identifier) -> Station:
    """End its broker user; its open labels go back to their jobs, which pause."""
    asked = pb.RetireStationRequest(station_id=station_id)
    return told(Station, caller.ask(caller.services.labels.stations.RetireStation, asked, ENROL_SECONDS).station)
