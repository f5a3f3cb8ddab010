"""扫码粘贴: one code after another, by camera, hardware scanner or keyboard; what it is, and what became of its label."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.labels.v1 import pasting_pb2 as pb
from services.gateway.api.downloads import handed_on
from services.gateway.api.label_pasting import send_photo
from services.gateway.pages import label_words as words
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
TEMPLATE = "labels/scan.html"
PASTE = "labels:label.paste"


@router.get("/labels/scan")
def scan(page: ThePage) -> HTMLResponse:
    """The field that waits for a code; with one in the address, what it is."""
    page.require(PASTE)
    code = page.query("code")
    return page.show(TEMPLATE, **_values(_look_up(page, code) if code else None))


@router.post("/labels/scan")
def scanned(page: ThePage) -> HTMLResponse:
    """What a code is; with 扫到即确认 ticked, a label that may be pasted is confirmed at once."""
    code = page.form.text("code")
    if not code:
        return page.show(TEMPLATE, **_values(None))
    try:
        found = _look_up(page, code)
        if page.form.is_on("at_once") and _may_be_confirmed(found.label):
            return _confirmed(page, found.label.asset_no)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_values(None))
    return page.show(TEMPLATE, **_values(found))


@router.post("/labels/scan/{asset_no}/{verb}")
def tell(page: ThePage, asset_no: str, verb: str) -> Response:
    """已粘贴, 无法粘贴, 暂缓粘贴, or the photo; the page is ready for the next code at once."""
    try:
        if verb == "pasting":
            return _confirmed(page, asset_no)
        if verb == "photo":
            send_photo(page.keyed_caller, asset_no, page.form.file("file").file)
            return page.show(TEMPLATE, **_values(_look_up(page, asset_no), done="照片已上传"))
        mark = page.form.text("mark")
        question = pb.MarkLabelsRequest(asset_nos=[asset_no], mark=mark, reason=page.form.text("reason"))
        page.ask(page.labels.pasting.MarkLabels, question)
    except Unauthenticated:
        raise
    except ServiceError as error:
        return page.refused(TEMPLATE, error, **_values(_look_up(page, asset_no)))
    return page.show(TEMPLATE, **_values(_look_up(page, asset_no), done=f"已登记：{words.MARKS.get(mark, '')}"))


@router.get("/labels/photos/{asset_no}")
def photo(page: ThePage, asset_no: str) -> StreamingResponse:
    """The photo of a pasted label."""
    return handed_on(page.caller, page.labels.pasting.DownloadPhoto, pb.DownloadPhotoRequest(asset_no=asset_no))


def _may_be_confirmed(label: pb.AssetLabel) -> bool:
    """Whether a mere scan says all: not of a label that says something wrong, nor of one confirmed before."""
    return "paste" in label.allowed and label.state != "pasted" and not label.outdated


def _confirmed(page: Page, asset_no: str) -> HTMLResponse:
    question = pb.ConfirmPastedRequest(asset_no=asset_no, place=page.form.text("place"))
    label = page.ask(page.labels.pasting.ConfirmPasted, question).label
    found = pb.LookUpCodeResponse(outcome="known", message="", label=label)
    return page.show(TEMPLATE, **_values(found, done="已确认粘贴"))


def _look_up(page: Page, code: str) -> pb.LookUpCodeResponse:
    found: pb.LookUpCodeResponse = page.ask(page.labels.pasting.LookUpCode, pb.LookUpCodeRequest(code=code[:200]))
    return found


def _values(found: pb.LookUpCodeResponse | None, done: str = "") -> dict[str, Any]:
    label = found.label if found is not None and found.HasField("label") else None
    return {"found": found, "label": label, "allowed": set(label.allowed) if label else set(), "done": done, "words": words}
