"""A disposal from asking first to the public notice, at a desk and on a telephone: the clerk, the department, the bureau, anybody."""

from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.disposal.materials.samples import pdf
from tests.support import cases
from tests.support.cases import DISPOSAL, done

UNITS = {1280: "004091", 390: "004092"}
LONG = "教学用交互智能平板（含移动支架、无线投屏模块及配套软件授权，义务教育均衡发展专项采购）"


@pytest.fixture
def handler(people, account, width):
    """The clerk, over REST: what the walk finds there already."""
    with closing(people.client(account("unit_handler", UNITS[width]))) as client:
        yield client


def test_a_clerk_asks_drafts_uploads_and_files(window, account, handler, width):
    name = f"{LONG}{width}"
    numbers = [cases.card(handler, UNITS[width], name=name, original_value_fen=6_000_000) for _ in range(2)]
    visitor = window(width)
    visitor.sign_in(account("unit_handler", UNITS[width]))
    _ask_first(visitor)
    _draft(visitor, numbers)
    _fill_in(visitor)
    _upload(visitor)
    _file(visitor)


def test_the_answer_belongs_to_what_the_form_says_last_however_slow_the_line(window, account):
    visitor = window()
    visitor.sign_in(account("unit_handler", UNITS[1280]))
    visitor.open("/disposal/assessment?method=scrap")
    page = visitor.page
    page.route("**/disposal/assessment", lambda route: (page.wait_for_timeout(1000), route.continue_()))
    for choice in ("disputed", "clear", "disputed"):
        page.select_option("[id='asset.title']", choice)
        page.wait_for_timeout(100)
    expect(page.locator("#outcome li.bad")).to_have_count(1)
    page.wait_for_timeout(2000)  # nothing late takes its place
    expect(page.locator("#outcome li.bad")).to_have_count(1)


def _ask_first(visitor):
    """The answer changes while he types; each citation opens the article's own words."""
    page = visitor.page
    visitor.open("/disposal/assessment?method=scrap")
    outcome = page.locator("#outcome")
    page.fill("[id='asset.original_value_fen']", "1000")
    expect(outcome.locator(".figures strong").first).to_have_text("县财政局")
    page.fill("[id='asset.original_value_fen']", "2000000")
    expect(outcome.locator(".figures strong").first).to_have_text("县人民政府")
    page.select_option("[id='asset.title']", "disputed")
    expect(outcome.locator("li.bad")).to_have_count(1)
    expect(outcome).to_contain_text("可以这样办")
    visitor.check()
    with page.expect_navigation():
        outcome.locator(".cite").first.click()
    visitor.check()
    assert page.locator("h1").inner_text().startswith("第")


def _draft(visitor, numbers):
    """From the card's page, with another card by its number."""
    page = visitor.page
    visitor.open(f"/cards/{numbers[0]}")
    with page.expect_navigation():
        page.get_by_role("link", name="处置", exact=True).click()
    visitor.check()
    expect(page.locator(f"input[name=asset_no][value='{numbers[0]}']")).to_be_checked()
    page.fill("#more", numbers[1])
    visitor.press("下一步：填写情况")
    assert "草稿已建立" in visitor.said()


def _fill_in(visitor):
    """What is not known yet is asked for by name, once for all cards; the answer follows the form."""
    page = visitor.page
    visitor.press("申报")
    assert page.locator("[role=alert]").count() == 1
    complaints = page.locator("[role=alert] li").all_inner_texts()
    assert len(complaints) == len(set(complaints)) > 5
    choices = {
        "asset.title": "clear", "asset.lawfully_acquired": "true", "asset.secured": "false", "asset.nominal": "false",
        "asset.temporary_body": "false", "asset.to_be_demolished": "false", "circumstances.emergency": "false",
        "circumstances.secret": "true", "circumstances.technology_result": "none",
    }  # fmt: skip
    for name, value in choices.items():
        page.select_option(f"[id='{name}']", value)
    page.fill("[id='asset.minimum_life_months']", "72")
    days = page.locator("#outcome .figures strong").nth(2)
    expect(days).to_have_text("不公示")  # Art. 16: nothing secret is made public
    page.select_option("[id='circumstances.secret']", "false")
    expect(days).to_have_text("5 个工作日")
    visitor.check()
    visitor.press("保存")
    assert "草稿已保存" in visitor.said()


