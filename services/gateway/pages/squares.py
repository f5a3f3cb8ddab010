"""公物仓广场, 调剂广场, 共享广场: what is on offer within the caller's sight, pictures first, one card per offer (B-068 to B-072)."""

from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from services.chassis.errors import Invalid, NotFound
from services.contracts.rpc.sharing.v1.squares_pb2 import ListSquareRequest, SetPublicSquareRequest
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
SQUARES = {"local": ("虚拟公物仓", "公物仓广场"), "transfer": ("调剂共享平台", "调剂广场"), "share": ("调剂共享平台", "共享广场")}
AREAS = {"local": "本地区", "province": "全省", "nation": "全国"}
FILTERS = ("q", "class_code", "region", "area", "state", "years", "order", "photos")
STATES = {"idle": "闲置", "inefficient": "低效运转", "awaiting_disposal": "待处置", "in_use": "在用"}
YEARS = {"1": "1 年以内", "3": "3 年以内", "5": "5 年以内", "10": "10 年以内"}
SHOWN = 48
TEMPLATE = "squares/square.html"


@router.get("/squares/{square}")
def square(page: ThePage, square: str) -> HTMLResponse:
    """One square, newest or nearest offer first."""
    if square not in SQUARES:
        raise NotFound("not_found", "没有这个地址。")
    group, title = SQUARES[square]
    asked = {name: page.query(name) for name in FILTERS}
    known: dict[str, Any] = {"square": square, "group": group, "title_text": title, "areas": AREAS, "asked": asked}
    known |= {"states": STATES, "years": YEARS, "address": lambda **changed: _address({**asked, **changed})}
    try:
        return page.show(TEMPLATE, found=page.ask(page.sharing.squares.ListSquare, _question(page, square, asked)), **known)
    except Invalid as error:
        return page.refused(TEMPLATE, error, found=None, **known)


@router.post("/squares/local/public")
def open_or_close(page: ThePage) -> Response:
    """Open a region's public square to society, or close it (D-044)."""
    page.require("sharing:square.publish")
    is_open = page.form.is_on("open")
    page.ask(page.sharing.squares.SetPublicSquare, SetPublicSquareRequest(region=page.form.text("region"), open=is_open))
    return page.go("/squares/local", "public_square_opened" if is_open else "public_square_closed")


def _question(page: Page, square: str, asked: dict[str, str]) -> ListSquareRequest:
    wanted = ListSquareRequest(
        square=square, cursor=page.query("cursor"), limit=SHOWN, states=[asked["state"]] if asked["state"] in STATES else [],
        nearest_first=asked["order"] == "near", with_photos=asked["photos"] == "1",
        q=asked["q"], class_code=asked["class_code"], region=asked["region"], area=asked["area"],
    )  # fmt: skip
    if asked["years"] in YEARS:
        wanted.years_to = int(asked["years"])
    return wanted


def _address(asked: dict[str, str]) -> str:
    return f"?{urlencode({name: value for name, value in asked.items() if value})}"
