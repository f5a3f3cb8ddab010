"""TemplateService: which label templates hold where, and how a region has its own."""

from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Invalid
from services.chassis.permissions import require_anywhere
from services.chassis.rpc.serving import Sessions, command, question
from services.contracts.permissions import permissions
from services.contracts.rpc.labels.v1 import templates_pb2 as pb
from services.contracts.rpc.labels.v1 import templates_pb2_grpc
from services.labels.queries.templates import READ, get_template, list_templates
from services.labels.server.template_messages import fault_message, template_in, template_message
from services.labels.usecases import templates


class TemplateServicer(templates_pb2_grpc.TemplateServiceServicer):
    """Message ↔ command."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    def ListTemplates(self, request: pb.ListTemplatesRequest, context: Any) -> pb.ListTemplatesResponse:
        found = question(self._sessions, request, lambda session, call: list_templates(session, call, request.organisation))
        return pb.ListTemplatesResponse(templates=map(template_message, found))

    def GetTemplate(self, request: pb.GetTemplateRequest, context: Any) -> pb.GetTemplateResponse:
        found = question(self._sessions, request, lambda session, call: get_template(session, call, request.code, request.organisation))
        return pb.GetTemplateResponse(template=template_message(found))

    def SaveTemplate(self, request: pb.SaveTemplateRequest, context: Any) -> pb.SaveTemplateResponse:
        def do(session: Session, call: Call) -> pb.SaveTemplateResponse:
            require_anywhere(permissions("labels"), call.actor, templates.MANAGE)
            saved = templates.save_template(session, call, template_in(request.template))
            return pb.SaveTemplateResponse(template=template_message(saved))

        return command(self._sessions, "labels.template.save", request, pb.SaveTemplateResponse, do)

    def CheckTemplate(self, request: pb.CheckTemplateRequest, context: Any) -> pb.CheckTemplateResponse:
        def ask(_session: Session, call: Call) -> pb.CheckTemplateResponse:
            require_anywhere(permissions("labels"), call.actor, READ)
            try:
                faults = templates.faults_of(template_in(request.template))
            except Invalid as fault:
                faults = list(fault.faults)
            return pb.CheckTemplateResponse(faults=map(fault_message, faults))

        return question(self._sessions, request, ask)

    def DeleteTemplate(self, request: pb.DeleteTemplateRequest, context: Any) -> pb.DeleteTemplateResponse:
        def do(session: Session, call: Call) -> pb.DeleteTemplateResponse:
            templates.delete_template(session, call, request.code, request.region)
            return pb.DeleteTemplateResponse()

        return command(self._sessions, "labels.template.delete", request, pb.DeleteTemplateResponse, do)
