"""Supply, demand, match, agreement and booking between two units, at both widths, through the real stack (B-017, B-038 to B-061)."""

import io
from contextlib import closing
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy
import pytest
from PIL import Image
from playwright.sync_api import expect

from services.operations.processes import wait_until
from tests.support.cases import done

SHARING = "/api/v1/sharing"
SUPPLIERS, RECEIVERS = {1280: "004095", 390: "004096"}, {1280: "004097", 390: "004098"}
FEATURES = [
    {"name": "内存", "value": "16", "measure_unit": "GB"}, {"name": "亮度", "value": "3600", "measure_unit": "流明"},
    {"name": "附件", "value": "遥控器、电源线、安装支架各一，信号线两根，长度都在十米以上，另有备用灯泡一只、说明书一份"},
]  # fmt: skip
SPILLING = """() => [...document.querySelectorAll('table.month td > *')].filter(day =>
  day.scrollWidth > day.clientWidth || day.scrollHeight > day.clientHeight || day.clientWidth < 40 || day.clientHeight < 44
).map(day => day.textContent)"""
"""The days of the month in which something does not fit, or which are too small for a finger."""
CONTACT = {"name": "李老师", "phone": "13812345678"}
PROJECTOR = {
    "class_code": "A02020200", "quantity": 1, "measure_unit": "台", "acquisition_method": "新购", "original_value_fen": 800_000,
    "net_value_fen": 800_000, "acquired_on": "2024-03-15", "model": "M300 16GB",
}  # fmt: skip


@pytest.fixture(autouse=True)
def units(people):
    people.organise(
        "004095,供给甲小学,事业单位,004001,310151,,全额", "004096,供给乙小学,事业单位,004001,310151,,全额",
        "004097,需求甲小学,事业单位,004001,310151,,全额", "004098,需求乙小学,事业单位,004001,310151,,全额",
    )  # fmt: skip


@pytest.fixture
def sides(people, account, units, width):
    """Two clerks of two units, with the reviewers of both."""
    names = {
        "supplier": account("unit_handler", SUPPLIERS[width]), "supplier_reviewer": account("unit_reviewer", SUPPLIERS[width]),
        "receiver": account("unit_handler", RECEIVERS[width]), "receiver_reviewer": account("unit_reviewer", RECEIVERS[width]),
    }  # fmt: skip
    with closing(people.client(names["supplier"])) as client:
        totals = {"unit": SUPPLIERS[width]}
        wait_until(lambda: client.get("/api/v1/registry/totals", params=totals).status_code == 200, 20, "not known")
    return names


def picture() -> bytes:
    """A photo that nothing is wrong with."""
    noise = numpy.random.default_rng(7).integers(40, 215, (60, 80, 3), dtype=numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).resize((1600, 1200), Image.Resampling.NEAREST).save(file, "JPEG", quality=90)
    return file.getvalue()


def card(client, unit, **fields) -> str:
    body = {"unit": unit, "fields": {**PROJECTOR, "name": f"投影仪{uuid4().int % 10**8}", **fields}}
    return str(done(client.post("/api/v1/registry/assets", json=body), 201)["asset_no"])


def offered(people, sides, number, mode) -> str:
    """An entry that the unit's reviewer has agreed to; its id."""
    with closing(people.client(sides["supplier"])) as handler, closing(people.client(sides["supplier_reviewer"])) as reviewer:
        asked = {"asset_nos": [number], "mode": mode, "scope": "city", "contact": CONTACT, "photos": 4, "features": FEATURES}
        entry = str(done(handler.post(f"{SHARING}/entries", json=asked), 201)[0]["id"])
        done(reviewer.post(f"{SHARING}/entries/{entry}/decisions", json={"decision": "agree"}))
    return entry


def test_a_demand_finds_its_offer_and_two_units_agree(window, people, sides, width):  # B-038 to B-044, B-057, B-082
    with closing(people.client(sides["supplier"])) as client:
        number = card(client, SUPPLIERS[width], state="闲置")
    _photograph(window(width), sides["supplier"], number)
    entry = offered(people, sides, number, "transfer")
    demand = _demand(window(width), sides, width)
    _agree(window(width), sides, demand, entry)


