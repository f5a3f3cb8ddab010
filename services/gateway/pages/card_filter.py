"""Which cards a list page shows: the filter in its address, as question, as form and as address again."""

from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.datastructures import FormData, QueryParams

from services.contracts.rpc.registry.v1.finding_pb2 import CardFilter
from services.gateway.pages.forms import Form

TEXTS = ("q", "unit", "class_code", "kind", "use_department", "user_name", "acquired_from", "acquired_to", "import_id")
NAMES = (*TEXTS, "state", "value_from", "value_to", "shareable", "queue", "sort")
SORTS = {
    "asset_no": "资产编号", "name": "资产名称", "original_value_fen": "原值", "net_value_fen": "净值",
    "acquired_on": "取得日期", "changed_at": "最近变动", "class_code": "分类代码",
}


def filter_of(query: QueryParams) -> CardFilter:
    """The filter that an address asks for; refuses amounts that are none."""
    form = Form(FormData([(name, value) for name, value in query.multi_items()]))
    found = CardFilter(
        states=[state for state in form.texts("state") if state],
        value_from_fen=form.fen("value_from"), value_to_fen=form.fen("value_to"),
        unassigned=form.text("queue") == "unassigned", details_missing=form.text("queue") == "details",
    )
    for name in TEXTS:
        setattr(found, name, form.text(name))
    if form.text("shareable"):
        found.shareable = form.text("shareable") == "1"
    return found


def address(query: QueryParams, *, path: str = "/cards", without: Iterable[str] = (), **changed: str) -> str:
    """The same list with something changed; the cursor is dropped, since it belongs to the old order."""
    left_out = {*without, *changed, "cursor", "notice"}
    pairs = [(name, value) for name, value in query.multi_items() if name in NAMES and name not in left_out and value]
    pairs += [(name, value) for name, value in changed.items() if value]
    return f"{path}?{urlencode(pairs)}" if pairs else path
