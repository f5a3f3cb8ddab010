"""A draft (草稿) of an application: what a handler has gathered so far (B-036).

A draft is a working paper, not an entry: it may be incomplete, holds no card, and nobody but the unit's handlers sees it. It
tells no event, since it says nothing about an asset that others could act on; the entries that come of it do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from services.chassis.errors import Conflict, FieldFault, Invalid, NotFound
from services.sharing.domain import feature
from services.sharing.domain.audience import Scope
from services.sharing.domain.feature import Feature
from services.sharing.domain.offer import MOST_PHOTOS, Contact, Mode, Terms
from services.sharing.domain.origin import LONGEST_NOTE, Source

MOST_ASSETS = 10_000
MOST_OF_UNIT = 200
"""How many drafts a unit may keep at a time."""
_ASSET_NO = re.compile(r"[0-9A-Za-z-]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Content:
    """What the handler filled in so far; without mode or scope: not said yet."""

    asset_nos: Sequence[str]
    mode: Mode | None
    scope: Scope | None
    contact: Contact
    photos: int
    source: Source = Source.ORDINARY
    source_note: str = ""
    features: tuple[Feature, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit's draft at `version`; `saved_by` is the account that saved it last."""

    id: UUID
    version: int
    unit_id: str
    content: Content
    saved_by: str
    saved_at: datetime

    def save_again(self, content: Content, by: str, at: datetime, version: int) -> Self:
        """The whole of it anew; refuses who has not seen the version that stands (0: whatever it is)."""
        self.refuse_stale(version)
        return replace(self, version=self.version + 1, content=checked_content(content), saved_by=by, saved_at=at)

    def refuse_stale(self, version: int) -> None:
        """Refuse with `stale_version` who saw another version."""
        if version not in (0, self.version):
            raise Conflict("stale_version", "草稿已被同事修改。", remedy="请刷新后重新填写。")

    def terms(self) -> Terms:
        """How the assets are offered, as far as it was said; refuses without a mode. Without a scope, to the city (B-023)."""
        mode = self.content.mode
        if mode is None:
            message = "请选择调剂共享模式。"
            raise Invalid("mode_unknown", message, faults=(FieldFault("mode", "mode_unknown", message),))
        said = self.content
        return Terms(mode, said.scope or Scope.CITY, said.contact, said.photos, said.source, said.source_note, said.features)


def checked_content(content: Content) -> Content:
    """The content without outer blanks; what is missing may be, but what is there must fit. Refuses every field at once."""
    contact = Contact(content.contact.name.strip(), content.contact.phone.strip())
    kept = replace(content, contact=contact, source_note=content.source_note.strip(), features=feature.stripped(content.features))
    faults = tuple(_faults(kept))
    if faults:
        raise Invalid("draft_invalid", "草稿填写有误。", faults=faults)
    return kept


def unknown_draft() -> NotFound:
    """The answer for a draft that does not exist, was submitted, or is another unit's."""
    return NotFound("not_found", "未找到该草稿：可能已提交、已删除，或不属于本单位。")


def too_many_drafts() -> Conflict:
    """The answer to who keeps too many."""
    return Conflict("drafts_full", f"本单位的草稿已达 {MOST_OF_UNIT} 份。", remedy="请先提交或删除不再需要的草稿。")


def _faults(content: Content) -> Iterator[FieldFault]:
    numbers = content.asset_nos
    if len(numbers) > MOST_ASSETS or len(set(numbers)) != len(numbers):
        yield FieldFault("asset_nos", "out_of_range", f"一份草稿最多 {MOST_ASSETS} 项不同的资产。")
    if not all(_ASSET_NO.fullmatch(number) for number in numbers):
        yield FieldFault("asset_nos", "asset_no_malformed", "资产编号只能由字母、数字和连字符组成，不超过 40 位。")
    if len(content.contact.name) > 50:
        yield FieldFault("contact.name", "too_long", "联系人不超过 50 字。")
    if len(content.contact.phone) > 30:
        yield FieldFault("contact.phone", "too_long", "联系电话不超过 30 位。")
    if not 0 <= content.photos <= MOST_PHOTOS:
        yield FieldFault("photos", "out_of_range", f"照片张数应在 0 至 {MOST_PHOTOS} 之间。")
    if len(content.source_note) > LONGEST_NOTE:
        yield FieldFault("source_note", "too_long", f"来源说明不超过 {LONGEST_NOTE} 字。")
    yield from feature.faults(content.features)
