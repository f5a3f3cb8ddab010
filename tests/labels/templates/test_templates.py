"""Templates: those of the product, overridden per region, the nearest region up the path; refused with every fault at once."""

import math

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.labels.v1 import templates_pb2 as pb
from services.labels.shipped_templates import shipped
from services.labels.usecases.templates import template_for, templates_for
from tests.labels.desk import COUNTY, FINANCE, HOSPITAL, NEIGHBOUR, SCHOOL, UNITS

CODE = "60x40-qr"
CITY, PROVINCE = "31/3101", "31"


def get(desk, code=CODE, origin=None, organisation=""):
    return ask(desk.templates.GetTemplate, pb.GetTemplateRequest(code=code, organisation=organisation), origin or desk.who()).template


def listed(desk, origin=None, organisation=""):
    return list(ask(desk.templates.ListTemplates, pb.ListTemplatesRequest(organisation=organisation), origin or desk.who()).templates)


def save(desk, template, origin=None, **changed):
    wanted = pb.Template()
    wanted.CopyFrom(template)
    for name, value in changed.items():
        setattr(wanted, name, value)
    return ask(desk.templates.SaveTemplate, pb.SaveTemplateRequest(template=wanted), origin or desk.who(FINANCE, COUNTY)).template


def delete(desk, region="310151", code=CODE, origin=None):
    request = pb.DeleteTemplateRequest(code=code, region=region)
    ask(desk.templates.DeleteTemplate, request, origin or desk.who(FINANCE, COUNTY))


def check(desk, template, origin=None):
    answer = ask(desk.templates.CheckTemplate, pb.CheckTemplateRequest(template=template), origin or desk.who())
    return [fault.field for fault in answer.faults]


def test_every_unit_starts_with_the_templates_of_the_product(desk):
    found = listed(desk)
    assert [one.code for one in found] == sorted(one.code for one in shipped())
    assert {(one.region, one.version) for one in found} == {("", 0)}
    sheet = next(one for one in found if one.stock.HasField("sheet"))
    assert sheet.stock.sheet.columns >= 2


def test_a_region_has_its_own_and_the_nearest_up_the_path_wins(desk):
    shipped_one = get(desk)
    save(desk, shipped_one, desk.who(FINANCE, PROVINCE), region="31", name="省模板")
    assert (get(desk).name, get(desk).region) == ("省模板", "31")
    save(desk, shipped_one, region="310151", name="区模板")
    assert get(desk).name == "区模板"
    assert get(desk, origin=desk.who(at=NEIGHBOUR)).name == "省模板"
    assert get(desk, organisation="3101").name == "省模板"
    assert get(desk, organisation=NEIGHBOUR).name == "省模板"
    assert [one.name for one in listed(desk, organisation="007011") if one.code == CODE] == ["区模板"]


def test_the_saved_template_is_the_one_that_was_sent(desk):
    wanted = get(desk, "a4-3x8-qr")
    saved = save(desk, wanted, region="310151", code="own-sheet", name="自用")
    assert saved == get(desk, "own-sheet")
    wanted.code, wanted.name, wanted.region, wanted.version = "own-sheet", "自用", "310151", 1
    assert saved == wanted


def test_deleting_it_goes_back_to_what_holds_above(desk):
    original = get(desk)
    save(desk, original, desk.who(FINANCE, PROVINCE), region="31", name="省模板")
    save(desk, original, region="310151", name="区模板")
    delete(desk)
    assert get(desk).name == "省模板"
    delete(desk, "31", origin=desk.who(FINANCE, PROVINCE))
    assert get(desk) == original
    with pytest.raises(NotFound):
        delete(desk)
    assert [record.operation for record in desk.audited()] == ["template.saved"] * 2 + ["template.deleted"] * 2
    assert [record.org_path for record in desk.audited()] == [PROVINCE, COUNTY, COUNTY, PROVINCE]


def test_who_missed_a_colleagues_change_is_told_so(desk):
    first = save(desk, get(desk), region="310151")
    save(desk, first, name="新名")
    with pytest.raises(Conflict, match="stale_version"):
        save(desk, first, name="别名")
    with pytest.raises(Conflict, match="stale_version"):
        save(desk, first, version=0)
    with pytest.raises(Conflict, match="stale_version"):
        save(desk, first, version=9)
    assert (get(desk).name, get(desk).version) == ("新名", 2)
    record = desk.audited("template.saved")[-1]
    assert (record.before["name"], record.after["name"]) == (first.name, "新名")


