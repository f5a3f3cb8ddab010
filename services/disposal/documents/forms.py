"""The application form of the rules' annex (E-165), and the list of what is still missing."""

from datetime import date
from typing import Any

from services.disposal.documents.pages import printed
from services.disposal.documents.sheet import BEIJING, DeskLine, Sheet, asset_rows, cited, day, totals, yuan

FORM_TITLE = "行政事业单位国有资产处置申请表"
LIST_TITLE = "国有资产处置缺少材料清单"
DECISIONS = {"agree": "同意。", "return": "退回补正。", "refuse": "不同意。"}
_STAGES = {"filing": "申报时", "execution": "实施处置后"}
_OPINIONS = (
    ("supervising_department", "主管部门审核意见"), ("finance_bureau", "县财政局审批意见"), ("county_government", "县人民政府审批意见"),
)  # fmt: skip


def application_form(sheet: Sheet, printed_on: date) -> bytes:
    """The form filled from the case, with what the desks have said so far and room for hands and seals."""
    return printed("application_form", {
        "title": _form_title(sheet), "policy": sheet.policy_title, "printed": printed_on.isoformat(), "number": sheet.number or "（草稿）",
        "filed_on": day(sheet.filed_on), "fields": _fields(sheet), "citations": cited(sheet.citations), "rows": asset_rows(sheet.assets),
        "totals": totals(sheet), "opinions": [_internal(), *(_opinion(sheet, *each) for each in _OPINIONS)],
    })  # fmt: skip


def missing_list(sheet: Sheet, printed_on: date) -> bytes:
    """What the law asks for and nobody uploaded yet, with article and stage; then which paper originals are outstanding."""
    rows = [one for one in sheet.materials if not one.files]
    return printed("missing_list", {
        "title": LIST_TITLE, "policy": sheet.policy_title, "printed": printed_on.isoformat(), "number": sheet.number or "（草稿）",
        "unit": f"{sheet.unit_name}（{sheet.budget_code}）", "method": sheet.method_name,
        "rows": [[str(at), one.code, one.name, one.article, _STAGES[one.stage]] for at, one in enumerate(rows, start=1)],
        "papers": [one.name for one in sheet.materials if one.files and not one.paper and one.stage == "filing"],
    })  # fmt: skip


def _form_title(sheet: Sheet) -> str:
    place = sheet.policy_title.partition("行政事业单位")[0]
    return f"{place}{FORM_TITLE}"


def _fields(sheet: Sheet) -> list[str]:
    return [
        "申报单位", sheet.unit_name, "预算编码", sheet.budget_code, "主管部门", sheet.department_name, "处置方式", sheet.method_name,
        "资产项数", f"{len(sheet.assets)} 项（数量 {sheet.quantity}）", "账面原值合计", f"{yuan(sheet.original_value_fen)} 元",
        "账面净值合计", f"{yuan(sheet.net_value_fen)} 元", "联系人及电话", "",
        "填报人", sheet.filed_by, "应急处置", "是（第十一条）" if sheet.emergency else "否",
    ]  # fmt: skip


def _internal() -> dict[str, Any]:
    return {"title": "单位集体决策意见", "text": "（附单位内部集体决策文件）", "date": day(None)}


def _opinion(sheet: Sheet, authority: str, title: str) -> dict[str, Any]:
    said = [_said(one) for one in sheet.desks if one.authority == authority and one.decision]
    asked = any(one.authority == authority for one in sheet.desks)
    last = next((one.at for one in reversed(sheet.desks) if one.authority == authority and one.at), None)
    text = "\n".join(said) if said else ("" if asked or not sheet.desks else "（按审批权限，本件不需要）")
    return {"title": title, "text": text, "date": day(last.astimezone(BEIJING).date() if last else None)}


def _said(one: DeskLine) -> str:
    behalf = f"（代理 {one.on_behalf_of}）" if one.on_behalf_of else ""
    at = f"{one.at.astimezone(BEIJING):%Y-%m-%d %H:%M}" if one.at else ""
    return f"{DECISIONS.get(one.decision, '')}{one.reason}　办理人：{one.account}{behalf} {at}"
