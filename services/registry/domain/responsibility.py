"""The responsibility network (A-013 to A-015): for which unit, section or asset somebody answers.

The internal-control standard asks every asset to have a named user and custodian (《行政事业单位内部控制规范》).
"""

from dataclasses import dataclass
from enum import StrEnum

from services.chassis.errors import FieldFault, Invalid


class Layer(StrEnum):
    """The three layers of A-013."""

    UNIT = "unit"
    SECTION = "section"
    ASSET = "asset"


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody answers for; at most one of section and asset number is given."""

    unit_id: str
    section: str = ""
    asset_no: str = ""

    @property
    def layer(self) -> Layer:
        """Which of the three it is."""
        return Layer.SECTION if self.section else Layer.ASSET if self.asset_no else Layer.UNIT

    @property
    def key(self) -> str:
        """One text for each, the same for ever."""
        return f"{self.layer}:{self.unit_id}" + (f"/{self.section or self.asset_no}" if self.section or self.asset_no else "")


def checked(post: Post, person: str, duty: str) -> None:
    """Refuse a post of two layers, an empty name, overlong texts."""
    faults = []
    if post.section and post.asset_no:
        faults.append(FieldFault("section", "layer_ambiguous", "科室和资产编号只能填写一项。"))
    if not 1 <= len(person) <= 100 or not person.isprintable():
        faults.append(FieldFault("person", "required", "请填写责任人姓名（不超过 100 字）。"))
    if len(duty) > 100 or not duty.isprintable() or len(post.section) > 200 or not post.section.isprintable():
        faults.append(FieldFault("duty", "too_long", "职务不超过 100 字，科室不超过 200 字。"))
    if faults:
        raise Invalid("responsibility_invalid", "责任人信息有误，请按提示修改。", faults=tuple(faults))
