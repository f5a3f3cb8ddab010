"""What is known of an asset's label (条码粘贴状态, A-084), and what may happen to it: printed, pasted, marked, outdated, voided."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum

from services.chassis.errors import FieldFault, Invalid, Refused

BARCODES = "实施方案四（六）"
"""The notice's section on barcodes: printed in bulk, pasted, and registered where they cannot be (A-080, A-081)."""
LONGEST_REASON, LONGEST_PLACE = 200, 200


class State(StrEnum):
    """How far the label of an asset has come."""

    NEVER_PRINTED = "never_printed"
    PRINTED = "printed"
    PASTED = "pasted"
    CANNOT_PASTE = "cannot_paste"
    DEFERRED = "deferred"

    @property
    def chinese(self) -> str:
        """The term on the screen."""
        return _TERMS[self]


_TERMS = {
    State.NEVER_PRINTED: "未打印", State.PRINTED: "已打印", State.PASTED: "已粘贴", State.CANNOT_PASTE: "无法粘贴",
    State.DEFERRED: "暂缓粘贴",
}  # fmt: skip
MARKS = frozenset({State.CANNOT_PASTE, State.DEFERRED})


@dataclass(frozen=True, slots=True)
class Picture:
    """What a label says of its asset, without the user, who appears in no event; `unit` is the unit's id."""

    unit: str
    department: str = ""
    name: str = ""
    model: str = ""
    class_code: str = ""
    place: str = ""
    acquired_on: str = ""

    def differences(self, other: "Picture") -> tuple[str, ...]:
        """The fields in which they differ; `class` for the class code, as the label shows its name."""
        return tuple(_CALLED.get(one.name, one.name) for one in fields(self) if getattr(self, one.name) != getattr(other, one.name))


_CALLED = {"class_code": "class"}
CHINESE_FIELDS = {
    "unit": "单位", "department": "使用部门", "name": "资产名称", "model": "规格型号", "class": "资产分类", "place": "存放地点",
    "acquired_on": "取得日期",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pasting:
    """Where the label was found to be pasted, by whom, when."""

    at: datetime
    by: str
    place: str


@dataclass(frozen=True, slots=True)
class Marking:
    """Who said that it cannot be pasted, or not yet, when, and why (A-081)."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Label:
    """The label of one asset; `version` counts what was told of it, `card_version` is the registry's as last heard of."""

    asset_no: str
    picture: Picture
    version: int = 0
    card_version: int = 0
    state: State = State.NEVER_PRINTED
    issues: int = 0
    printed_as: Picture | None = None
    printed_at: datetime | None = None
    pasting: Pasting | None = None
    marking: Marking | None = None
    void_reason: str = ""
    photo: str = ""

    @property
    def reason(self) -> str:
        """Why it cannot be pasted, or not yet."""
        return self.marking.reason if self.marking else ""

    @property
    def voided(self) -> bool:
        """Whether the card was written off or is no more."""
        return bool(self.void_reason)

    @property
    def outdated(self) -> tuple[str, ...]:
        """The fields of which the sticker says something else than the card; none before there is a sticker."""
        return self.printed_as.differences(self.picture) if self.printed_as else ()

    def printed(self, at: datetime, issue: int, job_id: str, said: Picture | None = None) -> "Step":
        """One more came out of a printer, saying what the card said (`said`) when it was ordered; a pasted one is the older sticker."""
        state = self.state if self.state in MARKS else State.PRINTED
        after = replace(
            self, version=self.version + 1, state=state, issues=max(self.issues + 1, issue), printed_as=said or self.picture,
            printed_at=at, pasting=None,
        )  # fmt: skip
        return Step("printed", self, after, issue=issue, job_id=job_id)

    def pasted(self, at: datetime, by: str, place: str) -> "Step | None":
        """Somebody scanned it where it is pasted (place: empty for the card's); None where he said so before. Refuses a voided one."""
        self.refuse_voided()
        if len(place) > LONGEST_PLACE:
            raise _fault("place", f"粘贴位置不能超过 {LONGEST_PLACE} 个字。")
        where = place.strip() or self.picture.place
        if self.state is State.PASTED and self.pasting and (self.pasting.by, self.pasting.place) == (by, where):
            return None
        after = replace(
            self, version=self.version + 1, state=State.PASTED, pasting=Pasting(at, by, where), marking=None,
            printed_as=self.printed_as or self.picture,
        )  # fmt: skip
        return Step("pasted", self, after)

    def marked(self, mark: State, at: datetime, by: str, reason: str) -> "Step | None":
        """It cannot be pasted, or not yet, for a reason to be kept on file (A-081); None where that is known. Refuses a voided one."""
        self.refuse_voided()
        reason = reason.strip()
        if mark not in MARKS:
            raise _fault("mark", "标注只能是无法粘贴或暂缓粘贴。")
        if not 1 <= len(reason) <= LONGEST_REASON:
            raise _fault("reason", f"请说明原因，不超过 {LONGEST_REASON} 个字。", BARCODES)
        if (self.state, self.reason) == (mark, reason):
            return None
        after = replace(self, version=self.version + 1, state=mark, marking=Marking(at, by, reason), pasting=None)
        return Step("marked", self, after, reason=reason)

    def cleared(self) -> "Step | None":
        """Take a mark back: the label is as its prints say; None where there is no mark."""
        self.refuse_voided()
        if self.state not in MARKS:
            return None
        state = State.PRINTED if self.issues else State.NEVER_PRINTED
        return Step("cleared", self, replace(self, version=self.version + 1, state=state, marking=None))

    def followed(self, picture: Picture, card_version: int, void_reason: str = "") -> "Step | None":
        """Take over what the registry says of the card; None for what is not newer than what is known."""
        if card_version <= self.card_version:
            return None
        heard = replace(self, picture=picture, card_version=card_version, void_reason=void_reason)
        operation = _told(self, heard)
        if not operation or not self.version:  # nobody was ever told of a label that was neither printed nor marked
            return Step("", self, heard)
        return Step(operation, self, replace(heard, version=self.version + 1), reason=void_reason)

    def refuse_voided(self) -> None:
        """Refuse with `label_voided` what nobody pastes any more."""
        if self.voided:
            message = f"资产 {self.asset_no} 的标签已作废：{self.void_reason}。"
            raise Refused("label_voided", message, BARCODES, "请揭下该标签；如资产仍在使用，请先在资产登记中核对。")


def _told(before: Label, after: Label) -> str:
    if before.voided != after.voided:
        return "voided" if after.voided else "restored"
    return "outdated" if not after.voided and before.outdated != after.outdated else ""


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a label; an empty operation is one that nobody is told of."""

    operation: str
    before: Label
    after: Label
    reason: str = ""
    issue: int = 0
    job_id: str = ""


def mark_named(text: str) -> State | None:
    """The mark of a request, None for `clear`; refuses any other word."""
    if text == "clear":
        return None
    if text not in MARKS:
        raise _fault("mark", "标注只能是无法粘贴（cannot_paste）、暂缓粘贴（deferred）或取消标注（clear）。")
    return State(text)


def _fault(field: str, message: str, article: str = "") -> Invalid:
    return Invalid(f"{field}_invalid", message, article, faults=(FieldFault(field, f"{field}_invalid", message),))
