"""Routes: the organisation tree."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Query, UploadFile

from services.contracts.rpc.identity.v1 import organisations_pb2 as pb
from services.gateway.api.models.organisations import (
    Organisation,
    OrganisationImport,
    OrganisationInFull,
    OrganisationPage,
    OrganisationsQuery,
)
from services.gateway.api.values import OrganisationId
from services.gateway.api.wire import plain, question, told
from services.gateway.caller import API_SECURITY, Caller
from services.gateway.problem import PlainProblem

router = APIRouter(prefix="/identity/organisations", tags=["organisations"], dependencies=API_SECURITY)
FILE_BYTES = 8 * 1024 * 1024
IMPORT_SECONDS = 60.0


@router.get("")
def list_organisations(caller: Caller, query: Annotated[OrganisationsQuery, Query()]) -> OrganisationPage:
    """What the caller may see of the tree, in path order."""
    asked = {"parent_id": query.parent_id, "query": query.q, "limit": query.limit, "cursor": query.cursor}
    answer = caller.ask(caller.services.identity.organisations.ListOrganisations, question(pb.ListOrganisationsRequest, asked))
    items = [told(Organisation, each) for each in answer.organisations]
    return OrganisationPage(items=items, next_cursor=answer.next_cursor, total=answer.total)


@router.get("/{organisation_id}")
def get_organisation(caller: Caller, organisation_id: OrganisationId) -> OrganisationInFull:
    """One organisation by full id, budget code or region code, with those above it."""
    answer = caller.ask(caller.services.identity.organisations.GetOrganisation, pb.GetOrganisationRequest(id=organisation_id))
    return told(OrganisationInFull, answer.organisation, ancestors=[plain(each) for each in answer.ancestors])


@router.post("/imports")
def import_organisations(
    caller: Caller,
    file: Annotated[UploadFile, File(description="CSV, UTF-8 or GB18030")],
    mode: Annotated[Literal["check", "commit"], Form()] = "check",
) -> OrganisationImport:
    """Check or store a file of organisations."""
    content = file.file.read(FILE_BYTES + 1)
    if len(content) > FILE_BYTES:
        raise PlainProblem(413, "too_large", f"单位文件超过 {FILE_BYTES // 1024 // 1024} MB 的上限。")
    asked = pb.ImportOrganisationsRequest(content=content, commit=mode == "commit")
    answer = caller.ask(caller.services.identity.organisations.ImportOrganisations, asked, IMPORT_SECONDS)
    return told(OrganisationImport, answer)
