"""Labels at a desk and on a telephone: printed at a real station on a simulated printer, pasted by typed code and by camera."""

import io
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager

import pytest
import segno
from PIL import Image
from playwright.sync_api import expect

from services.labels.simulator.printer import LabelPrinter
from tests.browser.visitor import ARGUMENTS, HEIGHTS, Visitor
from tests.support import labels
from tests.support.labels import LABELS

UNITS = {1280: "004091", 390: "004092"}


@pytest.fixture
def handler(people, account, width):
    """The clerk, over REST: what the walk finds there already."""
    with closing(people.client(account("unit_handler", UNITS[width]))) as client:
        yield client


@pytest.fixture
def administrator(window, account, width):
    """The asset administrator, signed in."""
    visitor = window(width)
    visitor.sign_in(account("asset_administrator", UNITS[width]))
    return visitor


def test_labels_are_printed_and_pasted(administrator, handler, width, tmp_path):
    numbers = [labels.card(handler, UNITS[width], name=f"标签课桌{width}") for _ in range(3)]
    with LabelPrinter("zpl") as printer:
        code = _register_a_station(administrator, width, printer.address)
        _order(administrator, numbers, width)
        with _station(administrator.base_url, code, tmp_path):
            _comes_out(administrator, printer)
            _breaks_mid_label(administrator, printer, numbers[0], width)
            _runs_out_of_paper(administrator, printer, numbers[1], width)
    _paste_by_typed_code(administrator, numbers[0])
    _cannot_paste(administrator, numbers[1])
    _see_it_everywhere(administrator, numbers, width)


def _register_a_station(visitor, width, printer):
    """The code is shown once, with the command to type at the station."""
    page = visitor.page
    visitor.open("/labels/stations")
    with page.expect_navigation():
        page.get_by_role("link", name="登记打印站").click()
    visitor.check()
    page.fill("#name", f"打印站{width}")
    page.fill("#address", printer)
    visitor.press("登记")
    code = page.locator("[data-secret]").inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", code)
    assert code in page.locator("[data-command]").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="完成").click()
    visitor.check()
    expect(page.locator("#board")).to_contain_text(f"打印站{width}")
    assert code not in page.content()
    return code


@contextmanager
def _station(server, code, folder):
    """The real program beside the printer, enrolled with the code."""
    program = [sys.executable, "-m", "services.labels.station"]
    subprocess.run([*program, "enrol", "--server", server, "--code", code, "--folder", str(folder)], check=True, stdout=subprocess.DEVNULL)
    running = subprocess.Popen([*program, "run", "--folder", str(folder)], stderr=subprocess.DEVNULL)
    yield
    running.terminate()
    assert running.wait(30) == 0


def _comes_out(visitor, printer):
    """The job's page follows by itself."""
    page = visitor.page
    with page.expect_navigation():
        page.locator("#jobs tbody tr").first.locator("a").first.click()
    expect(page.locator("#job > .block").first).to_contain_text("已完成", timeout=60_000)
    assert len(printer.labels) == 3
    visitor.check()


def _reprint(visitor, number, width):
    """What was printed before is printed again for a reason."""
    page = visitor.page
    visitor.open(f"/labels/print?asset_no={number}")
    page.select_option("#station_id", label=next(t for t in page.locator("#station_id option").all_inner_texts() if f"打印站{width}" in t))
    page.check("[name=printed][value=reprint]")
    page.fill("#reprint_reason", "标签破损")
    visitor.press("打印")


def _breaks_mid_label(visitor, printer, number, width):
    """Unknown until somebody looked: then printed once more, marked."""
    page = visitor.page
    printer.set(cut_after=3)
    _reprint(visitor, number, width)
    expect(page.locator("#prints tbody")).to_contain_text("情况不明", timeout=60_000)
    expect(page.locator("#prints tbody")).to_contain_text("补印")
    visitor.open("/")
    expect(page.locator(".todo").first).to_contain_text("标签打印情况不明或失败")
    visitor.open("/labels/prints")
    page.locator("tr", has_text=number).locator("[name=print_id]").check()
    visitor.press("补印")
    assert "补印请填写原因" in visitor.said()
    assert page.locator("tr", has_text=number).locator("[name=print_id]").is_checked()
    page.fill("[data-bulk] [name=reason]", "断网，未打出")
    visitor.press("补印")
    assert "重新打印并注明补印" in visitor.said()
    expect(page.locator("#job > .block").first).to_contain_text("已完成", timeout=60_000)
    assert len(printer.labels) == 4


