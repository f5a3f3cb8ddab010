"""The organisation tree, and its import from CSV: first checked, then stored."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.identity.v1.organisations_pb2 import (
    ImportOrganisationsRequest,
    ListOrganisationsRequest,
    Organisation,
)
from services.gateway.pages.forms import fault
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
PER_PAGE = 500
CSV_BYTES = 4 * 1024 * 1024


@router.get("/organisations")
def organisations(page: ThePage) -> HTMLResponse:
    """The tree, or what a search finds in it."""
    return page.show("organisations/tree.html", **_values(page))


@router.post("/organisations/import")
def import_csv(page: ThePage) -> Response:
    """Check a CSV, or store it where it has no faults."""
    try:
        content = page.form.file("file").file.read(CSV_BYTES + 1)
        if len(content) > CSV_BYTES:
            raise fault("file", "too_large", "文件超过 4 MB，请拆分后导入。")
        question = ImportOrganisationsRequest(content=content, commit=page.form.text("way") == "commit")
        outcome = page.ask(page.identity.organisations.ImportOrganisations, question, 60)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused("organisations/tree.html", error, **_values(page))
    return page.show("organisations/tree.html", **{**_values(page), "outcome": outcome})


def _values(page: Page) -> dict[str, Any]:
    answer = page.ask(
        page.identity.organisations.ListOrganisations,
        ListOrganisationsRequest(query=page.query("q"), limit=PER_PAGE, cursor=page.query("cursor")),
    )
    rows = [(one, _depth(one, answer.organisations)) for one in answer.organisations]
    return {"rows": rows, "next_cursor": answer.next_cursor, "total": answer.total, "outcome": None}


def _depth(one: Organisation, others: list[Organisation]) -> int:
    """How far it stands in: counted from the highest that is shown."""
    highest = min(other.path.count("/") for other in others)
    return min(one.path.count("/") - highest, 7)
