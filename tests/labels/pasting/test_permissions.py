"""Every role at every place, for templates, rendering and pasting: the permission table and nothing else decides."""

from functools import partial

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.chassis.permissions import Reach
from services.chassis.rpc.client import ask
from services.contracts.permissions import permissions
from services.contracts.roles import Role
from services.contracts.rpc.labels.v1 import pasting_pb2, rendering_pb2, templates_pb2
from tests.labels.desk import BUREAU, COUNTY, HOSPITAL, OTHER_SCHOOL, SCHOOL, UNITS

SCHOOL_PATH = UNITS[SCHOOL][1]
PLACES = {SCHOOL_PATH, UNITS[OTHER_SCHOOL][1], UNITS[BUREAU][1], UNITS[HOSPITAL][1], COUNTY, "31/3101/310115", "43"}


def allowed(operation, role, path, at=SCHOOL_PATH):
    scope = permissions("labels")[operation].get(role)
    return scope is not None and Reach(path, scope).covers(at)


def let_through(act):
    try:
        act()
    except (Forbidden, NotFound):
        return False
    except Conflict:  # what comes behind the door
        pass
    return True


@pytest.fixture
def everybody(desk):
    """Each role at each place, with what it is called by."""
    return [(role, path, desk.who(role, path, f"{role}-at-{path.replace('/', '-')}")) for role in Role for path in sorted(PLACES)]


def test_labels_are_looked_up_listed_and_counted_within_reach(desk, everybody):
    desk.hears("A-1")
    for role, path, origin in everybody:
        may = allowed("label.read", role, path)
        found = desk.look_up("A-1", origin).outcome == "known" if let_through(partial(desk.look_up, "A-1", origin)) else False
        listed = let_through(partial(desk.listed, origin)) and desk.listed(origin).total == 1
        counted = let_through(partial(desk.progress, origin)) and desk.progress(origin).sum.assets == 1
        assert (found, listed, counted) == (may, may, may), (role, path)


def test_only_the_own_units_posts_paste_mark_and_photograph(desk, everybody):
    desk.hears("A-1")
    for role, path, origin in everybody:
        may, photo = allowed("label.paste", role, path), iter([pasting_pb2.UploadPhotoRequest(asset_no="A-1")])
        assert let_through(partial(desk.paste, "A-1", origin)) == may, (role, path)
        assert let_through(partial(desk.mark, "A-1", origin=origin)) == may, (role, path)
        try:
            ask(desk.pasting.UploadPhoto, photo, origin)
        except (Forbidden, NotFound):
            admitted = False
        except Invalid:  # an empty photo: behind the door
            admitted = True
        assert admitted == may, (role, path)


def test_templates_are_read_by_their_posts_and_changed_by_the_regions_finance_bureau(desk, everybody):
    wanted = ask(desk.templates.GetTemplate, templates_pb2.GetTemplateRequest(code="60x40-qr"), desk.who()).template
    wanted.region, wanted.version = "310151", 99
    for role, path, origin in everybody:
        read = partial(ask, desk.templates.ListTemplates, templates_pb2.ListTemplatesRequest(), origin)
        drawn = partial(ask, desk.rendering.PreviewLabel, rendering_pb2.PreviewLabelRequest(code="60x40-qr"), origin)
        saved = partial(ask, desk.templates.SaveTemplate, templates_pb2.SaveTemplateRequest(template=wanted), origin)
        assert let_through(read) == let_through(drawn) == allowed("template.read", role, path), (role, path)
        assert let_through(saved) == allowed("template.manage", role, path, COUNTY), (role, path)


def test_only_who_prints_for_the_unit_takes_its_labels_away(desk, everybody):
    number = desk.card()
    selection = rendering_pb2.Selection(list=rendering_pb2.AssetNumbers(asset_nos=[number]))
    request = rendering_pb2.RenderLabelsRequest(template="60x40-qr", format="zpl", dpi=203, selection=selection)
    for role, path, origin in everybody:
        taken = partial(desk.streamed, desk.rendering.RenderLabels, request, origin)
        assert let_through(taken) == allowed("print.order", role, path), (role, path)
