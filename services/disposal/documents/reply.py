"""The approval result (审批结果), which lets the unit carry out, and the official reply (批复), which follows it: two documents (E-040)."""

from datetime import date
from typing import Any

from services.disposal.documents.pages import printed
from services.disposal.documents.sheet import Citation, Sheet, asset_rows, cited, day, totals

_NUMBERS = "一二三四五六七八九十"
_CARDS = {
    "free_transfer": "在资产系统中办理卡片转移（核销）和资产权证过户", "donation": "在资产系统中办理卡片核销和资产权证过户",
}  # fmt: skip
_CARDS_OTHERWISE = "在资产系统中办理卡片核销"
_EARNING = frozenset({"sale", "expropriation", "swap", "scrap", "loss", "investment_loss"})
_CHANGES = "因故终止或者未能在有效期限内完成的，应说明理由，报县财政局备案；需调整处置方式、评估价值等内容的，应报县财政局审批（第八条）。"
_LOSSES = frozenset({"loss", "investment_loss"})


def approval_result(sheet: Sheet) -> bytes:
    """The notice of the approval result: what was approved by whom, until when it holds, what comes next."""
    return printed("approval_result", {
        **_common(sheet, f"{sheet.method_name}国有资产审批结果通知"), "date": day(sheet.approved_on), "lines": _result_lines(sheet),
    })  # fmt: skip


def render(sheet: Sheet) -> bytes:
    """The official reply: numbered, with cited articles and their words, the assets, and what follows for cards, income and accounts."""
    title = f"关于{sheet.unit_name}{sheet.method_name}国有资产的批复"
    return printed("reply", {
        **_common(sheet, title), "number": sheet.reply_no, "date": day(sheet.replied_on), "lines": _reply_lines(sheet),
        "articles": list(dict.fromkeys(one.words for one in sheet.citations if one.words)),
    })  # fmt: skip


def reply_articles(sheet: Sheet) -> tuple[str, ...]:
    """The articles on which the instructions of a reply rest, besides those that the rules found."""
    articles = [sheet.reply_article, "第九条（五）", "第十二条"]
    articles += ["第四十条"] if sheet.method in _EARNING else []
    articles += ["第三十八条"] if sheet.method in _LOSSES else []
    return tuple(one for one in articles if one)


def _common(sheet: Sheet, title: str) -> dict[str, Any]:
    return {
        "title": title, "policy": sheet.policy_title, "number": sheet.number, "unit": sheet.unit_name, "issuer": sheet.bureau,
        "rows": asset_rows(sheet.assets), "totals": totals(sheet), "citations": cited(sheet.citations),
    }  # fmt: skip


def _result_lines(sheet: Sheet) -> list[str]:
    amount = totals(sheet)
    by_government = any(one.authority == "county_government" and one.decision == "agree" for one in sheet.desks)
    approver = sheet.government if by_government else sheet.bureau
    lines = [
        f"你单位申报的{sheet.method_name}国有资产处置事项（处置单 {sheet.number}）已按规定权限审批，结果如下：",
        f"{approver}批准你单位以{sheet.method_name}方式处置国有资产 {amount['items']} 项，账面原值合计 {amount['value']} 元。",
        f"请按照审批结果实施处置。本审批结果有效期至{_until(sheet.valid_until)}〔解释〕。",
        _CHANGES,
    ]
    if sheet.notice:
        lines.append(f"公示：{sheet.notice}（第十六条）。公示期满方可实施处置。")
    lines.append("处置完成并上传规定材料后，由县财政局下达资产处置批复；本通知不作为卡片核销和账务处理的依据。")
    return lines


def _reply_lines(sheet: Sheet) -> list[str]:
    amount = totals(sheet)
    opening = (
        f"你单位报来的{sheet.method_name}国有资产处置申请（处置单 {sheet.number}）及相关材料收悉。根据《{sheet.policy_title}》"
        f"{_joined(sheet.citations)}的规定，经审核，批复如下："
    )
    granted = (
        f"同意你单位以{sheet.method_name}方式处置国有资产 {amount['items']} 项（数量 {amount['quantity']}），账面原值合计人民币"
        f"{amount['capital']}（{amount['value']} 元），账面净值合计 {amount['net']} 元。资产明细见附件 1。"
    )
    parts = [
        granted,
        f"请依据本批复{_CARDS.get(sheet.method, _CARDS_OTHERWISE)}，更新卡片信息（{sheet.reply_article or '第九条（五）'}）。",
        *_income(sheet),
        "请按照行政、事业单位财务规则和政府会计制度调整相关会计账目，确保账卡相符、账实相符和账账相符（第九条（五）、第十二条）。",
    ]
    if sheet.method in _LOSSES:
        parts.append("核销的资产损失实行“账销案存”管理，你单位仍有追偿的权利和义务，收回的资产应当及时入账（第三十八条）。")
    parts.append("本次处置情况应当在行政事业性国有资产管理情况年度报告中予以反映（第十二条）。")
    return [opening, *(f"{_NUMBERS[at]}、{text}" for at, text in enumerate(parts))]


def _income(sheet: Sheet) -> list[str]:
    if sheet.method not in _EARNING:
        return []
    if sheet.method in _LOSSES:
        return ["赔偿、保险理赔等收入应当及时上缴国库，实行“收支两条线”管理（第四十条）。"]
    rest = "按照政府非税收入和国库集中收缴管理有关规定及时上缴国库，实行“收支两条线”管理（第四十条）。"
    return [f"处置收入在扣除相关税金、资产评估费、拍卖佣金等费用后，{rest}"]


def _joined(citations: tuple[Citation, ...]) -> str:
    return "、".join(dict.fromkeys(one.article for one in citations if one.article and not one.interpretation)) or "有关条款"


def _until(last: date | None) -> str:
    return day(last) if last else "政策规定之日"
