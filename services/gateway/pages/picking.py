"""选择资产: which assets the application page shows, and which of them may be picked or are entered already (B-016, B-079)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from services.chassis.errors import NotFound
from services.contracts.rpc.registry.v1.assets_pb2 import Card, GetAssetRequest
from services.contracts.rpc.registry.v1.finding_pb2 import CardFilter, ListAssetsRequest
from services.contracts.rpc.registry.v1.reservations_pb2 import LookAtAssetsRequest
from services.contracts.rpc.sharing.v1.drafts_pb2 import Draft
from services.contracts.rpc.sharing.v1.entries_pb2 import EnteredAsset, FindEnteredRequest
from services.gateway.pages.page import Page

PER_PAGE, PER_QUESTION = 50, 200
MOST = 10_000
"""How many assets one application takes."""
OFFERED = ("闲置", "低效运转", "待处置")
"""What may be transferred; shareable assets may be shared while in use (B-079)."""
MODES = ("transfer", "share")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is to show: a search, what is picked (`picked`), or one asset; empty means whatever."""

    mode: str
    q: str
    state: str
    class_code: str
    unit: str
    cursor: str
    picked: str
    asset_no: str

    def address(self, draft_id: str, **changed: str) -> str:
        """The page's address with something changed."""
        names = ("mode", "q", "state", "class_code", "unit", "cursor", "picked", "asset_no")
        pairs = {"draft": draft_id, **{name: getattr(self, name) for name in names}, **changed}
        return f"/warehouse/application?{urlencode({name: value for name, value in pairs.items() if value})}"


@dataclass(frozen=True, slots=True)
class Row:
    """One asset; without a card it is none of the unit's any more, `entered` is where it stands in the warehouse."""

    asset_no: str
    card: Card | None
    entered: EnteredAsset | None

    @property
    def may_be_picked(self) -> bool:
        """Whether it can be submitted; what was returned may be submitted again."""
        return self.card is not None and (self.entered is None or self.entered.state == "returned")


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of assets, and where it continues."""

    rows: Sequence[Row] = ()
    next_cursor: str = ""
    total: int = 0
    total_is_lower_bound: bool = False


def asked_of(page: Page, draft: Draft | None) -> Asked:
    """What an address or a form asks for; without a mode, the draft's."""
    is_form = page.request.method == "POST"
    said = page.form.text if is_form else page.query
    mode, state = said("mode") or (draft.mode if draft else ""), said("state")
    return Asked(
        mode if mode in MODES else MODES[0], said("q"), state if state in OFFERED else "", said("class_code"), _unit(page, said("unit")),
        said("cursor"), "1" if said("picked") else "", said("only") if is_form else said("asset_no"),
    )


def units(page: Page) -> list[tuple[str, str]]:
    """The units for which the caller may file: id and name."""
    return [(post.org_id, post.org_name) for post in page.caller.posts if post.role == "unit_handler"]


def shown(page: Page, asked: Asked, draft: Draft | None) -> Shown:
    """The page of assets that is asked for."""
    if asked.asset_no:
        card = page.ask(page.registry.assets.GetAsset, GetAssetRequest(asset_no=asked.asset_no)).card
        return Shown(_rows(page, [(asked.asset_no, card)]), total=1)
    if asked.picked and draft:
        return _picked(page, asked, draft)
    question = ListAssetsRequest(filter=_filter(asked, draft), cursor=asked.cursor, limit=PER_PAGE)
    found = page.ask(page.registry.finding.ListAssets, question)
    rows = _rows(page, [(card.asset_no, card) for card in found.items])
    return Shown(rows, found.next_cursor, found.total, found.total_is_lower_bound)


def every_number(page: Page, asked: Asked, draft: Draft | None) -> list[str]:
    """The numbers of all assets that the search finds and that may be picked; at most one more than an application takes."""
    free = list[str]()
    for numbers in _found(page, _filter(asked, draft)):
        taken = {one.asset_no for one in _entered(page, numbers) if one.state != "returned"}
        free += [number for number in numbers if number not in taken]
        if len(free) > MOST:
            break
    return free[: MOST + 1]


def _found(page: Page, wanted: CardFilter) -> Iterator[list[str]]:
    cursor = ""
    while True:
        found = page.ask(page.registry.finding.ListAssets, ListAssetsRequest(filter=wanted, cursor=cursor, limit=PER_QUESTION))
        yield [card.asset_no for card in found.items]
        cursor = found.next_cursor
        if not cursor:
            return


def _picked(page: Page, asked: Asked, draft: Draft) -> Shown:
    start = int(asked.cursor) if asked.cursor.isdecimal() and len(asked.cursor) < 6 else 0
    numbers = draft.asset_nos[start : start + PER_PAGE]
    more = str(start + PER_PAGE) if start + PER_PAGE < len(draft.asset_nos) else ""
    return Shown(_rows(page, list(zip(numbers, _cards(page, numbers), strict=True))), more, len(draft.asset_nos))


def _cards(page: Page, numbers: Sequence[str]) -> list[Card | None]:
    """The cards with these numbers; None for one that was removed or moved away meanwhile."""
    if not numbers:
        return []
    try:
        return list(page.ask(page.registry.reservations.LookAtAssets, LookAtAssetsRequest(asset_nos=numbers)).cards)
    except NotFound:
        return [_card(page, number) for number in numbers]


def _card(page: Page, number: str) -> Card | None:
    try:
        card: Card = page.ask(page.registry.assets.GetAsset, GetAssetRequest(asset_no=number)).card
    except NotFound:
        return None
    return card


def _rows(page: Page, cards: Sequence[tuple[str, Card | None]]) -> list[Row]:
    entered = {one.asset_no: one for one in _entered(page, [number for number, _ in cards])}
    return [Row(number, card, entered.get(number)) for number, card in cards]


def _entered(page: Page, numbers: Sequence[str]) -> Any:
    return page.ask(page.sharing.entries.FindEntered, FindEnteredRequest(asset_nos=numbers)).entered if numbers else ()


def _filter(asked: Asked, draft: Draft | None) -> CardFilter:
    states = (asked.state,) if asked.state else () if asked.mode == "share" else OFFERED
    wanted = CardFilter(q=asked.q, unit=draft.unit_id if draft else asked.unit, states=states, class_code=asked.class_code)
    if asked.mode == "share":
        wanted.shareable = True
    return wanted


def _unit(page: Page, wanted: str) -> str:
    mine = [org_id for org_id, _ in units(page)]
    return wanted if wanted in mine else mine[0] if mine else ""
