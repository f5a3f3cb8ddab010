"""The clerks' everyday pages of the warehouse, at both widths: the demands' desk, standards, sources of drafts, purchase checks."""

import re
from contextlib import closing
from uuid import uuid4

from playwright.sync_api import expect

from services.operations.processes import wait_until
from tests.support.cases import done

from .test_warehouse_exchange import CONTACT, RECEIVERS, SHARING, SUPPLIERS, card, offered, picture, sides, units  # noqa: F401  # fixtures

WISH = {
    "class_code": "A02020200", "quantity": 2, "measure_unit": "台", "reason": "新开多功能教室", "contact": CONTACT, "scope": "county",
    "indicators": [{"name": "亮度", "relation": "min", "value": "3000", "measure_unit": "流明"}],
}  # fmt: skip


def filed(client, many):
    """So many demands at the reviewer's desk, and a word that only they have."""
    word = f"教学投影{uuid4().int % 10**8}"
    return [done(client.post(f"{SHARING}/demands", json={**WISH, "name": f"{word}号{number}"}), 201)["id"] for number in range(many)], word


def test_a_reviewer_ticks_all_demands_and_is_told_of_each_that_another_was_faster_with(window, people, sides, width):  # noqa: F811  # B-039
    with closing(people.client(sides["receiver"])) as handler:
        ids, word = filed(handler, 3)
    visitor = window(width)
    page = visitor.page
    visitor.sign_in(sides["receiver_reviewer"])
    visitor.open(f"/approvals/demands?q={word}")
    page.locator("[data-take-all]:visible").first.check()
    expect(page.locator("[data-bulk-count]")).to_have_text("3")
    visitor.press("退回")
    assert "退回必须说明理由" in visitor.said()
    expect(page.locator("[name=demand_id]:checked")).to_have_count(3)
    with closing(people.client(sides["receiver_reviewer"])) as another:
        done(another.post(f"{SHARING}/demands/{ids[0]}/decision", json={"decision": "agree"}))
    page.select_option("#scope", "department")
    visitor.press("同意发布")
    expect(page.locator(".figures strong")).to_have_text(["2", "1"])
    expect(page.locator("table.list")).to_contain_text("这一环节已经办结")
    with page.expect_navigation():
        page.get_by_role("link", name="返回列表").click()
    visitor.check()
    visitor.open(f"/demands/{ids[1]}")
    expect(page.locator("dl.facts").first).to_contain_text("本部门")


def test_a_finance_office_registers_a_standard_and_it_stands_beside_the_demand(window, account, sides, width):  # noqa: F811  # B-041
    visitor, code = window(width), {1280: "A02020100", 390: "A02021003"}[width]
    page, words = visitor.page, f"每个教室不超过一台，单价不超过 8,000 元（{uuid4().int % 10**6}）"
    visitor.sign_in(account("finance_reviewer", "310151"))
    visitor.open("/standards?q=没有的内容")
    expect(page.locator(".empty")).to_contain_text("没有符合条件的配置标准")
    with page.expect_navigation():
        page.locator("#menu a, .side a", has_text="配置标准").first.evaluate("link => link.click()")
    visitor.check()
    page.fill("#class_code", code)
    page.fill("#standard", words)
    visitor.press("登记")
    if "已被他人修改" in visitor.said():  # an earlier walk left one
        visitor.open(f"/standards/one?region=310151&class_code={code}")
        page.fill("#standard", words)
        visitor.press("保存")
    assert "配置标准已登记" in visitor.said()
    clerk = window(width)
    clerk.sign_in(sides["receiver"])
    clerk.open("/demands/new")
    clerk.page.fill("#class_code", code)
    expect(clerk.page.locator("#beside")).to_contain_text(words)
    visitor.open(f"/standards?class_code={code}")
    expect(page.locator("table.list")).to_contain_text(words)
    with page.expect_navigation():
        page.get_by_role("link", name="修改、查看沿革").first.click()
    visitor.check()
    visitor.press("终止")
    assert "配置标准已终止" in visitor.said()
    expect(page.locator("table.list").last).to_contain_text(words)


def test_what_the_radar_suggests_is_entered_with_the_event_it_was_bought_for(window, people, sides, width):  # noqa: F811  # B-084, B-085
    with closing(people.client(sides["supplier"])) as client:
        number = card(client, SUPPLIERS[width], state="闲置", original_value_fen=98_000_000, net_value_fen=98_000_000)
    visitor = window(width)
    page = visitor.page
    visitor.sign_in(sides["supplier"])

    def suggested():
        visitor.open("/radar")
        return page.get_by_label(f"选择 {number}").count() == 1

    wait_until(suggested, 90, "the radar suggests nothing", every=2)
    page.get_by_label(f"选择 {number}").check()
    visitor.press("采纳，转入仓申请")
    page.select_option("#source", "large_event")
    page.fill("#source_note", "第三届花博会")
    visitor.press("保存草稿")
    expect(page.locator("#source")).to_have_value("large_event")
    visitor.open("/my-warehouse/drafts")
    expect(page.locator("table.list")).to_contain_text("大型活动")
    with page.expect_navigation():
        page.get_by_role("link", name="继续填写").first.click()
    visitor.check()
    page.select_option("#national", "0")
    page.fill("#contact-name", "李老师")
    page.fill("#contact-phone", "13812345678")
    visitor.press("提交入仓申请")
    assert "已提交 1 项入仓申请" in visitor.said()
    with page.expect_navigation():
        page.get_by_role("link", name=number).first.click()
    visitor.check()
    expect(page.locator("dl.facts").first).to_contain_text("大型活动　第三届花博会")


def test_matches_show_pictures_and_what_is_refused_stands_in_the_statement_printed_on_one_page(window, people, sides, width):  # noqa: F811  # B-044, B-082, B-092
    model = f"S{uuid4().int % 10**8}"
    with closing(people.client(sides["supplier"])) as client:
        number = card(client, SUPPLIERS[width], state="闲置", model=model)
        file = {"file": ("x.jpg", picture(), "image/jpeg")}
        done(client.post(f"{SHARING}/assets/{number}/photos", files=file), 201)
    offered(people, sides, number, "transfer")
    visitor = window(width)
    page = visitor.page
    visitor.sign_in(sides["receiver"])
    visitor.open("/purchase-checks")
    page.fill("#class_code", WISH["class_code"])
    page.locator("[name=indicator_name_0]").fill("型号")
    page.locator("[name=indicator_relation_0]").select_option("contains")
    page.locator("[name=indicator_value_0]").fill(model)
    visitor.press("查询")
    image = page.locator("#matches .face img")
    expect(image).to_have_count(1)
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    while page.locator("#matches tbody tr").count():
        page.locator("#matches summary", has_text="不采用").first.click()
        page.locator("#matches [name=reason]:visible").first.fill("接口不符")
        with page.expect_navigation():
            page.locator("#matches details[open]").get_by_role("button", name="不采用", exact=True).click()
        visitor.check()
    with page.expect_navigation():
        page.get_by_role("link", name="打印无可调剂资产证明").click()
    visitor.check()
    expect(page.locator("table.list")).to_contain_text("接口不符")
    assert _sheets(page) == 1
    visitor.open("/statements")
    expect(page.locator("table.list")).to_contain_text("有效")


def _sheets(page) -> int:
    """How many sheets of A4 the page takes."""
    printed = page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))
