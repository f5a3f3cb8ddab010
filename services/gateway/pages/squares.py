"""公物仓广场, 调剂广场, 共享广场: what is on offer within the caller's sight, by word, class, region and area (B-068 to B-072)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.chassis.errors import Invalid, NotFound
from services.contracts.rpc.sharing.v1.squares_pb2 import ListSquareRequest
from services.gateway.pages.page import ThePage

router = APIRouter()
SQUARES = {"local": ("虚拟公物仓", "公物仓广场"), "transfer": ("调剂共享平台", "调剂广场"), "share": ("调剂共享平台", "共享广场")}
AREAS = {"local": "本地区", "province": "全省", "nation": "全国"}
FILTERS = ("q", "class_code", "region", "area")


@router.get("/squares/{square}")
def square(page: ThePage, square: str) -> HTMLResponse:
    """One square, newest offer first."""
    if square not in SQUARES:
        raise NotFound("not_found", "没有这个地址。")
    group, title = SQUARES[square]
    asked = {name: page.query(name) for name in FILTERS}
    known: dict[str, Any] = {"square": square, "group": group, "title_text": title, "areas": AREAS, "asked": asked}
    try:
        question = ListSquareRequest(square=square, cursor=page.query("cursor"), limit=50, **asked)
        return page.show("squares/square.html", found=page.ask(page.sharing.squares.ListSquare, question), **known)
    except Invalid as error:
        return page.refused("squares/square.html", error, found=None, **known)
