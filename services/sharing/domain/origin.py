"""Where an entered asset comes from (B-011, B-012, B-085): a unit's own, the physical warehouse, a temporary body, an event."""

from enum import StrEnum

from services.chassis.errors import faulty_field

LONGEST_NOTE = 200


class Source(StrEnum):
    """来源: the value is what is stored."""

    ORDINARY = "ordinary"
    PHYSICAL_WAREHOUSE = "physical_warehouse"
    TEMPORARY_BODY = "temporary_body"
    LARGE_EVENT = "large_event"
    SPECIAL_WORK = "special_work"

    @property
    def chinese(self) -> str:
        """The word of the notice."""
        return _TERMS[self]


_TERMS = {
    Source.ORDINARY: "本单位资产", Source.PHYSICAL_WAREHOUSE: "实体公物仓",
    Source.TEMPORARY_BODY: "临时机构", Source.LARGE_EVENT: "大型活动", Source.SPECIAL_WORK: "专项工作",
}  # fmt: skip
PASSING = frozenset({Source.TEMPORARY_BODY, Source.LARGE_EVENT, Source.SPECIAL_WORK})
"""What ends, and whose assets are entered then: one has to know which it was."""


def source_named(name: str) -> Source:
    """The source of an English or Chinese name, ordinary without one; refuses others with `source_unknown`."""
    if not name:
        return Source.ORDINARY
    for source in Source:
        if name in (source.value, source.chinese):
            return source
    raise faulty_field("source", "source_unknown", f"资产来源只能是：{'；'.join(_TERMS.values())}。")


def checked_note(source: Source, note: str) -> str:
    """The note without outer blanks; who keeps the assets of something that has ended says which body, event or work it was (B-012)."""
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise faulty_field("source_note", "too_long", f"来源说明不超过 {LONGEST_NOTE} 字。")
    if source in PASSING and not note:
        raise faulty_field("source_note", "required", f"请写明是哪个{source.chinese}。")
    return note

