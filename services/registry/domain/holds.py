"""What another procedure holds against a card: published in the warehouse (B-050), or being disposed of."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.chassis.errors import Conflict, Refused

LAPSE_AFTER = timedelta(minutes=10)
"""How long a reservation stands before the event that confirms it must have come."""
PUBLICATION, DISPOSAL = "publication", "disposal"
PURPOSES = {PUBLICATION: "虚拟公物仓发布", DISPOSAL: "资产处置"}
_ARTICLES = {
    PUBLICATION: "辽财资〔2025〕116号 附件《实施指南》二（一）",
    DISPOSAL: "《长沙县行政事业单位国有资产处置管理办法》第十二条",
}
_REMEDIES = {
    PUBLICATION: "请先提交退仓申请，经审批并取消调剂共享后再修改，然后重新发布。",
    DISPOSAL: "请在处置单中办理，或待处置单退回、撤回后再修改。",
}
_WAYS_OUT = {
    PUBLICATION: "请先提交退仓申请，经审批并取消调剂共享后再办理；需要划转给其他单位的，请先在公物仓中调剂使用。",
    DISPOSAL: "请在原处置单中办理，或待原处置单退回、撤回后再办理。",
}


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
    raise Refused(
        "card_held", f"资产 {hold.asset_no} 正在办理{PURPOSES[hold.purpose]}（{hold.reason}），不能直接修改。",
        hold.article or _ARTICLES[hold.purpose], hold.remedy or _REMEDIES[hold.purpose],
    )


def refuse_when_held_by_other(hold: Hold | None, service: str, reference: str, at: datetime) -> None:
    """Refuse with `card_reserved`, naming the way out, when a card already serves another reservation (B-050, E-054)."""
    if hold is None or not hold.stands(at) or (hold.service, hold.reference) == (service, reference):
        return
    raise Conflict(
        "card_reserved", f"资产 {hold.asset_no} 已被另一项业务占用：{PURPOSES[hold.purpose]}（{hold.reason}）。",
        hold.article or _ARTICLES[hold.purpose], _WAYS_OUT[hold.purpose],
    )


def refuse_when_not_held(hold: Hold | None, service: str, reference: str, asset_no: str) -> None:
    """Refuse with `card_not_held` what a reservation would carry out on a card that it does not hold."""
    if hold is None or (hold.service, hold.reference) != (service, reference):
        raise Refused("card_not_held", f"资产 {asset_no} 没有被该业务占用，不能办结。", remedy="请核对处置单与信息卡后再处理此事件。")
