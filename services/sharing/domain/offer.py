"""What is offered: the card as the registry told it, the terms of the offer, and whether the asset may be offered at all."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.chassis.errors import FieldFault, Invalid, Refused
from services.sharing.domain import feature, sources
from services.sharing.domain.audience import Scope
from services.sharing.domain.feature import Feature
from services.sharing.domain.origin import Source, checked_note

OFFERED_STATES = frozenset({"idle", "inefficient", "awaiting_disposal"})
"""闲置, 低效运转, 待处置: what may be transferred; shareable assets may be shared while in use (B-079)."""
USUAL_PHOTOS = 4
MOST_PHOTOS = 100
PHOTO_FINDINGS = ("photos_missing", "photos_few")
_ORDER = ("place_incomplete", *PHOTO_FINDINGS, "not_marked_shareable", "state_inefficient")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}[0-9]", re.ASCII)
_STATE_TERMS = {"in_use": "在用", "leased_or_lent": "出租出借", "written_off": "已核销"}


class Mode(StrEnum):
    """调剂 or 共享."""

    TRANSFER = "transfer"
    SHARE = "share"

    @property
    def chinese(self) -> str:
        """The word of the guide."""
        return "调剂" if self is Mode.TRANSFER else "共享"


@dataclass(frozen=True, slots=True)
class Asset:
    """The card at `version`; money is fen, `place_complete` says whether every layer of the place is known.

    `features` are what its details say that bears on its use.
    """

    asset_no: str
    version: int
    name: str
    class_code: str
    state: str
    shareable: bool
    acquired_on: date
    kind: str = "other"
    class_name: str = ""
    model: str = ""
    brand: str = ""
    quantity: int = 1
    measure_unit: str = ""
    original_value_fen: int = 0
    net_value_fen: int = 0
    place: str = ""
    place_complete: bool = False
    service_life_months: int | None = None
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom an interested unit calls (B-057)."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Terms:
    """How the handler offers it, and what he adds of it by name (B-016).

    `photos` is how many the handler says he holds (B-082), `source` where the asset comes from (B-011).
    """

    mode: Mode
    scope: Scope
    contact: Contact
    photos: int = 0
    source: Source = Source.ORDINARY
    source_note: str = ""
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a desk should look at before it agrees (B-083)."""

    code: str
    message: str
    article: str


def mode_named(name: str) -> Mode:
    """The mode of an English or Chinese name; refuses others with `mode_unknown`."""
    for mode in Mode:
        if name in (mode.value, mode.chinese):
            return mode
    message = "调剂共享模式只能是：调剂、共享。"
    raise Invalid("mode_unknown", message, faults=(FieldFault("mode", "mode_unknown", message),))


def checked_terms(terms: Terms) -> Terms:
    """The terms without outer blanks; refuses what is missing or out of range, every field at once."""
    name, phone = terms.contact.name.strip(), terms.contact.phone.strip()
    features = feature.stripped(terms.features)
    faults = [*contact_faults(Contact(name, phone)), *feature.faults(features)]
    if not 0 <= terms.photos <= MOST_PHOTOS:
        faults.append(FieldFault("photos", "out_of_range", f"照片张数应在 0 至 {MOST_PHOTOS} 之间。"))
    if faults:
        raise Invalid("terms_invalid", "入仓申请填写有误。", faults=tuple(faults))
    noted = checked_note(terms.source, terms.source_note)
    return replace(terms, contact=Contact(name, phone), source_note=noted, features=features)


def contact_faults(contact: Contact) -> Iterator[FieldFault]:
    """What is wrong with a contact whose blanks were stripped."""
    if not 1 <= len(contact.name) <= 50:
        yield FieldFault("contact.name", "required", "请填写联系人（不超过 50 字）。")
    if not _PHONE.fullmatch(contact.phone):
        yield FieldFault("contact.phone", "phone_malformed", "请填写联系电话，例如 13800005678 或 021-59611234。")


def may_be_offered(state: str, mode: Mode, *, shareable: bool) -> bool:
    """Whether an asset in this state is a candidate (B-079): idle, inefficient or to be disposed of; to share, also one in use."""
    return state in OFFERED_STATES or (mode is Mode.SHARE and shareable and state == "in_use")


def refuse_unless_offerable(asset: Asset, mode: Mode) -> None:
    """Refuse with `not_a_candidate` an asset whose state does not allow the mode."""
    if may_be_offered(asset.state, mode, shareable=asset.shareable):
        return
    term = _STATE_TERMS.get(asset.state, asset.state)
    remedy = "请先通过信息卡变动把资产状态改为闲置或待处置" + ("，或标注“是否共享共用”。" if mode is Mode.SHARE else "。")
    if asset.state == "leased_or_lent":
        remedy = "请先办理资产出租出借收回。"
    raise Refused("not_a_candidate", f"资产 {asset.asset_no} 的状态是“{term}”，不能发布{mode.chinese}信息。", sources.STATE, remedy)


def findings(asset: Asset, terms: Terms) -> tuple[Finding, ...]:
    """What the desks are warned of; none of it forbids the entry (B-083)."""
    return tuple(_findings(asset, terms))


def with_photos(found: Iterable[Finding], photos: int) -> tuple[Finding, ...]:
    """The same findings where the asset has so many photos now."""
    now = [*(one for one in found if one.code not in PHOTO_FINDINGS), *_photo_findings(photos)]
    return tuple(sorted(now, key=lambda one: _ORDER.index(one.code)))


def _photo_findings(photos: int) -> Iterator[Finding]:
    if photos == 0:
        yield Finding("photos_missing", "没有照片：应从不同角度拍摄 4 至 6 张，显示外观、品牌、型号。", sources.PHOTOS)
    elif photos < USUAL_PHOTOS:
        yield Finding("photos_few", f"只有 {photos} 张照片，一般应有 4 至 6 张。", sources.PHOTOS)


def _findings(asset: Asset, terms: Terms) -> Iterator[Finding]:
    if not asset.place_complete:
        yield Finding("place_incomplete", "存放地点不完整：应逐级写明院落、楼栋、楼层、房间，请通过信息卡变动补全。", sources.PLACE)
    yield from _photo_findings(terms.photos)
    if terms.mode is Mode.SHARE and not asset.shareable:
        yield Finding("not_marked_shareable", "信息卡未标注“是否共享共用”。", sources.STATE)
    if asset.state == "inefficient":
        yield Finding("state_inefficient", "低效运转的资产一般应先通过信息卡变动改为闲置或待处置。", sources.STATE)
