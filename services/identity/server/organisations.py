"""Which commands and questions `identity.v1.OrganisationService` carries."""

import grpc
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.request_keys import once
from services.chassis.rpc.server import current_call
from services.contracts.rpc.identity.v1 import organisations_pb2 as pb
from services.contracts.rpc.identity.v1.organisations_pb2_grpc import OrganisationServiceServicer
from services.identity.queries.organisations import get_organisation, list_organisations
from services.identity.server.messages import import_message, organisation_message
from services.identity.usecases.organisations import import_organisations

Context = grpc.ServicerContext


class Organisations(OrganisationServiceServicer):
    """The organisation tree."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def ListOrganisations(self, request: pb.ListOrganisationsRequest, context: Context) -> pb.ListOrganisationsResponse:
        """The visible tree, or a part of it."""
        with self._sessions.begin() as session:
            page = list_organisations(
                session, current_call(), parent_id=request.parent_id, query=request.query, limit=request.limit, cursor=request.cursor
            )
        listed = [organisation_message(item.organisation, item.children) for item in page.items]
        return pb.ListOrganisationsResponse(organisations=listed, next_cursor=page.next_cursor, total=page.total)

    def GetOrganisation(self, request: pb.GetOrganisationRequest, context: Context) -> pb.GetOrganisationResponse:
        """One organisation and those above it."""
        with self._sessions.begin() as session:
            found, ancestors = get_organisation(session, current_call(), request.id)
        above = [organisation_message(each) for each in ancestors]
        return pb.GetOrganisationResponse(organisation=organisation_message(found.organisation, found.children), ancestors=above)

    def ImportOrganisations(self, request: pb.ImportOrganisationsRequest, context: Context) -> pb.ImportOrganisationsResponse:
        """Check a file, or follow it."""
        call = current_call()

        def do() -> bytes:
            return import_message(import_organisations(session, call, request.content, commit=request.commit)).SerializeToString()

        with self._sessions.begin() as session:
            answer = once(session, call, "ImportOrganisations", request.SerializeToString(deterministic=True), do)
        return pb.ImportOrganisationsResponse.FromString(answer)
