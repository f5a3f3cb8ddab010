"""What the printed papers say, read back from their PDFs."""

import io
from datetime import date

import pypdf
import pytest

from services.disposal.documents.capital_amount import capital_amount
from services.disposal.documents.forms import application_form, missing_list
from services.disposal.documents.reply import approval_result, render, reply_articles

from .samples import asset, sheet

PRINTED = date(2026, 4, 2)


def text_of(content):
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def pages_of(content):
    return len(pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"), (5, "伍分"), (50, "伍角整"), (100, "壹元整"), (105, "壹元零伍分"), (150, "壹元伍角整"),
        (123456, "壹仟贰佰叁拾肆元伍角陆分"),
        (1000_00, "壹仟元整"), (1001_00, "壹仟零壹元整"), (1010_00, "壹仟零壹拾元整"),
        (10_000_00, "壹万元整"), (100_500_00, "壹拾万零伍佰元整"),
        (1_000_000_00, "壹佰万元整"), (1_000_001_00, "壹佰万零壹元整"), (100_007_000_03, "壹亿零柒仟元零叁分"),
        (10_000_0000_00, "壹亿元整"), (1_0000_0000_0000_00, "壹万亿元整"), (1_0000_0001_0000_00, "壹万亿零壹万元整"), (-100, "负壹元整"),
    ],
)  # fmt: skip
def test_amounts_are_written_in_capital_characters(fen, words):
    assert capital_amount(fen) == words


def test_the_application_form_holds_the_case_its_sums_and_what_the_desks_said():  # E-165
    text = text_of(application_form(sheet(), PRINTED))
    for part in (
        "长沙县行政事业单位国有资产处置申请表", "处置单号：430121-2026-000123", "申报单位长沙县第一中学",
        "主管部门长沙县教育局",
        "处置方式报废", "2项（数量2）", "1,239,567.89元", "人民币壹佰贰拾叁万玖仟伍佰陆拾柒元捌角玖分",
        "第十条（二）批次口径按单位和自然月份计算。〔解释〕",
        "主管部门审核意见", "同意。情况属实办理人：liwei2026-03-0517:30", "代理wangfang", "县人民政府审批意见", "（盖章）", "2026年3月5日",
    ):  # fmt: skip
        assert part in text


def test_a_form_of_many_assets_goes_on_over_pages_with_its_header():
    content = application_form(sheet(assets=tuple(asset(number) for number in range(120))), PRINTED)
    assert pages_of(content) > 3
    text = text_of(content)
    assert text.count("账面原值（元）") >= 3
    assert "4301210040112024" + f"{119:010d}" in text


def test_a_draft_without_desks_prints_too():
    text = text_of(application_form(sheet(number="", desks=(), filed_on=None), PRINTED))
    assert "处置单号：（草稿）" in text
    assert "不需要" not in text


def test_a_desk_that_the_route_does_not_have_is_said_not_to_be_needed():
    assert "（按审批权限，本件不需要）" in text_of(application_form(sheet(desks=sheet().desks[:2]), PRINTED))


def test_the_list_names_what_is_missing_with_article_and_stage():
    text = text_of(missing_list(sheet(), PRINTED))
    assert "以下1项材料尚未上传" in text
    assert "132-3/appraisal鉴定文件第三十二条（三）申报时" in text
    assert "尚未登记收到纸质原件（第十八条）：行政事业单位国有资产处置申请表" in text  # E-074


def test_a_complete_case_misses_nothing():
    assert "要求的材料均已上传" in text_of(missing_list(sheet(materials=()), PRINTED))


def test_the_approval_result_says_who_approved_and_until_when():  # E-040
    text = text_of(approval_result(sheet()))
    for part in (
        "报废国有资产审批结果通知", "长沙县财政局批准你单位", "有效期至2027年3月20日〔解释〕",
        "5个工作日", "不作为卡片核销和账务处理的依据",
    ):  # fmt: skip
        assert part in text


def test_the_reply_is_numbered_and_cites_with_the_laws_own_words():  # E-023, E-036
    text = text_of(render(sheet()))
    for part in (
        "长县财资批〔2026〕12号", "关于长沙县第一中学报废国有资产的批复",
        "根据《长沙县行政事业单位国有资产处置管理办法》第十条（一）、第十六条的规定",
        "一、同意你单位以报废方式处置国有资产2项", "卡片核销", "第三十三条", "收支两条线", "账卡相符",
        "附件1：处置资产清单", "附件2：本批复引用的条款",
        "〔解释〕", "条文原文", "严格履行审批手续", "2026年4月2日",
    ):  # fmt: skip
        assert part in text


@pytest.mark.parametrize(
    ("method", "said", "unsaid"),
    [
        ("free_transfer", "卡片转移（核销）和资产权证过户", "第四十条"), ("donation", "卡片核销和资产权证过户", "第四十条"),
        ("loss", "账销案存", "拍卖佣金"), ("sale", "拍卖佣金", "账销案存"),
    ],
)  # fmt: skip
def test_the_instructions_of_a_reply_follow_the_method(method, said, unsaid):  # E-083, E-094, E-147, E-149
    text = text_of(render(sheet(method=method, citations=())))
    assert said in text
    assert unsaid not in text


def test_a_reply_names_the_articles_of_its_instructions():
    named = reply_articles(sheet(method="loss", reply_article="第三十七条"))
    assert named == ("第三十七条", "第九条（五）", "第十二条", "第四十条", "第三十八条")
