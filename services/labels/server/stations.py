"""StationService: stations are registered, enrol themselves, are changed and retired. Codes and logins are kept nowhere."""

from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Unavailable
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, asking_command, command, question, refuse_nul
from services.chassis.rpc.stamps import moment
from services.chassis.topology import queue_of
from services.contracts.rpc.labels.v1 import stations_pb2 as pb
from services.contracts.rpc.labels.v1 import stations_pb2_grpc
from services.labels.broker import REPORTS, StationBroker
from services.labels.domain.station import shown
from services.labels.queries.stations import get_station, list_stations
from services.labels.server.job_messages import printer_in, station_message
from services.labels.usecases import enrolling, stations

OPEN_METHODS = frozenset({"/labels.v1.StationService/Enrol"})


class StationServicer(stations_pb2_grpc.StationServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions, broker: StationBroker) -> None:
        self._sessions, self._broker = sessions, broker

    def RegisterStation(self, request: pb.RegisterStationRequest, context: Any) -> pb.RegisterStationResponse:
        codes: list[str] = []

        def do(session: Session, call: Call) -> pb.RegisterStationResponse:
            made, code = stations.register(session, call, request.unit, request.name, printer_in(request.printer))
            codes.append(code)
            return pb.RegisterStationResponse(
                station=station_message(get_station(session, call, made.id)), code_lapses_at=moment(made.code_lapses_at)
            )

        answer = command(self._sessions, "labels.station.register", request, pb.RegisterStationResponse, do)
        answer.enrolment_code = shown(codes[0]) if codes else ""  # a repetition is not told again
        return answer

    def RenewEnrolment(self, request: pb.RenewEnrolmentRequest, context: Any) -> pb.RenewEnrolmentResponse:
        codes: list[str] = []

        def do(session: Session, call: Call) -> pb.RenewEnrolmentResponse:
            after, code = stations.renew(session, call, request.station_id)
            codes.append(code)
            return pb.RenewEnrolmentResponse(code_lapses_at=moment(after.code_lapses_at))

        answer = command(self._sessions, "labels.station.renew", request, pb.RenewEnrolmentResponse, do)
        answer.enrolment_code = shown(codes[0]) if codes else ""
        return answer

    def Enrol(self, request: pb.EnrolRequest, context: Any) -> pb.EnrolResponse:
        refuse_nul(request)
        call = current_call()
        with self._sessions.begin() as session:
            enrolling.refuse_guessing(session, call)
            used = enrolling.use_code(session, call, request.code)
            if used is None:
                enrolling.note_wrong(session, call)
        if used is None:
            raise enrolling.wrong_code()
        before, station = used
        try:
            url = self._broker.admit(station.id)
        except Unavailable:
            with self._sessions.begin() as session:
                enrolling.give_code_back(session, before, station)
            raise
        return pb.EnrolResponse(
            station_id=station.id, name=station.name, amqp_url=url, queue=queue_of(station.id), exchange=REPORTS,
            enrolment=station.enrolment,
        )  # fmt: skip

    def ListStations(self, request: pb.ListStationsRequest, context: Any) -> pb.ListStationsResponse:
        found = question(self._sessions, request, lambda session, call: list_stations(session, call, with_retired=request.with_retired))
        return pb.ListStationsResponse(stations=map(station_message, found))

    def ChangeStation(self, request: pb.ChangeStationRequest, context: Any) -> pb.ChangeStationResponse:
        def do(session: Session, call: Call) -> pb.ChangeStationResponse:
            stations.change(session, call, request.station_id, request.name, printer_in(request.printer))
            return pb.ChangeStationResponse(station=station_message(get_station(session, call, request.station_id)))

        return command(self._sessions, "labels.station.change", request, pb.ChangeStationResponse, do)

    def RetireStation(self, request: pb.RetireStationRequest, context: Any) -> pb.RetireStationResponse:
        def ask(session: Session, call: Call) -> None:
            stations.require_retirable(session, call, request.station_id)
            session.rollback()
            self._broker.dismiss(request.station_id)

        def do(session: Session, call: Call, _found: None) -> pb.RetireStationResponse:
            stations.retire(session, call, request.station_id)
            return pb.RetireStationResponse(station=station_message(get_station(session, call, request.station_id)))

        return asking_command(self._sessions, "labels.station.retire", request, pb.RetireStationResponse, ask, do)
