"""A card's life at the browser: registered, changed by two at once, reviewed, assigned, lent, taken back, split."""

import pytest

CARDS = {"name": "教学一体机", "class_code": "A02020800", "acquired_on": "2024-03-15", "original_value_fen": "12,345.60", "quantity": "3"}


@pytest.fixture
def clerk(window, account, width):
    visitor = window(width)
    visitor.sign_in(account("unit_handler", "004011"))
    return visitor


def register(visitor, **fields) -> str:
    """Register a card and return its page's path."""
    visitor.open("/card-registration")
    for name, value in {**CARDS, **fields}.items():
        visitor.page.fill(f"#{name}", value)
    visitor.press("登记")
    assert "信息卡已登记" in visitor.said()
    return str(visitor.page.url).removeprefix(visitor.base_url).partition("?")[0]


def change(visitor, path, **fields):
    visitor.open(f"{path}/change")
    for name, value in fields.items():
        visitor.page.fill(f"#{name}", value)
    visitor.press("提交变动")


def main(visitor) -> str:
    text: str = visitor.page.locator("main").inner_text()
    return text


def test_faults_stand_beside_their_fields_and_nothing_entered_is_lost(clerk):
    clerk.open("/card-registration")
    for name, value in {**CARDS, "class_code": "A99999999", "accumulated_depreciation_fen": "99999"}.items():
        clerk.page.fill(f"#{name}", value)
    clerk.press("登记")
    assert clerk.page.locator("#class_code-fault").count() == 1
    assert clerk.page.locator("#accumulated_depreciation_fen-fault").count() == 1
    assert clerk.page.input_value("#name") == CARDS["name"]
    assert clerk.page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


def test_the_class_brings_the_fields_of_its_type(clerk):
    clerk.open("/card-registration")
    clerk.page.locator("#class_code").press_sequentially("A02030501", delay=20)
    clerk.page.locator("#details-plate_no-vehicle").wait_for(state="visible")
    assert clerk.page.locator("#details-serial_no-equipment").is_hidden()


def test_who_comes_late_sees_what_others_changed_and_keeps_what_he_entered(clerk, window, account):
    path = register(clerk)
    clerk.open(f"{path}/change")
    other = window()
    other.sign_in(account("asset_administrator", "004011"))
    change(other, path, reason="先到", user_name="高敏")
    clerk.page.fill("#reason", "后到")
    clerk.page.fill("#brand", "惠民")
    clerk.press("提交变动")
    assert "已被他人修改" in clerk.said()
    assert "他人作了这些修改" in main(clerk)
    assert "高敏" in main(clerk)
    assert (clerk.page.input_value("#brand"), clerk.page.input_value("#user_name")) == ("惠民", "高敏")
    clerk.press("提交变动")
    assert "信息卡变动已生效" in clerk.said()
    assert "惠民" in main(clerk)


def test_a_change_of_value_waits_for_another_person(clerk, window, account, width):
    path = register(clerk)
    change(clerk, path, reason="评估更正", original_value_fen="20000.00")
    assert "待单位审核岗审核" in clerk.said()
    assert "待审核的变动" in main(clerk)
    assert "12,345.60" in main(clerk)
    reviewer = window(width)
    reviewer.sign_in(account("unit_reviewer", "004011"))
    reviewer.open(path)
    with reviewer.page.expect_navigation():
        reviewer.page.locator("main a[href^='/changes/']").first.click()
    reviewer.press("不同意，退回")
    assert "退回必须说明理由" in reviewer.said()
    reviewer.page.fill("#reason", "同意")
    reviewer.press("同意")
    assert "已同意" in reviewer.said()
    clerk.open(path)
    assert "20,000.00" in main(clerk)


def test_several_cards_get_a_place_at_once(clerk):
    name = f"课桌{clerk.page.viewport_size['width']}"
    for _ in range(2):
        register(clerk, name=name)
    clerk.open(f"/cards?q={name}")
    clerk.page.locator("[data-take-all]").filter(visible=True).first.check()
    clerk.page.fill("[data-bulk] [name=place]", "南院/4号楼/9层/739室")
    clerk.page.fill("[data-bulk] [name=reason]", "集中存放")
    clerk.check()
    clerk.press("指定")
    assert "已更新 2 张信息卡" in clerk.said()
    with clerk.page.expect_navigation():
        clerk.page.locator("#results tbody a").first.click()
    assert "南院/4号楼/9层/739室" in main(clerk)


def test_a_card_is_lent_and_taken_back(clerk):
    path = register(clerk)
    clerk.open(f"{path}/lend")
    for name, value in {"counterparty": "社区文化中心", "starts_on": "2026-11-01", "ends_on": "2026-10-01", "purpose": "演出"}.items():
        clerk.page.fill(f"#{name}", value)
    clerk.press("登记出租出借")
    assert clerk.page.locator("#ends_on-fault").count() == 1
    clerk.page.fill("#ends_on", "2027-01-31")
    clerk.press("登记出租出借")
    assert "出租出借已登记" in clerk.said()
    clerk.open(f"{path}/take-back")
    clerk.page.select_option("#state", "闲置")
    clerk.press("收回")
    assert "资产已收回" in clerk.said()
    assert clerk.page.locator(".head .tag").first.inner_text() == "闲置"


def test_a_card_is_split_to_the_fen(clerk):
    path = register(clerk)
    clerk.open(f"{path}/split?rows=2")
    clerk.page.fill('[name="parts[0].original_value_fen"]', "4000")
    clerk.page.fill('[name="parts[1].original_value_fen"]', "9999")
    clerk.page.fill("#reason", "分开使用")
    clerk.press("拆分")
    assert "超过原卡" in clerk.said()
    clerk.page.fill('[name="parts[1].original_value_fen"]', "4000.01")
    clerk.press("拆分")
    assert "新增 2 张" in clerk.said()
    assert "4,345.59" in main(clerk)


def test_the_printed_card_is_the_card_alone(clerk):
    clerk.open(register(clerk))
    clerk.page.emulate_media(media="print")
    for part in (".bar", ".side", ".crumbs", ".acts"):
        assert clerk.page.locator(part).first.is_hidden()
    assert clerk.page.locator("dl.facts").first.is_visible()
