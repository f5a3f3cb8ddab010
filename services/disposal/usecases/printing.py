"""How the papers of a case are printed: forms as things stand, results and replies as they were issued."""

from dataclasses import dataclass
from uuid import UUID

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.chassis.file_store import Storage
from services.disposal.documents.forms import application_form, missing_list
from services.disposal.domain.working_days import beijing_day
from services.disposal.queries.dossiers import dossier
from services.disposal.queries.sheets import sheet_of
from services.disposal.usecases.issuing import TITLES, Sessions, printed_row

FORMS = {"application_form": ("处置申请表", application_form), "missing_list": ("缺少材料清单", missing_list)}


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF and the name under which it is taken away."""

    file_name: str
    content: bytes


def print_document(sessions: Sessions, call: Call, store: Storage, case_id: UUID, document: str, policy: str) -> Printed:
    """The document for whoever may read the case; Refused while there is nothing to issue, Invalid for an unknown one.

    No connection waits while it is set, which takes seconds for thousands of assets.
    """
    if document not in (*FORMS, *TITLES):
        message = f"文书只能是：{'、'.join((*FORMS, *TITLES))}。"
        raise Invalid("document_unknown", message, faults=(FieldFault("document", "document_unknown", message),))
    with sessions() as session:
        found = dossier(session, call, case_id, policy)
        sheet = sheet_of(session, found) if document in FORMS else None
    if sheet is None:
        row = printed_row(sessions, call, store, case_id, document, policy)
        return Printed(row.file_name, b"".join(store.pieces(row.sha256)))
    title, render = FORMS[document]
    number = found.case.number if found.case else "草稿"
    return Printed(f"{title}-{number}.pdf", render(sheet, beijing_day(call.at)))
