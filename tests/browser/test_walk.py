"""One clerk's first day, at a desk and on a telephone: initial password, import, faults, search, change, history."""

import pytest
from playwright.sync_api import expect

from tests.browser import export_file
from tests.browser.conftest import UNITS
from tests.support.people import PASSWORD

NAMES = {"004091": "北门小学", "004092": "南门小学"}
NEW = "Beimen-8642-Xiaoxue"


@pytest.fixture
def clerk(window, account, width):
    """Somebody who signs in with an initial password for the first time and is made to choose his own (B-015)."""
    visitor = window(width)
    visitor.account = account("unit_handler", UNITS[width], must_change=True)
    visitor.sign_in(visitor.account)
    visitor.open("/cards")
    assert "初始密码" in visitor.said()
    for name, value in (("old", PASSWORD), ("new", NEW), ("again", NEW)):
        visitor.page.fill(f"#{name}", value)
    visitor.press("修改密码")
    assert "密码已修改" in visitor.said()
    return visitor


def test_a_clerk_imports_finds_and_changes_a_card(clerk, width, tmp_path):
    unit = UNITS[width]
    export = tmp_path / "财政版导出.csv"
    export_file.write(export, unit, NAMES[unit])
    _import(clerk, export)
    _search(clerk)
    _change(clerk)
    _undo_refused(clerk)


def _import(clerk, export):
    page = clerk.page
    clerk.open("/imports/new")
    page.set_input_files("#file", export)
    assert any(_checked(clerk) for _ in range(20)), page.locator("#outcome").inner_text()
    places = [tuple(row.locator("td").all_inner_texts()[:2]) for row in page.locator("#faults tbody tr").all()]
    assert places == [("14", "原值"), ("15", "资产状态")]
    page.select_option("#column", "原值")
    page.click("#faults button")
    expect(page.locator("#faults tbody tr")).to_have_count(1)
    clerk.check()
    with page.expect_download() as download:
        page.click("text=下载错误清单")
    assert download.value.suggested_filename == "导入错误清单.xlsx"
    page.click(f"text=只导入无误的 {export_file.GOOD} 行")
    page.get_by_text(f"已导入 {export_file.GOOD} 张信息卡").wait_for()
    clerk.check()


def _checked(clerk) -> bool:
    """Check the file; the unit's existence reaches the registry by an event, a moment after it was told to identity."""
    page = clerk.page
    page.click("#import-form button")
    page.locator("#outcome .figures").wait_for()
    clerk.check()
    figures: list[str] = page.locator("#outcome .figures strong").all_inner_texts()
    return figures == ["14", "12", "0", "2"]


def _search(clerk):
    page = clerk.page
    clerk.open("/cards")
    page.keyboard.press("/")
    page.keyboard.type("触控")
    page.keyboard.press("Enter")
    expect(page.locator("#results tbody tr")).to_have_count(1)
    clerk.check()
    assert "?q=" in page.url
    with page.expect_navigation():
        page.click("#results tbody a")
    clerk.check()
    assert page.locator("h1").inner_text() == "触控一体机"
    assert "5,000.00" in page.locator("main").inner_text()
    assert "待查寻" in page.locator("main").inner_text()


def _change(clerk):
    page = clerk.page
    with page.expect_navigation():
        page.get_by_role("link", name="变动", exact=True).click()
    clerk.check()
    page.fill("#reason", "清查后明确使用人")
    page.fill("#user_name", "高敏")
    clerk.press("提交变动")
    assert "信息卡变动已生效" in clerk.said()
    history = page.locator("#history").inner_text()
    assert "清查后明确使用人" in history
    assert history.index("待查寻") < history.index("高敏")  # before → after
    assert "导入" in history


def _undo_refused(clerk):
    """Something has touched the import since, so it stays."""
    page = clerk.page
    clerk.open("/imports")
    with page.expect_navigation():
        page.locator("tbody tr", has_text="已导入").locator("a").first.click()
    clerk.check()
    page.fill("#reason", "试一试")
    clerk.press("撤销此次导入")
    assert page.locator("[role=alert]").count() == 1, clerk.said()
