"""Labels as files: every format comes back from a scanner as its asset number, in the order asked for, and every file is noted (A-080)."""

import io
import re
import zipfile

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import update

from services.chassis.errors import Forbidden, Invalid, NotFound, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.labels.v1 import rendering_pb2 as pb
from services.contracts.rpc.labels.v1 import templates_pb2
from services.contracts.rpc.registry.v1 import finding_pb2
from services.labels import clients
from services.labels.documents.rendering import Wanted
from services.labels.documents.rendering import render as render_file
from services.labels.shipped_templates import shipped
from services.labels.usecases.rendering import invented
from services.registry.tables import card as registry_card
from tests.labels.desk import COUNTY, FINANCE, HOSPITAL, OTHER_SCHOOL, SCHOOL
from tests.labels.documents.samples import codes, pages

CODE = "60x40-qr"


def selected(asset_nos=(), **wanted):
    if asset_nos:
        return pb.Selection(list=pb.AssetNumbers(asset_nos=asset_nos))
    return pb.Selection(filter=finding_pb2.CardFilter(**wanted))


def render(desk, selection, form, dpi=203, template=CODE, origin=None):
    request = pb.RenderLabelsRequest(template=template, format=form, dpi=dpi, selection=selection)
    return desk.streamed(desk.rendering.RenderLabels, request, origin)


def preview(desk, origin=None, **wanted):
    return ask(desk.rendering.PreviewLabel, pb.PreviewLabelRequest(**wanted), origin or desk.who()).svg


def decoded(png):
    return [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))]


@pytest.mark.parametrize("template", ["60x40-qr", "60x40-code128", "50x30-data-matrix"])
def test_a_picture_of_one_label_is_read_by_a_scanner(desk, template):
    number = desk.card()
    name, media_type, content = render(desk, selected([number]), "png", template=template)
    assert (name, media_type, decoded(content)) == (f"{number}.png", "image/png", [number])


def test_several_pictures_come_as_a_zip(desk):
    numbers = [desk.card() for _ in range(3)]
    name, media_type, content = render(desk, selected(numbers), "png", 300)
    assert (name, media_type) == ("60x40-qr-png.zip", "application/zip")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == [f"{number}.png" for number in numbers]
        assert [decoded(archive.read(one)) for one in archive.namelist()] == [[number] for number in numbers]
    with zipfile.ZipFile(io.BytesIO(render(desk, selected(numbers), "svg", 0)[2])) as archive:
        assert all(archive.read(one).startswith(b"<svg") for one in archive.namelist())


def test_a_pdf_has_the_labels_in_the_order_asked_for(desk):
    numbers = [desk.card() for _ in range(3)][::-1]
    name, media_type, content = render(desk, selected(numbers), "pdf", 0)
    assert (name, media_type) == ("60x40-qr.pdf", "application/pdf")
    assert [codes(page) for page in pages(content, 300)] == [[number] for number in numbers]


def test_sheets_hold_many_labels_a_page(desk):
    numbers = [desk.card() for _ in range(3)]
    content = render(desk, selected(numbers), "pdf", 0, "a4-3x8-qr")[2]
    (page,) = pages(content, 600)
    assert sorted(codes(page)) == sorted(numbers)


ZPL, TSPL = rb"\^FD[^\^]*?([0-9A-Za-z-]{12,})\^FS", rb'QRCODE [^"]*"([0-9A-Za-z-]+)"'


@pytest.mark.parametrize(("form", "pattern"), [("zpl", ZPL), ("tspl", TSPL)])
@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_printers_commands_name_the_assets_in_the_order_asked_for(desk, form, pattern, dpi):
    numbers = [desk.card() for _ in range(3)]
    content = render(desk, selected(numbers), form, dpi)[2]
    assert [one.decode() for one in re.findall(pattern, content)] == numbers


def test_a_filter_renders_what_the_registry_finds_in_reach(desk):
    numbers = sorted(desk.card(name="投影仪") for _ in range(3))
    desk.card(name="打印机")
    desk.card(OTHER_SCHOOL, name="投影仪")
    with zipfile.ZipFile(io.BytesIO(render(desk, selected(q="投影仪"), "svg", 0)[2])) as archive:
        assert archive.namelist() == [f"{number}.svg" for number in numbers]


def test_more_than_a_page_of_cards_is_found(desk):
    numbers = sorted(desk.card() for _ in range(205))
    content = render(desk, selected(unit=SCHOOL), "tspl")[2]
    assert [one.decode() for one in re.findall(TSPL, content)] == numbers


def written_off(registry_sessions, number):
    with registry_sessions.begin() as session:
        session.execute(update(registry_card).where(registry_card.c.asset_no == number).values(state="written_off"))


def test_a_written_off_asset_gets_no_label(desk, registry_sessions):
    kept, gone = desk.card(), desk.card()
    written_off(registry_sessions, gone)
    with pytest.raises(Refused, match="written_off") as refused:
        render(desk, selected([kept, gone]), "svg")
    assert gone in refused.value.message
    name, _, _ = render(desk, selected(unit=SCHOOL), "svg")
    assert name == f"{kept}.svg"


