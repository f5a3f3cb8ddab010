"""What another procedure holds against a card: published in the warehouse (B-050), or being disposed of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.chassis.errors import Conflict, Refused

LAPSE_AFTER = timedelta(minutes=10)
"""How long a reservation stands before the event that confirms it must have come."""
PUBLICATION, DISPOSAL = "publication", "disposal"
PURPOSES = {PUBLICATION: "虚拟公物仓发布", DISPOSAL: "资产处置"}
_PUBLISHED_ARTICLE = "辽财资〔2025〕116号 附件《实施指南》二（一）"
_PUBLISHED_REMEDY = "请先提交退仓申请，经审批并取消调剂共享后再修改，然后重新发布。"


@dataclass(frozen=True, slots=True)
class Hold:
    """`reference` names the reservation in the words of `service`; `lapses_at` is None once an event has confirmed it."""

    asset_no: str
    service: str
    reference: str
    purpose: str
    reason: str
    article: str
    remedy: str
    placed_at: datetime
    lapses_at: datetime | None

    def stands(self, at: datetime) -> bool:
        """Whether the card is held at that time."""
        return self.lapses_at is None or self.lapses_at > at


def refuse_when_held(hold: Hold | None, at: datetime) -> None:
    """Refuse with `card_held`, naming article and remedy, while the card is held."""
    if hold is None or not hold.stands(at):
        return
    published = hold.purpose == PUBLICATION
    raise Refused(
        "card_held", f"资产 {hold.asset_no} 正在办理{PURPOSES[hold.purpose]}（{hold.reason}），不能直接修改。",
        hold.article or (_PUBLISHED_ARTICLE if published else ""), hold.remedy or (_PUBLISHED_REMEDY if published else ""),
    )


def refuse_when_held_by_other(hold: Hold | None, service: str, reference: str, at: datetime) -> None:
    """Refuse with `card_reserved` when a card already serves another reservation."""
    if hold is None or not hold.stands(at) or (hold.service, hold.reference) == (service, reference):
        return
    raise Conflict("card_reserved", f"资产 {hold.asset_no} 已被另一项业务占用：{PURPOSES[hold.purpose]}（{hold.reason}）。")
