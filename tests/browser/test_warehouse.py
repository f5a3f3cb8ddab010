"""入仓申请 over many pages, by keyboard and on a telephone; drafts; the desk of a deputy (B-016, B-017, B-036)."""

from contextlib import closing
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from services.operations.processes import wait_until
from tests.gateway.test_imports import ended, send

API = "/api/v1"
HEADER = "资产编号,资产名称,资产分类代码,规格型号,数量,计量单位,原值,取得日期,资产状态,存放地点,单位预算编码"
CARDS = 120
UNITS = {1280: "004093", 390: "004094"}
"""Units of these tests alone: they fill lists that other tests look through."""


@pytest.fixture(autouse=True)
def units(people):
    people.organise("004093,东滩小学,事业单位,004001,310151,,全额", "004094,西沙小学,事业单位,004001,310151,,全额")


@pytest.fixture
def clerk(window, account, people, units, width):
    """A handler at his browser whose unit has 120 idle chairs; and the word by which they are found."""
    name, word, prefix = account("unit_handler", UNITS[width]), f"旧座椅{uuid4().int % 10**8}", f"{uuid4().int % 10**10}"
    rest = f"{word},A05010201,钢木,1,把,120.00,2019-03-15,闲置,南院/1号楼/2层/201室,{UNITS[width]}"
    lines = [f"{prefix}-{n:03d},{rest}" for n in range(CARDS)]
    with closing(people.client(name)) as client:
        wait_until(lambda: client.get(f"{API}/registry/totals", params={"unit": UNITS[width]}).status_code == 200, 20, "not known yet")
        done = ended(client, send(client, "\n".join([HEADER, *lines]).encode(), mode="commit"))
        assert done["accepted"] == CARDS, done
    visitor = window(width)
    visitor.sign_in(name)
    return visitor, word, prefix


def fill(page):
    page.select_option("#national", "0")
    page.fill("#contact-name", "李老师")
    page.fill("#contact-phone", "13812345678")
    page.fill("#photos", "4")
    page.fill("#features", "成色 八成新\n材质：钢木")


def test_picks_are_carried_over_pages_kept_as_a_draft_and_submitted(clerk, width):
    visitor, word, prefix = clerk
    page, count = visitor.page, visitor.page.locator("[data-bulk-count]")
    visitor.open("/warehouse/application")
    page.keyboard.press("/")  # by keyboard: the search, its word, and on
    page.keyboard.type(word)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    visitor.check()
    page.get_by_label(f"选择 {prefix}-000").focus()
    page.keyboard.press("Space")
    page.get_by_label(f"选择 {prefix}-001").check()
    expect(count).to_have_text("2")
    visitor.press("下一页")
    expect(count).to_have_text("2")
    page.get_by_label(f"选择 {prefix}-050").check()
    expect(count).to_have_text("3")
    visitor.press("下一页")
    visitor.press("回到第一页")
    expect(page.get_by_label(f"选择 {prefix}-000")).to_be_checked()
    page.get_by_label(f"选择 {prefix}-001").uncheck()
    visitor.press("查看已选")
    expect(page.locator("main tbody tr")).to_have_count(2)
    fill(page)
    visitor.press("保存草稿")
    assert "草稿已保存，已选 2 项" in visitor.said()
    visitor.open("/my-warehouse/drafts")
    page.get_by_role("link", name="继续填写").first.click()
    page.wait_for_load_state()
    visitor.check()
    expect(page.locator("#contact-name")).to_have_value("李老师")
    expect(page.locator("#features")).to_have_value("成色 八成新\n材质 钢木")
    page.fill("#features", "成色 八成新\n材质")  # B-016
    visitor.press("提交入仓申请")
    expect(page.get_by_text("第 2 项主要指标：请写明名称和数值").first).to_be_visible()
    visitor.check()
    page.fill("#features", "成色 八成新\n材质 钢木")
    visitor.press("提交入仓申请")
    assert "已提交 2 项入仓申请" in visitor.said()
    page.locator("main tbody a[href^='/entries/']").first.click()
    page.wait_for_load_state()
    expect(page.get_by_text("成色 八成新")).to_be_visible()
    visitor.check()


def test_a_whole_search_is_picked_with_one_button(clerk):
    visitor, word, _ = clerk
    page = visitor.page
    visitor.open(f"/warehouse/application?q={word}")
    visitor.press(f"选择全部查询结果（{CARDS} 项）")
    assert f"已选 {CARDS} 项" in visitor.said()
    page.locator("[data-take-all]:visible").first.uncheck()
    expect(page.locator("[data-bulk-count]")).to_have_text(str(CARDS - 50))
    fill(page)
    visitor.press("提交入仓申请")
    assert f"已提交 {CARDS - 50} 项入仓申请" in visitor.said()
    visitor.open(f"/warehouse/application?q={word}")
    visitor.press("下一页")
    expect(page.locator("main tbody").get_by_text("入仓待单位审核")).to_have_count(50)


def test_picks_are_carried_without_scripts_too(window, clerk, width, account):
    visitor, word, prefix = clerk
    plain = window(width, scripts=False)
    plain.page.context.add_cookies(visitor.page.context.cookies())
    plain.page.goto(f"{plain.base_url}/warehouse/application?q={word}")
    plain.page.get_by_label(f"选择 {prefix}-000").check()
    plain.page.get_by_role("button", name="下一页").click()
    expect(plain.page.locator("[data-bulk-count]")).to_have_text("1")


def test_a_deputy_finds_the_desk_in_his_menu(window, account, people, width):
    reviewer, deputy = account("unit_reviewer", UNITS[width]), account("unit_handler", UNITS[width])
    visitor = window(width)
    visitor.sign_in(deputy)
    visitor.open("/")
    assert visitor.page.locator(".side a[href='/approvals/entries']").count() == 0
    asked = {"role": "unit_reviewer", "org_id": f"310151-{UNITS[width]}", "deputy": deputy, "reason": "休假"}
    with closing(people.client(reviewer)) as client:
        asked["ends_at"] = "2027-06-01T00:00:00Z"
        wait_until(lambda: client.post(f"{API}/sharing/deputies", json=asked).status_code == 201, 20, "accounts not known", every=0.3)

    def shown():
        visitor.open("/")
        return visitor.page.locator(".side a[href='/approvals/entries']").count() == 1

    wait_until(shown, 20, "the menu does not show the desk", every=0.5)
    visitor.open("/approvals/entries")
