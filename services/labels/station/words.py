"""How troubles and outcomes are called in Chinese."""

from services.labels.station.drivers import Trouble, Troubles

TROUBLES = {
    Trouble.PAPER_OUT: "缺纸", Trouble.RIBBON_OUT: "碳带用尽", Trouble.HEAD_OPEN: "打印头打开", Trouble.PAUSED: "打印机暂停",
    Trouble.UNREACHABLE: "打印机连不上", Trouble.FAULT: "打印机故障",
}
OUTCOMES = {"printed": "已打印", "unknown": "情况不明", "failed": "打印失败", "given_back": "已退回"}


def in_words(troubles: Troubles) -> str:
    """All of them, or that the printer is well."""
    return "、".join(TROUBLES[trouble] for trouble in sorted(troubles)) or "正常"