def test_a_repetition_under_its_key_saves_once(desk):
    wanted, origin = get(desk), desk.who(FINANCE, COUNTY, idempotency_key="k-1")
    assert save(desk, wanted, origin, region="310151").version == save(desk, wanted, origin, region="310151").version == 1


@pytest.mark.parametrize(
    ("role", "at", "refusal"),
    [
        (FINANCE, "31/3101/310115", NotFound), ("unit_handler", SCHOOL, Forbidden), ("asset_administrator", SCHOOL, Forbidden),
        ("auditor", COUNTY, Forbidden), ("system_administrator", COUNTY, Forbidden),
    ],
)  # fmt: skip
def test_only_the_finance_bureau_of_the_region_or_above_changes_its_templates(desk, role, at, refusal):
    wanted, origin = get(desk), desk.who(role, at)
    with pytest.raises(refusal):
        save(desk, wanted, origin, region="310151")
    with pytest.raises(refusal):
        delete(desk, origin=origin)
    assert get(desk).region == ""


@pytest.mark.parametrize("region", ["", SCHOOL, "310199", "99"])
def test_a_template_belongs_to_a_region_that_there_is(desk, region):
    with pytest.raises(NotFound):
        save(desk, get(desk), desk.who(FINANCE, PROVINCE), region=region)


def symbol_of(template):
    return next(number for number, one in enumerate(template.elements) if one.kind in ("qr", "code128", "data_matrix"))


def test_a_symbol_too_fine_for_the_printer_is_refused_with_the_smallest_stock_that_fits(desk):
    wanted = get(desk, "60x40-code128")
    number = symbol_of(wanted)
    wanted.elements[number].width_mm = 20
    with pytest.raises(Invalid, match="template_invalid") as refused:
        save(desk, wanted, region="310151")
    fault = next(one for one in refused.value.faults if one.field == f"elements[{number}].width_mm")
    assert "常用标签" in fault.message
    assert f"elements[{number}].width_mm" in check(desk, wanted)


def test_all_faults_are_told_at_once(desk):
    wanted = get(desk)
    wanted.code, wanted.name = "Mit Leerzeichen", " "
    wanted.elements[symbol_of(wanted)].width_mm = 1
    wanted.elements[0].y_mm = -3
    with pytest.raises(Invalid) as refused:
        save(desk, wanted, region="310151")
    fields = [fault.field for fault in refused.value.faults]
    assert fields[:2] == ["name", "code"]
    assert {"elements[0].y_mm", f"elements[{symbol_of(wanted)}].width_mm"} <= set(fields)
    assert set(check(desk, wanted)) == set(fields)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e9])
def test_numbers_that_are_none_are_refused(desk, value):
    wanted = get(desk)
    wanted.elements[0].width_mm = wanted.stock.gap_mm = value
    assert check(desk, wanted) == ["stock.gap_mm", "elements[0].width_mm"]
    with pytest.raises(Invalid):
        save(desk, wanted, region="310151")


def test_words_that_are_none_are_refused_by_their_place(desk):
    wanted = get(desk)
    wanted.elements[0].kind, wanted.elements[1].field, wanted.elements[1].align = "hologram", "price", "middle"
    assert set(check(desk, wanted)) == {"elements[0].kind", "elements[1].field", "elements[1].align"}


def test_a_template_without_anything_is_refused(desk):
    assert check(desk, pb.Template())
    with pytest.raises(Invalid):
        save(desk, pb.Template(region="310151"))


@pytest.mark.parametrize("code", ["none", "", "../etc"])
def test_a_template_that_there_is_not_is_not_found(desk, code):
    with pytest.raises(NotFound):
        get(desk, code)


def test_a_session_finds_the_template_that_holds_for_a_unit(desk):
    save(desk, get(desk), region="310151", name="区模板")
    with desk.sessions() as session:
        assert template_for(session, CODE, UNITS[HOSPITAL][1]).name == "区模板"
        assert template_for(session, CODE, UNITS[NEIGHBOUR][1]).region == ""
        assert len(templates_for(session, COUNTY)) == len(shipped())


def test_who_reads_no_templates_is_forbidden(desk):
    for act in (get, listed):
        with pytest.raises(Forbidden):
            act(desk, origin=desk.who("system_administrator", COUNTY))
    with pytest.raises(Invalid, match="organisation_unknown"):
        get(desk, organisation="999999")