def _runs_out_of_paper(visitor, printer, number, width):
    """The board says so in words, and printing goes on once there is paper."""
    page = visitor.page
    printer.set(paper_out=True)
    _reprint(visitor, number, width)
    visitor.open("/labels/stations")
    expect(page.locator("#board")).to_contain_text("缺纸", timeout=60_000)
    visitor.check()
    printer.set(paper_out=False)
    expect(page.locator("#board")).not_to_contain_text("缺纸", timeout=60_000)
    assert printer.wait_for(5)


def _order(visitor, numbers, width):
    """From the card list's filter to a job that waits for its station."""
    page = visitor.page
    visitor.open(f"/cards?q=标签课桌{width}")
    with page.expect_navigation():
        page.get_by_role("link", name="打印标签", exact=True).last.click()
    visitor.check()
    expect(page.locator("main")).to_contain_text("3 张信息卡")
    expect(page.locator("input[name=template]:checked")).to_have_value("60x40-qr")
    page.select_option("#station_id", label=next(t for t in page.locator("#station_id option").all_inner_texts() if f"打印站{width}" in t))
    visitor.press("打印")
    assert "已下达 3 张标签" in visitor.said()
    assert sorted(page.locator("#prints tbody .code a").all_inner_texts()) == sorted(numbers)
    visitor.press("暂停")
    expect(page.locator("#job")).to_contain_text("已暂停")
    visitor.press("继续")
    visitor.open("/labels/jobs")
    expect(page.locator("#jobs tbody tr").first).to_contain_text(f"打印站{width}")


def _paste_by_typed_code(visitor, number):
    """As a hardware scanner types it, with Enter behind; the field is ready for the next one at once."""
    page = visitor.page
    visitor.open("/labels/scan")
    field = page.locator("#code")
    expect(field).to_be_focused()
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    result = page.locator("#result")
    expect(result).to_contain_text(number)
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    visitor.check()
    page.fill("#result [name=place]", "桌腿内侧")
    result.get_by_role("button", name="已粘贴").click()
    expect(result.locator("[data-done='1']")).to_contain_text("桌腿内侧")
    expect(field).to_be_focused()
    page.set_input_files("#photo", {"name": "桌.png", "mimeType": "image/png", "buffer": picture("x")})
    expect(result).to_contain_text("查看照片")
    visitor.check()
    field.fill("0000-0000")
    page.keyboard.press("Enter")
    expect(result.locator("[data-outcome=unknown]")).to_be_visible()
    visitor.check()


def _cannot_paste(visitor, number):
    page = visitor.page
    page.fill("#code", number)
    page.keyboard.press("Enter")
    result = page.locator("#result")
    expect(result).to_contain_text(number)
    page.fill("#result [name=reason]", "体积太小")
    result.get_by_role("button", name="无法粘贴").click()
    expect(result.locator("[data-done='1']")).to_contain_text("体积太小")
    visitor.check()


def _see_it_everywhere(visitor, numbers, width):
    """On the card, in the progress, in the list behind a figure, in attachment 5."""
    page = visitor.page
    visitor.open(f"/cards/{numbers[0]}")
    expect(page.locator("#label")).to_contain_text("已粘贴")
    visitor.open("/labels/unpastable")
    expect(page.locator("tbody")).to_contain_text("体积太小")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出附件5").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    visitor.open(f"/labels/progress?unit={UNITS[width]}")
    expect(page.locator("tbody")).to_contain_text("总务处")
    with page.expect_navigation():
        page.locator("tbody td[data-label=已粘贴] a").first.click()
    visitor.check()
    expect(page.locator("tbody")).to_contain_text(numbers[0])


def test_a_template_is_drawn_while_it_is_typed(window, account, width):
    visitor = window(width)
    visitor.sign_in(account("finance_reviewer", "310151"))
    page = visitor.page
    visitor.open("/labels/templates")
    expect(page.locator(".gallery img").first).to_be_visible()
    visitor.open("/labels/templates/new?from=60x40-qr")
    outcome = page.locator("#outcome")
    before = outcome.locator("img").get_attribute("src")
    page.fill("[id='stock.width_mm']", "70")
    expect(outcome.locator("img")).not_to_have_attribute("src", before)
    page.fill("[id='stock.width_mm']", "20")
    expect(outcome.locator("li.bad").first).to_be_visible()
    visitor.check()
    visitor.press("保存")
    assert "处问题" in visitor.said()
    visitor.check()
    page.fill("[id='stock.width_mm']", "60")
    page.focus("#code")
    expect(outcome.locator("img")).to_be_visible()  # the drawing came meanwhile, and left the focus where one types
    assert page.evaluate("document.activeElement.id") == "code"
    page.fill("#code", f"own-{width}")
    page.fill("#name", f"本区标签{width}")
    visitor.press("保存")
    assert "已保存" in visitor.said()
    visitor.open(f"/labels/templates/own-{width}")
    visitor.press("删除本区模板")
    assert "已删除" in visitor.said()