def _photograph(visitor, account, number):
    """On the telephone, on the card's page."""
    page = visitor.page
    visitor.sign_in(account)
    visitor.open(f"/cards/{number}")
    page.set_input_files("#photos input[type=file]", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    visitor.press("上传照片")
    expect(page.locator("[role=alert]").first).to_be_visible()
    visitor.open(f"/cards/{number}")
    page.set_input_files("#photos input[type=file]", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    visitor.press("上传照片")
    assert "照片已上传" in visitor.said()
    expect(page.locator("#photos img")).to_have_count(1)
    assert page.locator("#photos img").evaluate("image => image.complete || new Promise(done => image.onload = () => done(true))")


def _demand(visitor, sides, width) -> str:
    """需求发布, with the unit's own stock beside the form, and the reviewer's agreement."""
    page = visitor.page
    visitor.sign_in(sides["receiver"])
    visitor.open("/demands/new")
    page.fill("#class_code", PROJECTOR["class_code"])
    expect(page.locator("#beside")).to_contain_text("同类资产")
    expect(page.locator("#indicator-names option[value='亮度']")).to_have_count(1)  # B-040
    page.fill("#name", "投影仪")
    page.fill("#quantity", "1")
    page.fill("[name=indicator_name_0]", "内存")
    page.fill("[name=indicator_value_0]", "16")
    page.fill("[name=indicator_unit_0]", "GB")
    page.fill("#contact-name", "王老师")
    page.fill("#contact-phone", "13912345678")
    page.fill("#reason", "教室多媒体教学")
    visitor.press("提交")
    assert "需求已提交" in visitor.said(), visitor.said()
    demand = page.url.partition("?")[0].rpartition("/")[2]
    visitor.sign_in(sides["receiver_reviewer"])
    visitor.open("/approvals/demands")
    with page.expect_navigation():
        page.locator(f"a[href='/demands/{demand}']").click()
    visitor.check()
    visitor.press("同意发布")
    expect(page.locator(".head .tag").first).to_contain_text("已在需求广场发布")
    visitor.open("/squares/demands")
    expect(page.locator(f"a[href='/demands/{demand}']")).to_be_visible()
    return str(demand)


def _agree(visitor, sides, demand, entry):
    """From the match over the intention to the agreement of both sides."""
    page = visitor.page
    visitor.sign_in(sides["receiver"])

    def matched():
        visitor.open(f"/demands/{demand}")
        return page.locator(f"#matches a[href='/entries/{entry}']").count() > 0  # its picture, and its name

    wait_until(matched, 60, "no match came", every=0.5)
    page.locator("#matches summary").first.click()
    expect(page.get_by_text("内存≥16GB：符合（16GB）").first).to_be_visible()
    visitor.check()
    visitor.open(f"/entries/{entry}?demand_id={demand}")
    page.fill("#message", "希望本学期内交接")
    visitor.press("提出调剂意向")
    assert "调剂意向已提出" in visitor.said(), visitor.said()
    agreement = page.url.partition("?")[0]
    visitor.sign_in(sides["supplier"])
    visitor.open("/")
    expect(page.locator("a[href='/my-sharing/agreements?open=1']").first).to_contain_text("调剂意向待答复")
    visitor.open("/my-sharing/agreements")
    visitor.open(agreement.removeprefix(visitor.base_url))
    page.fill("#terms", "自行提取")
    visitor.press("同意调剂")
    visitor.sign_in(sides["receiver"])
    visitor.open(agreement.removeprefix(visitor.base_url))
    visitor.press("确认接收")
    expect(page.locator(".head .tag").first).to_contain_text("已达成")
    visitor.open("/my-sharing/demands")


def test_a_shared_asset_is_booked_handed_out_and_returned(window, people, sides, width):  # B-060, B-065
    with closing(people.client(sides["supplier"])) as client:
        number = card(client, SUPPLIERS[width], state="在用", shareable=True)
    entry = offered(people, sides, number, "share")
    visitor = window(width)
    page = visitor.page
    visitor.sign_in(sides["receiver"])
    visitor.open("/squares/local")
    expect(page.locator(f"a[href='/entries/{entry}']")).to_be_visible()
    _book(visitor, entry, 1, 5)
    assert "预约成功" in visitor.said(), visitor.said()
    expect(page.locator("#calendar tbody .mine").first).to_be_visible()
    _book(visitor, entry, 2, 3)
    assert "已有预约" in visitor.said(), visitor.said()
    assert "最近空闲时段" in visitor.said(), visitor.said()
    assert page.input_value("#purpose") == "开放日活动"
    assert page.input_value("#starts_at")
    visitor.press("改约这一时段")
    assert "预约成功" in visitor.said(), visitor.said()
    visitor.sign_in(sides["supplier"])
    visitor.open("/")
    expect(page.locator("a[href='/my-sharing/bookings?side=supplier']").first).to_contain_text("预约待交付")
    visitor.open("/my-sharing/bookings?view=week")
    expect(page.locator("table.week")).to_contain_text(number)
    visitor.open("/my-sharing/bookings")
    row = page.locator("tr", has_text=number).first
    expect(row).to_contain_text("待交付")
    _tell(visitor, row, "交付", "外观完好，附件齐全", picture())
    assert "交付已登记" in visitor.said(), visitor.said()
    _tell(visitor, page.locator("tr", has_text=number).filter(has_text="待收回").first, "归还", "完好")
    assert "归还已登记" in visitor.said(), visitor.said()
    visitor.open("/my-sharing/bookings?view=all")
    row = page.locator("tr", has_text=number).filter(has_text="已归还")
    expect(row).to_contain_text("照片 1 张")


def test_a_day_chosen_in_the_calendar_fills_the_form(window, people, sides, width):  # B-060
    with closing(people.client(sides["supplier"])) as client:
        number = card(client, SUPPLIERS[width], state="在用", shareable=True)
    entry = offered(people, sides, number, "share")
    _take_a_morning_and_a_day(people, sides, entry)
    visitor, month = window(width), f"{_month_after_next():%Y-%m}"
    page = visitor.page
    visitor.sign_in(sides["receiver"])
    visitor.open(f"/entries/{entry}")
    for _ in range(2):  # the months change in place
        title = page.locator("#month .turn strong").inner_text()
        page.get_by_role("link", name="下月").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#month .turn strong")).not_to_have_text(title)
        expect(page.get_by_role("link", name="下月")).to_be_focused()
    visitor.check()
    assert page.evaluate(SPILLING) == []
    cells = {day: page.locator(f"td[data-day='{month}-{day}']") for day in ("10", "11", "12")}
    expect(cells["10"]).to_have_class("partly own")
    expect(cells["11"]).to_have_class("taken own")
    expect(page.locator(f"td[data-day='{month}-20']")).to_contain_text("共 3 段")
    expect(cells["11"].locator("a")).to_have_count(0)
    chosen = page.get_by_role("link", name="12日").and_(page.locator("td:not(.outside) a"))
    chosen.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#starts_at")).to_be_focused()
    assert (page.input_value("#starts_at"), page.input_value("#ends_at")) == (f"{month}-12T08:00", f"{month}-12T18:00")
    expect(cells["12"]).to_have_class("free chosen")
    page.fill("#purpose", "运动会")
    visitor.press("预约")
    assert "预约成功" in visitor.said(), visitor.said()
    expect(cells["12"]).to_have_class("partly own")
    visitor.sign_in(sides["supplier"])
    visitor.open(f"/entries/{entry}?month={month}")
    expect(cells["12"]).to_have_class("partly")  # another's: no link, and by whom stands below
    expect(page.locator("#month details")).to_contain_text("需求")


def test_a_day_is_chosen_and_booked_without_scripts(window, people, sides, width):  # B-060
    with closing(people.client(sides["supplier"])) as client:
        number = card(client, SUPPLIERS[width], state="在用", shareable=True)
    entry = offered(people, sides, number, "share")
    visitor, month = window(width, scripts=False), _month_after_next()
    page = visitor.page
    visitor.sign_in(sides["receiver"])
    visitor.open(f"/entries/{entry}?month={month:%Y-%m}")
    with page.expect_navigation():
        page.locator(f"td[data-day='{month:%Y-%m}-12'] a").click()
    assert page.input_value("#ends_at") == f"{month:%Y-%m}-12T18:00"
    page.fill("#purpose", "运动会")
    visitor.press("预约")
    assert "预约成功" in visitor.said(), visitor.said()
    expect(page.locator(f"td[data-day='{month:%Y-%m}-12']")).to_have_class("partly own")


def _month_after_next():
    first = (datetime.now(UTC) + timedelta(hours=8)).date().replace(day=1)
    return ((first + timedelta(days=32)).replace(day=1) + timedelta(days=32)).replace(day=1)


def _take_a_morning_and_a_day(people, sides, entry):
    month = f"{_month_after_next():%Y-%m}"
    with closing(people.client(sides["receiver"])) as client:
        morning_day_and_three = (
            ("10T08:00", "10T12:00"), ("11T00:00", "12T00:00"), ("20T08:00", "20T09:30"), ("20T10:00", "20T12:00"),
            ("20T14:15", "20T17:45"),
        )  # fmt: skip
        for starts, ends in morning_day_and_three:
            period = {"starts_at": f"{month}-{starts}:00+08:00", "ends_at": f"{month}-{ends}:00+08:00"}
            done(client.post(f"{SHARING}/bookings", json={"entry_id": entry, "purpose": "考试", **period}), 201)


def _book(visitor, entry, first, last):
    visitor.open(f"/entries/{entry}")
    beijing = datetime.now(UTC) + timedelta(hours=8)
    visitor.page.fill("#starts_at", f"{beijing + timedelta(hours=first):%Y-%m-%dT%H:%M}")
    visitor.page.fill("#ends_at", f"{beijing + timedelta(hours=last):%Y-%m-%dT%H:%M}")
    visitor.page.fill("#purpose", "开放日活动")
    visitor.press("预约")


def _tell(visitor, row, title, condition, taken=b""):
    page = visitor.page
    row.locator("summary", has_text=title).first.click()
    part = row.locator("details[open]").first
    part.locator("[name=condition]").fill(condition)
    if taken:
        part.locator("[name=file]").set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": taken})
    with page.expect_navigation():
        part.get_by_role("button", name=title, exact=True).click()
    visitor.check()


def test_before_something_is_bought_there_is_a_statement_or_a_match(window, account, units, width):  # B-044, B-092
    visitor = window(width)
    page = visitor.page
    visitor.sign_in(account("unit_handler", RECEIVERS[width]))
    visitor.open("/purchase-checks")
    page.fill("#class_code", "A07040999")
    page.fill("#quantity", "3")
    visitor.press("查询")
    assert "没有可调剂、共享的资产" in visitor.said(), visitor.said()
    with page.expect_navigation():
        page.get_by_role("link", name="打印无可调剂资产证明").click()
    visitor.check()
    expect(page.locator(".head .tag").first).to_contain_text("有效")


def test_the_public_square_asks_for_no_account(window, width):  # D-044
    visitor = window(width)
    visitor.open("/public/square")
    visitor.open("/public/square?region=310151")


def test_the_radar_and_the_report_are_there_for_those_who_may_see_them(window, account, people, sides, width):  # B-084, B-087
    with closing(people.client(sides["supplier"])) as client:
        number = card(client, SUPPLIERS[width], state="闲置", original_value_fen=99_000_000, net_value_fen=99_000_000)
    visitor = window(width)
    page = visitor.page
    visitor.sign_in(sides["supplier"])
    visitor.open("/radar?answer=refused")
    visitor.open("/sharing-results?by=region")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出表格").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    def suggested():
        visitor.open("/radar")
        return page.get_by_label(f"选择 {number}").count() == 1

    wait_until(suggested, 90, "the radar suggests nothing", every=2)
    page.get_by_label(f"选择 {number}").check()
    visitor.press("采纳，转入仓申请")
    assert "已办理 1 项" in visitor.said(), visitor.said()
    expect(page.locator("main")).to_contain_text(number)
