"""One idle asset from its unit to the national platform and back, through four desks, at a desk and on a telephone."""

import re
from contextlib import closing, suppress
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from services.operations.processes import NotStarted, wait_until
from tests.browser.conftest import UNITS

API = "/api/v1"
EVENT_TYPE = re.compile(r"\b(?:identity|registry|sharing|disposal|gateway)\.[a-z_]+(?:\.[a-z_]+\.v\d+|/)?")
AUTHORITY, PROVINCE = ("asset_authority", "310151"), ("provincial_finance", "31")


class Desks:
    """The accounts of the four desks and one window that each signs in to."""

    def __init__(self, visitor, accounts):
        self.visitor, self.accounts = visitor, accounts

    def sit(self, desk):
        self.visitor.sign_in(self.accounts[desk])
        return self.visitor


@pytest.fixture
def desks(window, account, width):
    unit = UNITS[width]
    seats = {"handler": ("unit_handler", unit), "reviewer": ("unit_reviewer", unit), "authority": AUTHORITY, "province": PROVINCE}
    return Desks(window(width), {desk: account(*seat) for desk, seat in seats.items()})


@pytest.fixture
def card(people, desks, width):
    """An idle asset of the unit: its number and its name, which is in no other test."""
    name = f"闲置讲台{uuid4().int % 10**8}"
    fields = {
        "name": name, "class_code": "A05010201", "quantity": 1, "measure_unit": "张", "acquisition_method": "新购", "state": "闲置",
        "original_value_fen": 80_000, "net_value_fen": 80_000, "acquired_on": "2021-03-15", "place": "南院/1号楼/2层/201室",
    }  # fmt: skip
    with closing(people.client(desks.accounts["handler"])) as client:
        answers = []

        def registered():
            answers.append(client.post(f"{API}/registry/assets", json={"unit": UNITS[width], "fields": fields}))
            return answers[-1].status_code == 201

        with suppress(NotStarted):
            wait_until(registered, 20, "")
        assert answers[-1].status_code == 201, answers[-1].text
        return answers[-1].json()["asset_no"], name


def test_an_idle_asset_walks_four_desks_to_the_platform_and_back(desks, card):
    asset_no, name = card
    _apply(desks.sit("handler"), asset_no, name)
    _home_and_list(desks.sit("reviewer"), "入仓审批", asset_no, "同意")  # B-028, B-029
    _report(desks.sit("authority"), asset_no, "审核同意", refuse_without_reason=True)  # B-031, B-032
    _report(desks.sit("province"), asset_no, "报送至中央")  # B-033
    page = desks.sit("handler").page
    entry = _receipt(desks.visitor, name)
    desks.visitor.open("/my-sharing")  # B-064
    expect(page.locator("main table")).to_contain_text(asset_no)
    _withdraw(desks.visitor, asset_no)
    _home_and_list(desks.sit("reviewer"), "退仓审批", asset_no, "同意")  # B-046
    _cancel(desks.sit("handler"), entry, asset_no)


def _apply(visitor, asset_no, name):
    page = visitor.page
    visitor.open(f"/warehouse/application?q={name}")  # B-017
    page.get_by_label(f"选择 {asset_no}").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("1")
    page.select_option("#national", "1")  # B-018
    page.select_option("#scope_wide", "nation")  # B-022
    page.fill("#contact-name", "李老师")
    page.fill("#contact-phone", "12")
    visitor.press("提交入仓申请")
    assert "联系电话" in visitor.said()  # the fault, and what was entered is kept
    expect(page.locator("#contact-name")).to_have_value("李老师")
    if not page.get_by_label(f"选择 {asset_no}").is_checked():
        page.get_by_label(f"选择 {asset_no}").check()
    page.fill("#contact-phone", "13812345678")
    visitor.press("提交入仓申请")
    assert "已提交 1 项入仓申请" in visitor.said()
    expect(page.locator("main table")).to_contain_text(asset_no)


def _home_and_list(visitor, title, asset_no, button):
    page = visitor.page
    visitor.open("/")
    page.locator(".todo a").filter(has_text=title).click()
    page.wait_for_load_state()
    visitor.check()
    page.get_by_label(f"选择 {asset_no}").check()
    visitor.press(button)
    assert "已同意 1 项" in visitor.said()


def _report(visitor, asset_no, button, *, refuse_without_reason=False):
    page = visitor.page
    visitor.open(f"/reports/transfer?q={asset_no}")
    page.get_by_label(f"选择 {asset_no}").check()
    if refuse_without_reason:
        visitor.press("退回")
        assert "理由" in visitor.said()
        visitor.open(f"/reports/transfer?q={asset_no}")
        page.get_by_label(f"选择 {asset_no}").check()
    visitor.press(button)
    assert "已同意 1 项" in visitor.said()


def _receipt(visitor, name):
    """The entry's page once the platform has answered."""
    page = visitor.page
    visitor.open(f"/squares/transfer?q={name}")  # B-069
    page.locator("main a.offer").first.click()
    page.wait_for_load_state()
    visitor.check()
    for _ in range(60):
        if "全国平台已收" in page.locator(".head").inner_text():
            break
        page.wait_for_timeout(500)
        page.reload()
    visitor.check()
    history = page.locator("#history").inner_text()
    places = [history.index(step) for step in ("提交入仓申请", "单位审核同意", "主管部门审核同意", "报送至中央", "全国平台回执")]
    assert places == sorted(places)
    return page.url.removeprefix(visitor.base_url)