def test_what_has_a_printed_label_is_marked_as_a_reprint(desk):
    number = desk.card()
    assert "补印" not in render(desk, selected([number]), "svg")[2].decode()
    desk.hears(number)
    desk.prints(number)
    assert "补印1" in render(desk, selected([number]), "svg")[2].decode()


def test_a_filter_that_finds_too_many_is_to_be_narrowed(desk, monkeypatch):
    for _ in range(3):
        desk.card()
    monkeypatch.setattr(clients, "MOST", 3)
    render(desk, selected(unit=SCHOOL), "zpl")
    monkeypatch.setattr(clients, "MOST", 2)
    with pytest.raises(Refused, match="too_many"):
        render(desk, selected(unit=SCHOOL), "zpl")


def test_drawing_ends_when_nobody_waits_any_more(tmp_path):
    template, asked = shipped()[0], iter([True, True, False])
    render_file(tmp_path, template, [invented(16)] * 50, Wanted("zpl", 203), lambda: next(asked))
    assert (tmp_path / "labels.zpl").read_bytes().count(b"^XZ") == 2


def test_every_file_that_leaves_is_noted(desk):
    numbers = [desk.card() for _ in range(2)]
    render(desk, selected(numbers), "zpl", origin=desk.who(account="li"))
    record = desk.audited("labels.exported")[0]
    assert (record.actor, record.after["labels"], record.after["format"], record.after["asset_nos"]) == ("li", 2, "zpl", numbers)
    assert record.org_path.endswith(SCHOOL)


def test_another_units_assets_are_not_rendered_and_not_previewed(desk):
    mine, foreign = desk.card(), desk.card(HOSPITAL, name="核磁共振仪")
    for act in (lambda: render(desk, selected([mine, foreign]), "svg"), lambda: preview(desk, asset_no=foreign, code=CODE)):
        with pytest.raises(NotFound) as refused:
            act()
        assert "核磁" not in refused.value.message
    with pytest.raises(NotFound):
        render(desk, selected(unit=HOSPITAL), "svg")
    with pytest.raises(Refused, match="nothing_selected"):
        render(desk, selected(q="核磁共振仪"), "svg")
    assert not desk.audited()


@pytest.mark.parametrize(("role", "at"), [(FINANCE, COUNTY), ("unit_reviewer", SCHOOL), ("auditor", COUNTY)])
def test_only_who_prints_takes_labels_away(desk, role, at):
    number = desk.card()
    with pytest.raises(Forbidden):
        render(desk, selected([number]), "svg", origin=desk.who(role, at))


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"form": "gif"}, "format"), ({"form": "zpl", "dpi": 200}, "dpi"), ({"form": "png", "dpi": 0}, "dpi"),
        ({"form": "svg", "selection": pb.Selection()}, "selection"),
        ({"form": "svg", "selection": pb.Selection(list=pb.AssetNumbers())}, "asset_nos"),
        ({"form": "svg", "selection": selected(["A-1", "A-1"])}, "asset_nos"),
        ({"form": "svg", "selection": selected([f"A-{number}" for number in range(10_001)])}, "asset_nos"),
    ],
)  # fmt: skip
def test_what_cannot_be_rendered_is_refused_by_its_field(desk, asked, field):
    with pytest.raises(Invalid) as refused:
        render(desk, **({"selection": selected(["A-1"])} | asked))
    assert [fault.field for fault in refused.value.faults] == [field]


def test_a_template_that_there_is_not_renders_nothing(desk):
    number = desk.card()
    with pytest.raises(NotFound):
        render(desk, selected([number]), "svg", template="none")
    assert not desk.audited()


def test_a_preview_shows_an_invented_card_to_everybody_who_reads_templates(desk):
    for role, at in (("unit_handler", SCHOOL), (FINANCE, COUNTY), ("auditor", COUNTY)):
        svg = preview(desk, desk.who(role, at), code=CODE)
        assert svg.startswith("<svg")
        assert "台式计算机" in svg
    with pytest.raises(Forbidden):
        preview(desk, desk.who("system_administrator", COUNTY), code=CODE)


def test_a_preview_shows_an_asset_with_its_user(desk):
    number = desk.card(user_name="王五", name="显微镜")
    svg = preview(desk, asset_no=number, code="100x70-qr", dpi=300)
    assert number in svg
    assert "显微镜" in svg
    with pytest.raises(Forbidden):
        preview(desk, desk.who(FINANCE, COUNTY), asset_no=number, code=CODE)


def draft(desk):
    request = templates_pb2.GetTemplateRequest(code=CODE)
    return ask(desk.templates.GetTemplate, request, desk.who()).template


def test_a_template_not_saved_yet_is_previewed(desk):
    wanted = draft(desk)
    text = next(one for one in wanted.elements if one.field == "name")
    text.text = "品名：<b>"
    svg = preview(desk, draft=wanted)
    assert "品名：&lt;b&gt;" in svg


def test_a_draft_that_nothing_could_draw_is_refused_and_not_drawn(desk):
    wanted = draft(desk)
    wanted.elements[0].x_mm = float("nan")
    with pytest.raises(Invalid, match="template_invalid"):
        preview(desk, draft=wanted)
    with pytest.raises((Invalid, NotFound)):
        preview(desk)
    with pytest.raises(Invalid):
        preview(desk, code=CODE, dpi=100)
