"""Cases on paper for the tests of documents."""

from datetime import UTC, date, datetime
from typing import Any

from services.disposal.documents.sheet import AssetLine, Citation, DeskLine, MaterialLine, Sheet

WORDS = "第十条 行政事业单位国有资产处置审批权限如下:\n(一)行政事业单位国有资产处置应当按照审批权限,严格履行审批手续。"
CITED = (
    Citation(article="第十条（一）", text="账面原值100万元以上的资产处置，报县政府批准。", words=WORDS),
    Citation(article="第十条（二）", text="批次口径按单位和自然月份计算。", interpretation=True, words=WORDS),
    Citation(article="第十六条", text="公示 5 个工作日。", words="第十六条 除涉及国家安全和秘密外,行政事业单位应当实行资产处置公示制度。"),
)


def asset(number: int, **more: Any) -> AssetLine:
    given: dict[str, Any] = {
        "asset_no": f"4301210040112024{number:010d}", "name": "台式计算机", "class_name": "台式计算机", "model": "ThinkCentre-M930t-N000",
        "quantity": 1, "original_value_fen": 5_000_00, "net_value_fen": 1_234_56, "acquired_on": "2015-06-01", "state": "待处置",
    }  # fmt: skip
    return AssetLine(**{**given, **more})


def sheet(**more: Any) -> Sheet:
    at = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    given: dict[str, Any] = {
        "policy_title": "长沙县行政事业单位国有资产处置管理办法", "number": "430121-2026-000123", "unit_name": "长沙县第一中学",
        "budget_code": "004011", "department_name": "长沙县教育局", "bureau": "长沙县财政局", "government": "长沙县人民政府",
        "method": "scrap", "method_name": "报废", "assets": (asset(1), asset(2, name="办公桌" * 12, original_value_fen=1_234_567_89)),
        "desks": (
            DeskLine(authority="supervising_department", decision="agree", account="liwei", at=at, reason="情况属实"),
            DeskLine(authority="finance_bureau", decision="agree", account="zhangqiang", on_behalf_of="wangfang", at=at),
            DeskLine(authority="county_government"),
        ),
        "citations": CITED,
        "materials": (
            MaterialLine(code="32-1/form", name="行政事业单位国有资产处置申请表", article="第三十二条（一）", stage="filing", files=1),
            MaterialLine(code="32-3/appraisal", name="鉴定文件", article="第三十二条（三）", stage="filing"),
        ),
        "filed_on": date(2026, 3, 5), "filed_by": "chenxia", "approved_on": date(2026, 3, 20), "valid_until": date(2027, 3, 20),
        "notice": "2026年3月23日至2026年3月27日（5 个工作日）", "reply_no": "长县财资批〔2026〕12号", "replied_on": date(2026, 4, 2),
        "reply_article": "第三十三条",
    }  # fmt: skip
    return Sheet(**{**given, **more})