def _withdraw(visitor, asset_no):
    visitor.open("/warehouse/withdrawal")  # B-045
    visitor.page.get_by_label(f"选择 {asset_no}").check()
    visitor.page.fill("#reason", "本单位继续使用")
    visitor.press("提交退仓申请")
    assert "已提交 1 项退仓申请" in visitor.said()


def _cancel(visitor, entry, asset_no):
    page = visitor.page
    visitor.open("/my-warehouse/withdrawn")  # B-067
    expect(page.locator("main table")).to_contain_text(asset_no)
    visitor.open(entry)
    visitor.press("取消调剂共享")  # B-048
    assert "已取消调剂共享" in visitor.said()


@pytest.fixture
def operator(window, account, width):
    """An operator at his desk."""
    visitor = window(width)
    visitor.sign_in(account("system_administrator", "310151"))
    return visitor


def said_in_chinese(visitor):
    """No event type stands on the page in the wire's words, code or not; `check` leaves out what is marked as code."""
    visitor.check()
    raw = EVENT_TYPE.findall(visitor.page.locator("main").inner_text())
    assert not raw, f"{visitor.page.url}: {sorted(set(raw))}"


def test_an_operator_sees_what_was_delivered(operator):
    operator.open("/deliveries")
    expect(operator.page.locator("main")).to_contain_text("全国调剂共享平台")
    operator.press("立即核对")
    assert "已安排与全国平台核对" in operator.said()
    said_in_chinese(operator)


def test_an_operator_reads_in_chinese_what_is_told_to_a_webhook(operator, account):
    name = begun(operator, "identity.account.*")
    said_in_chinese(operator)
    operator.page.locator("tr").filter(has_text=name).locator("a").first.click()
    operator.page.wait_for_load_state()
    told = operator.page.url
    account("auditor", "310151")
    for _ in range(60):
        operator.open(told.removeprefix(operator.base_url))
        if operator.page.locator("main td").filter(has_text="新增账号").count():
            break
        operator.page.wait_for_timeout(300)
    said_in_chinese(operator)
    created = operator.page.locator("main tr").filter(has_text="新增账号").first
    expect(created.locator("[title='identity.account.created.v1']")).to_have_text("新增账号")
    created.locator("td a[href^='/deliveries/']").first.click()
    operator.page.wait_for_load_state()
    operator.check()
    expect(operator.page.locator("main")).to_contain_text("逐次尝试")
    expect(operator.page.locator("main .code").filter(has_text="identity.account.created.v1")).to_have_count(1)  # the detail names it
    operator.open("/webhooks")
    ended(operator, name)


def begun(visitor, types):
    """A new webhook for these types; its name."""
    name = f"教育局{uuid4().int % 10**6}"
    visitor.open("/webhooks")
    for field, value in (("name", name), ("url", "http://127.0.0.1:9/hook"), ("organisation", "310151"), ("types", types)):
        visitor.page.fill(f"#{field}", value)
    visitor.press("新增")
    assert "只显示这一次" in visitor.said()
    return name


def ended(visitor, name):
    row = visitor.page.locator("tr").filter(has_text=name)
    row.get_by_role("button", name="撤销").click()
    visitor.page.wait_for_load_state()
    assert "订阅已撤销" in visitor.said()
    expect(row).to_have_count(0)


def test_an_operator_begins_pauses_and_ends_a_webhook(operator):
    visitor = operator
    name = begun(visitor, "sharing.entry.* registry.asset.lent.v1")
    row = visitor.page.locator("tr").filter(has_text=name)
    expect(row).to_contain_text("入仓记录：全部")
    expect(row).to_contain_text("出租出借")
    visitor.page.get_by_text("可订阅的事件类型").click()
    visitor.check()
    expect(visitor.page.locator("main details")).to_contain_text("全国平台回执")
    row.get_by_role("button", name="暂停").click()
    visitor.page.wait_for_load_state()
    assert "已暂停推送" in visitor.said()
    ended(visitor, name)


def test_who_goes_away_names_a_deputy_and_takes_it_back(window, account, width):
    unit = UNITS[width]
    reviewer, deputy, visitor = account("unit_reviewer", unit), account("unit_handler", unit), window(width)
    visitor.sign_in(reviewer)
    for _ in range(20):  # sharing hears of new accounts a moment later
        visitor.open("/deputies")
        for field, value in (("deputy", deputy), ("ends_at", "2027-01-31"), ("reason", "出差")):
            visitor.page.fill(f"#{field}", value)
        visitor.press("设置代理")
        if "代理已设置" in visitor.said():
            break
        visitor.page.wait_for_timeout(300)
    expect(visitor.page.locator("tr").filter(has_text=deputy)).to_contain_text("代理中")
    visitor.press("结束")
    assert "代理已结束" in visitor.said()