def test_a_telephone_reads_codes_with_its_camera(browser, stack, people, account, tmp_path):
    """The picture of a label before the camera becomes its number; nothing but the number leaves the browser."""
    with closing(people.client(account("unit_handler", UNITS[390]))) as handler:
        number = labels.card(handler, UNITS[390])
        with _telephone(browser, stack, tmp_path, number) as visitor:
            visitor.sign_in(account("unit_handler", UNITS[390]))
            visitor.open("/labels/scan")
            visitor.page.check("[name=at_once]")
            visitor.page.click("[data-camera]")
            expect(visitor.page.locator("#result")).to_contain_text(number, timeout=20_000)
            visitor.check()
            visitor.page.click("[data-camera]")
            visitor.page.set_input_files("#picture", {"name": "x.png", "mimeType": "image/png", "buffer": picture(number)})
            expect(visitor.page.locator("#result")).to_contain_text(number)
        found = handler.get(f"{LABELS}/code", params={"code": number}).json()
        assert found["label"]["state"] == "pasted"


def test_without_an_encrypted_connection_the_page_says_why_there_is_no_camera(window, account):
    visitor = window(390)
    visitor.page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
    visitor.sign_in(account("unit_handler", UNITS[390]))
    visitor.open("/labels/scan")
    expect(visitor.page.locator("[data-no-camera]")).to_contain_text("加密连接")
    expect(visitor.page.locator("[data-camera]")).to_be_hidden()
    expect(visitor.page.locator("[data-picture]")).to_be_visible()


def test_a_board_that_nobody_watches_stops_asking(window, account):
    """Else a page left open would keep its session alive for ever."""
    visitor = window()
    visitor.sign_in(account("asset_administrator", UNITS[1280]))
    visitor.page.clock.install()
    visitor.open("/labels/stations")
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    _time_goes_by(visitor, 4_000)
    assert asked
    _time_goes_by(visitor, 700_000)
    watched = len(asked)
    _time_goes_by(visitor, 4_000, 4_000, 4_000)
    assert len(asked) == watched
    visitor.page.mouse.move(200, 200)
    visitor.page.mouse.move(220, 220)
    _time_goes_by(visitor, 4_000)
    assert len(asked) > watched


def _time_goes_by(visitor, *milliseconds):
    for span in milliseconds:
        visitor.page.clock.fast_forward(span)
        visitor.page.wait_for_timeout(500)


def test_pasting_needs_no_script(window, account, handler, width):
    number = labels.card(handler, UNITS[width])
    visitor = window(width, scripts=False)
    visitor.sign_in(account("unit_handler", UNITS[width]))
    visitor.open("/labels/scan")
    visitor.page.fill("#code", number)
    visitor.press("查看")
    visitor.press("已粘贴")
    assert "已确认粘贴" in visitor.page.locator("#result").inner_text()


def picture(text: str) -> bytes:
    """A label with a code, on a table."""
    code, file = io.BytesIO(), io.BytesIO()
    segno.make(text, error="m").save(code, kind="png", scale=6, border=4)
    table = Image.new("L", (640, 480), 190)
    table.paste(Image.open(code).convert("L"), (220, 120))
    table.save(file, "PNG")
    return file.getvalue()


@contextmanager
def _telephone(browser, stack, folder, number):
    """A browser whose camera looks at a label with this number."""
    film = folder / "camera.y4m"
    grey = Image.open(io.BytesIO(picture(number))).convert("L").tobytes()
    frame = b"FRAME\n" + grey + bytes([128]) * (640 * 480 // 2)
    film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A0:0 C420jpeg\n" + frame * 10)
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    started = browser.browser_type.launch(executable_path=chromium, args=[*ARGUMENTS, *camera], env={**os.environ, "LANG": "C.UTF-8"})
    context = started.new_context(
        viewport={"width": 390, "height": HEIGHTS[390]}, locale="zh-CN", timezone_id="Asia/Shanghai", permissions=["camera"]
    )
    yield Visitor.at(context, stack.base_url)
    started.close()