def _upload(visitor):
    """Each paper under its line; what stands unsaved in the form stays while a paper goes up; a wrong file is refused in Chinese."""
    page = visitor.page
    files = page.locator("#papers-filing input[type=file]")
    page.fill("#emergency_name", "未保存的字")
    files.first.set_input_files({"name": "程序.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(300)})
    expect(page.locator("#papers-filing [role=alert]")).to_contain_text("不接受这种文件")
    visitor.check()
    missing = page.locator("#papers-filing .tag.warn")
    for left in range(missing.count(), 0, -1):
        line = page.locator("#papers-filing tr", has=page.locator(".tag.warn")).first
        paper = {"name": f"材料{left}.pdf", "mimeType": "application/pdf", "buffer": pdf(str(left))}
        line.locator("input[type=file]").set_input_files(paper)
        expect(missing).to_have_count(left - 1)
    assert page.input_value("#emergency_name") == "未保存的字"
    page.fill("#emergency_name", "")
    visitor.check()


def _file(visitor):
    page = visitor.page
    visitor.press("申报")
    assert "已申报" in visitor.said(), visitor.said()
    assert page.locator(".way li.here b").inner_text() == "主管部门审核"
    visitor.open("/disposal/cases?view=under_way")
    expect(page.locator("main tbody tr").first).to_contain_text("待主管部门审核")
    with page.expect_navigation():
        page.locator("main tbody a").first.click()
    visitor.check()
    assert page.locator("h1").inner_text().startswith("处置单 310151-")


def test_department_and_bureau_decide_and_the_public_reads(window, account, handler, width):
    filed = [cases.filed(handler, cases.card(handler, UNITS[width], name=LONG)) for _ in range(2)]
    numbers = [one["number"] for one in filed]
    visitor = window(width)
    visitor.sign_in(account("department_reviewer", "004001"))
    visitor.open("/")
    assert "处置单待主管部门审核" in visitor.page.locator("main").inner_text()
    _decide_many(visitor, numbers)
    visitor.sign_in(account("finance_reviewer", "310151"))
    visitor.open(f"/disposal/cases/{filed[0]['id']}")
    visitor.press("同意")
    assert "审批意见已记录" in visitor.said()
    _read_the_notice(window(width), filed[0])


def _decide_many(visitor, numbers):
    """Two together; then none is left of these, and asking for nothing is refused in Chinese."""
    page = visitor.page
    visitor.open("/disposal/approvals?desk=department_review")
    for number in numbers:
        page.get_by_label(f"选择 {number}", exact=True).check()
    visitor.press("同意")
    assert "已办理 2 件" in visitor.said(), visitor.said()
    for number in numbers:
        assert page.get_by_label(f"选择 {number}", exact=True).count() == 0


def _read_the_notice(visitor, case):
    """Without an account: the list and the notice."""
    visitor.open("/notices")
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("link", name=case["number"], exact=True).click()
    visitor.check()
    assert "5 个" in visitor.page.locator("main").inner_text()
    assert visitor.page.locator("main table tbody tr").count() == 1
    visitor.open("/notices/00000000-0000-0000-0000-000000000000", status=404)


def test_ledgers_findings_and_a_change_after_the_approval(window, account, people, stack, handler, width):
    one = _approved(handler, people, account, width)
    visitor = window(width)
    visitor.sign_in(account("unit_handler", UNITS[width]))
    _change(visitor, one["id"])
    one = _approved(handler, people, account, width)
    cases.notice_over(stack, one["id"])
    done(cases.act(handler, one["id"], "begin_execution"))
    _record_income(visitor, one["id"])
    visitor.sign_in(account("finance_reviewer", "310151"))
    _raise_a_finding(visitor, one["id"])


def _approved(handler, people, account, width):
    one = cases.filed(handler, cases.card(handler, UNITS[width], name=LONG))
    for role, at in (("department_reviewer", "004001"), ("finance_reviewer", "310151"), ("county_approver", "310151")):
        with closing(people.client(account(role, at))) as client:
            if done(client.get(f"{DISPOSAL}/cases/{one['id']}"))["state"] != "approved":
                done(cases.decide(client, one["id"]))
    return one


def _change(visitor, case_id):
    """Another method asks other questions and shows what the law makes of it before anything is sent (Art. 8)."""
    page = visitor.page
    visitor.open(f"/disposal/cases/{case_id}")
    with page.expect_navigation():
        page.get_by_role("link", name="变更处置方式、评估价值等").click()
    with page.expect_navigation():
        page.get_by_role("link", name="转让", exact=True).click()
    visitor.check()
    expect(page.locator("#outcome")).to_contain_text("第二十五条")
    page.select_option("[id='circumstances.sale_by']", "auction")
    page.fill("[id='circumstances.appraised_fen']", "8000")
    page.fill("#reason", "有购买人，改为拍卖转让")
    visitor.press("提交变更")
    assert "由财政部门重新审批" in visitor.said(), visitor.said()
    assert "改为拍卖转让" in page.locator("#history").inner_text()


def _record_income(visitor, case_id):
    page = visitor.page
    visitor.open(f"/disposal/ledgers/income?case_id={case_id}")
    page.select_option("#kind", "salvage")
    page.fill("#gross_fen", "1,234.56")
    page.fill("[id='deduction.tax']", "12.34")
    page.fill("#received_on", "2026-11-02")
    visitor.press("登记收入")
    assert "处置收入已登记" in visitor.said(), visitor.said()
    row = page.locator("main tbody tr").first
    assert "1,222.22" in row.inner_text()
    row.locator("summary").click()
    row.locator("input[name=receipt_no]").fill("缴款书第 7 号")
    row.locator("input[name=amount_fen]").fill("1,222.22")
    row.locator("input[name=remitted_on]").fill("2026-11-03")
    visitor.check()
    visitor.press("登记")
    expect(page.locator("main tbody tr").first).to_contain_text("已缴清")


def _raise_a_finding(visitor, case_id):
    page = visitor.page
    visitor.open(f"/disposal/cases/{case_id}")
    page.locator("summary", has_text="提出监督检查事项").click()
    page.select_option("#kind", "low_price")
    page.fill("#text", "残值变价明显低于市场价")
    visitor.check()
    visitor.press("提出")
    assert "监督检查事项已提出" in visitor.said()
    page.locator("main tbody summary").first.click()
    page.locator("main tbody input[name=settlement]").first.fill("已补缴差额")
    visitor.check()
    visitor.press("办结")
    assert "监督检查事项已办结" in visitor.said()


def test_a_year_of_working_days_is_published(window, account, width):
    visitor = window(width)
    visitor.sign_in(account("system_administrator", "310151"))
    visitor.open("/disposal/calendar")
    visitor.page.fill("#year", "2087")
    visitor.page.fill("#source", "国办发明电〔2086〕7号")
    visitor.page.fill("#off", "二月五日")
    visitor.press("公布")
    assert "不是日期" in visitor.said()
    visitor.page.fill("#off", "2087-01-01\n2087-02-03 至 2087-02-09")
    visitor.page.fill("#on", "2087-02-15")
    visitor.press("公布")
    assert "工作日安排已公布" in visitor.said()


def test_many_assets_of_a_search_become_one_draft(window, account, handler, width):
    for _ in range(3):
        cases.card(handler, UNITS[width], name=f"成批报废的算盘{width}")
    visitor = window(width)
    visitor.sign_in(account("unit_handler", UNITS[width]))
    visitor.open(f"/disposal/new?q=算盘{width}")
    for box in visitor.page.locator("input[name=asset_no]").all():
        box.check()
    visitor.press("下一步：填写情况")
    assert visitor.page.locator("main h2", has_text="资产清单").inner_text().count("3 项") == 1
    visitor.press("删除草稿")
    assert "草稿已删除" in visitor.said()
