"""Labels over REST: templates, files, jobs, what became of labels, pasting, attachment 5, photos."""

import io

import pytest
from PIL import Image

from tests.support import labels
from tests.support.cases import done
from tests.support.labels import LABELS

UNIT = "004012"


@pytest.fixture
def handler(signed_in):
    return signed_in("unit_handler", UNIT)


@pytest.fixture
def administrator(signed_in):
    return signed_in("asset_administrator", UNIT)


@pytest.fixture
def finance(signed_in):
    return signed_in("finance_reviewer", "310151")


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "white").save(file, "JPEG")
    return file.getvalue()


def test_the_usual_stocks_have_templates_that_come_with_the_product(handler):
    found = {(one["stock"]["width_mm"], one["stock"]["height_mm"]) for one in done(handler.get(f"{LABELS}/templates"))["items"]}
    assert {(50, 30), (60, 40), (70, 50), (100, 70)} <= found


@pytest.mark.parametrize(
    ("form", "head"), [("svg", b"<"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("zpl", b"^XA"), ("tspl", b"SIZE")]
)
def test_a_label_comes_in_every_format(handler, form, head):
    number = labels.card(handler, UNIT)
    body = {"template": "60x40-qr", "format": form, "dpi": 203, "asset_nos": [number]}
    answer = handler.post(f"{LABELS}/render", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.content.lstrip().startswith(head) or head in answer.content[:4000]
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]


def test_a_filter_of_the_card_list_selects_labels_as_well(handler):
    labels.card(handler, UNIT, name="投影幕布")
    body = {"template": "60x40-qr", "format": "pdf", "filter": {"q": "投影幕布", "unit": UNIT}}
    assert handler.post(f"{LABELS}/render", json=body).content.startswith(b"%PDF")
    assert handler.post(f"{LABELS}/render", json={**body, "asset_nos": ["1"]}).status_code == 422


def test_a_preview_is_an_image_that_no_browser_runs(handler):
    number = labels.card(handler, UNIT)
    answer = handler.get(f"{LABELS}/preview/{number}.svg", params={"template": "60x40-qr"})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "image/svg+xml")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_region_has_templates_of_its_own(handler, finance):
    shipped = done(handler.get(f"{LABELS}/templates/60x40-qr"))
    body = {name: shipped[name] for name in ("stock", "elements", "dpi", "asset_no_length")} | {"name": "崇明标签", "region": "310151"}
    assert handler.put(f"{LABELS}/templates/60x40-own", json=body).status_code == 403
    assert done(finance.put(f"{LABELS}/templates/60x40-own", json=body))["version"] == 1
    assert finance.put(f"{LABELS}/templates/60x40-own", json=body).status_code == 409
    assert "60x40-own" in {one["code"] for one in done(handler.get(f"{LABELS}/templates"))["items"]}
    assert finance.delete(f"{LABELS}/templates/60x40-own", params={"region": "310151"}).status_code == 204
    assert handler.get(f"{LABELS}/templates/60x40-own").status_code == 404


def test_a_symbol_too_wide_is_refused_with_the_stock_that_fits(handler):
    symbol = {"kind": "code128", "field": "asset_no", "x_mm": 1, "y_mm": 1, "width_mm": 28, "height_mm": 10}
    body = {"name": "太窄", "stock": {"width_mm": 30, "height_mm": 20}, "elements": [symbol], "asset_no_length": 26}
    faults = done(handler.post(f"{LABELS}/templates/check", json=body))["faults"]
    assert faults[0]["field"].startswith("elements[0]")
    assert "×" in faults[0]["message"]


def test_a_job_waits_for_its_station_and_is_steered(handler, administrator):
    station = labels.station(administrator)
    numbers = [labels.card(handler, UNIT) for _ in range(2)]
    job = labels.order(handler, station["id"], *numbers)["job"]
    assert (job["total"], sum(job["counts"].values())) == (2, 2)
    assert done(handler.get(f"{LABELS}/jobs", params={"station_id": station["id"]}))["items"][0]["id"] == job["id"]
    here = f"{LABELS}/jobs/{job['id']}"
    assert done(handler.post(f"{here}/priority", json={"priority": 6}))["priority"] == 6
    assert done(handler.post(f"{here}/actions", json={"action": "pause"}))["state"] == "paused"
    assert done(handler.post(f"{here}/actions", json={"action": "resume"}))["state"] == "waiting"
    other = labels.station(administrator)
    assert done(handler.post(f"{here}/move", json={"station_id": other["id"]}))["station_id"] == other["id"]
    prints = done(handler.get(f"{LABELS}/prints", params={"job_id": job["id"]}))["items"]
    assert [one["asset_no"] for one in prints] == numbers
    assert done(handler.post(f"{here}/actions", json={"action": "cancel"}))["state"] == "cancelled"


def test_an_order_names_what_no_card_has(handler, administrator):
    station = labels.station(administrator)
    body = {"station_id": station["id"], "template": "60x40-qr", "asset_nos": ["NO-SUCH-CARD"]}
    answer = handler.post(f"{LABELS}/jobs", json=body)
    assert answer.status_code in (404, 422)
    assert "NO-SUCH-CARD" in answer.json()["detail"]


