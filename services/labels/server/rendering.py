"""RenderingService: labels as files, and one label as a picture to look at."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.permissions import require_anywhere
from services.chassis.rpc.server import current_call
from services.chassis.rpc.serving import Sessions, handed_out, question, refuse_nul
from services.contracts.permissions import permissions
from services.contracts.rpc.labels.v1 import rendering_pb2 as pb
from services.contracts.rpc.labels.v1 import rendering_pb2_grpc
from services.labels.clients import Registry, SeenCard
from services.labels.documents.rendering import Rendered, density_of, render, wanted_of
from services.labels.domain.template import Template
from services.labels.drawing import svg
from services.labels.layout import lay_out
from services.labels.queries.templates import READ, place_of
from services.labels.server.template_messages import template_in
from services.labels.usecases.rendering import export, invented
from services.labels.usecases.templates import refuse_excess, template_for


class RenderingServicer(rendering_pb2_grpc.RenderingServiceServicer):
    """Message ↔ question; what is taken away is noted."""

    def __init__(self, sessions: Sessions, registry: Registry) -> None:
        self._sessions, self._registry = sessions, registry

    def RenderLabels(self, request: pb.RenderLabelsRequest, context: Any) -> Iterator[pb.RenderLabelsResponse]:
        refuse_nul(request)
        require_anywhere(permissions("labels"), current_call().actor, "print.order")
        wanted, told = wanted_of(request.format, request.dpi), list[Rendered]()
        seen = self._registry.cards(request.selection)

        def made(session: Session, call: Call, folder: Path) -> Path:
            template = template_for(session, request.template, seen[0].unit_path)
            cards = export(session, call, template, seen, wanted)
            told.append(render(folder, template, cards, wanted, context.is_active))
            return told[0].path

        for piece in handed_out(self._sessions, request, made):
            first = told.pop() if told else None
            yield pb.RenderLabelsResponse(
                piece=piece, file_name=first.file_name if first else "", media_type=first.media_type if first else ""
            )

    def PreviewLabel(self, request: pb.PreviewLabelRequest, context: Any) -> pb.PreviewLabelResponse:
        refuse_nul(request)
        require_anywhere(permissions("labels"), current_call().actor, READ)
        seen = self._seen(request.asset_no) if request.asset_no else None
        template = self._template(request, seen)
        dpi = density_of(request.dpi or template.dpi)
        card = seen.card if seen else invented(template.asset_no_length)
        return pb.PreviewLabelResponse(svg=svg.write(lay_out(template, card, dpi)))

    def _seen(self, asset_no: str) -> SeenCard:
        return self._registry.cards(pb.Selection(list=pb.AssetNumbers(asset_nos=[asset_no])))[0]

    def _template(self, request: pb.PreviewLabelRequest, seen: SeenCard | None) -> Template:
        if request.WhichOneof("template") == "draft":
            drafted = template_in(request.draft)
            refuse_excess(drafted)
            return drafted

        def ask(session: Session, call: Call) -> Template:
            return template_for(session, request.code, seen.unit_path if seen else place_of(session, call, ""))

        return question(self._sessions, request, ask)
