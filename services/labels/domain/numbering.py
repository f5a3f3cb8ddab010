"""The how-manieth label of an asset is this (补印): 2 and more are reprints, which need a reason and are marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.chassis.errors import FieldFault, Invalid, Refused

NAMED = 20
LONGEST_REASON = 200
OUTDATED_REASON = "标签内容已过时，重新打印"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an asset's labels so far; `last` is the number of the last one that was begun or is on its way."""

    last: int = 0
    printed: bool = False
    outdated: bool = False
    under_way: bool = False
    undecided: bool = False

    @property
    def holds(self) -> bool:
        """A label is there that still holds, or is about to be, or a person must look first whether it is."""
        return self.under_way or self.undecided or (self.printed and not self.outdated)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The numbers of the labels to print, by asset, and those left out."""

    issues: Mapping[str, int]
    skipped: Sequence[str]
    reason: str

    @property
    def reprints(self) -> int:
        """How many of them are reprints."""
        return sum(issue > 1 for issue in self.issues.values())


def numbered(asset_nos: Iterable[str], known: Mapping[str, Known], reason: str, *, skip_printed: bool) -> Numbered:
    """Number the labels, all or none; refuses reprints without a reason, unless what is printed is to be left out."""
    reason, issues, skipped = checked_reason(reason), dict[str, int](), list[str]()
    for number in asset_nos:
        one = known.get(number, Known())
        if skip_printed and one.holds:
            skipped.append(number)
        else:
            issues[number] = one.last + 1
    if not reason and not skip_printed:
        _refuse_reprints([number for number, issue in issues.items() if issue > 1], known)
    if not issues:
        raise Refused("nothing_to_print", "所选资产都有有效的标签，或正在打印。", remedy="如需补印，请填写补印原因，不要跳过已打印的资产。")
    reprinted = any(issue > 1 for issue in issues.values())
    return Numbered(issues, skipped, (reason or OUTDATED_REASON) if reprinted else "")


def checked_reason(reason: str) -> str:
    """The reason without blanks around it; Invalid where it is too long."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        message = f"原因不超过 {LONGEST_REASON} 个字。"
        raise Invalid("reason_too_long", message, faults=(FieldFault("reason", "too_long", message),))
    return reason


def names(asset_nos: Sequence[str]) -> str:
    """The first of them, for a sentence."""
    return "、".join(asset_nos[:NAMED]) + ("等" if len(asset_nos) > NAMED else "")


def _refuse_reprints(asset_nos: Sequence[str], known: Mapping[str, Known]) -> None:
    if not asset_nos:
        return
    undecided = [number for number in asset_nos if known[number].undecided]
    under_way = [number for number in asset_nos if known[number].under_way]
    if undecided:
        message = f"{len(undecided)} 项资产有情况不明的标签：{names(undecided)}。"
        raise Refused("label_undecided", message, remedy="请先在“情况不明”中核实是否已打印；或填写补印原因。")
    if under_way:
        message = f"{len(under_way)} 项资产的标签正在打印任务中：{names(under_way)}。"
        raise Refused("label_under_way", message, remedy="请等待打印完成，或选择跳过已打印的资产；确需再印的，请填写补印原因。")
    message = f"{len(asset_nos)} 项资产已打印过标签：{names(asset_nos)}。"
    raise Refused("reprint_reason_missing", message, remedy="补印请填写原因；或选择跳过已打印的资产。")