def test_a_station_is_changed_and_retired_and_seen_by_its_unit_alone(handler, administrator, signed_in):
    station = labels.station(administrator)
    elsewhere = signed_in("asset_administrator", "007011")
    assert station["id"] not in {one["id"] for one in done(elsewhere.get("/api/v1/stations"))["items"]}
    changed = {"name": "新名称" + station["id"], "printer": {**labels.PRINTER, "dpi": 300}}
    assert handler.put(f"/api/v1/stations/{station['id']}", json=changed).status_code == 403
    assert done(administrator.put(f"/api/v1/stations/{station['id']}", json=changed))["printer"]["dpi"] == 300
    assert len(done(administrator.post(f"/api/v1/stations/{station['id']}/enrolment"))["enrolment_code"]) >= 12
    assert done(administrator.post(f"/api/v1/stations/{station['id']}/retirement"))["state"] == "retired"


def test_a_station_enrols_once_with_its_code_and_nobody_signed_in(administrator, anybody):
    station = labels.station(administrator)
    answer = done(anybody.post("/api/v1/stations/enrol", json={"code": station["code"]}))
    assert answer["station_id"] == station["id"]
    assert answer["queue"] == f"{station['id']}.inbox"
    assert answer["amqp_url"].startswith("amqp")
    assert anybody.post("/api/v1/stations/enrol", json={"code": station["code"]}).status_code in (401, 403, 404, 409, 422)


def test_guessing_codes_is_slowed_down(gateway):
    with gateway(SIGN_IN_RATE="3/minute") as slow:
        answers = [slow.post("/api/v1/stations/enrol", json={"code": "AAAA-AAAA-AAAA"}).status_code for _ in range(5)]
    assert answers[-1] == 429
    assert answers[0] != 429


def test_a_scanned_code_says_what_it_is(handler, signed_in):
    number = labels.card(handler, UNIT)
    assert labels.outcome(handler, number) == "known"
    assert labels.outcome(handler, "NO-SUCH-CARD") == "unknown"
    assert labels.outcome(handler, "https://example.org/x") == "unknown"
    assert labels.outcome(signed_in("unit_handler", "007011"), number) == "elsewhere"


#
def test_pasting_is_confirmed_with_person_place_and_photo(handler):
    number = labels.card(handler, UNIT)
    pasted = done(handler.post(f"{LABELS}/assets/{number}/pasting", json={"place": "桌腿内侧"}))
    assert (pasted["state"], pasted["pasted_place"]) == ("pasted", "桌腿内侧")
    assert pasted["pasted_by"] == handler.headers["X-Test-Account"]
    assert handler.get(f"{LABELS}/assets/{number}/photo").status_code == 404
    kept = done(handler.post(f"{LABELS}/assets/{number}/photo", files={"file": ("桌.jpg", photo())}), 201)
    assert kept["has_photo"]
    assert handler.get(f"{LABELS}/assets/{number}/photo").content[:2] == b"\xff\xd8"


def test_what_is_no_picture_is_no_photo(handler):
    number = labels.card(handler, UNIT)
    answer = handler.post(f"{LABELS}/assets/{number}/photo", files={"file": ("a.jpg", b"<script>1</script>")})
    assert answer.status_code in (409, 422)


#
def test_what_cannot_be_pasted_is_listed_and_exported_with_its_reason(handler):
    number = labels.card(handler, UNIT, name="无线话筒")
    nothing_said = {"asset_nos": [number], "mark": "cannot_paste"}
    assert handler.post(f"{LABELS}/marks", json=nothing_said).status_code == 422
    assert done(handler.post(f"{LABELS}/marks", json={**nothing_said, "reason": "体积太小"}))["marked"] == 1
    found = done(handler.get(f"{LABELS}/assets", params={"state": "cannot_paste", "unit": UNIT}))["items"]
    assert (number, "体积太小") in {(one["asset_no"], one["reason"]) for one in found}
    sheet = handler.get(f"{LABELS}/unpastable.xlsx", params={"unit": UNIT})
    assert sheet.content[:2] == b"PK"
    done(handler.post(f"{LABELS}/marks", json={"asset_nos": [number], "mark": "clear"}))
    assert done(handler.get(f"{LABELS}/code", params={"code": number}))["label"]["state"] == "never_printed"


def test_progress_counts_per_unit_and_per_section(handler):
    number = labels.card(handler, UNIT, use_department="图书馆")
    done(handler.post(f"{LABELS}/assets/{number}/pasting", json={}))
    units = done(handler.get(f"{LABELS}/progress"))
    assert [one["budget_code"] for one in units["rows"]] == [UNIT]
    assert units["sum"]["assets"] == units["rows"][0]["assets"]
    sections = {one["section"]: one for one in done(handler.get(f"{LABELS}/progress", params={"unit": UNIT}))["rows"]}
    assert sections["图书馆"]["pasted"] >= 1


def test_the_scan_page_alone_runs_the_reader_and_asks_for_the_camera(stack, handler):
    cookie = {"Cookie": f"__Host-guanzi={handler.headers['Authorization'].removeprefix('Bearer ')}", "Authorization": ""}
    del cookie["Authorization"]
    for path, allowed in (("/labels/scan", True), ("/labels/jobs", False), ("/", False), ("/labels/scan/x", False)):
        headers = handler.get(path, headers=cookie).headers
        assert ("wasm-unsafe-eval" in headers["content-security-policy"]) is allowed, path
        assert ("camera=(self)" in headers["permissions-policy"]) is allowed, path
