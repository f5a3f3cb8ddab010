"""Lists, searches, progress and attachment 5: what each shows, and that another unit's labels show nowhere."""

import io
import time
from datetime import UTC, datetime
from functools import partial

import openpyxl
import pytest
from sqlalchemy import text

from services.chassis.actor import Actor, Call
from services.chassis.errors import Forbidden, Invalid, NotFound
from services.contracts.rpc.labels.v1 import pasting_pb2
from services.labels.label_states import label_states
from tests.labels.desk import BUREAU, COUNTY, FINANCE, HOSPITAL, OTHER_SCHOOL, SCHOOL, pieces_of


def numbers(page):
    return [label.asset_no for label in page.labels]


@pytest.fixture
def filled(desk):
    """Five labels of the school in all states, one of another school, one of the hospital."""
    for number, section in (("A-1", "总务处"), ("A-2", "总务处"), ("A-3", "教务处"), ("A-4", "教务处"), ("A-5", "教务处")):
        desk.hears(number, use_department=section, name=f"台式计算机{number[-1]}号")
    desk.hears("B-1", OTHER_SCHOOL)
    desk.hears("C-1", HOSPITAL)
    desk.prints("A-2", "A-3")
    desk.paste("A-3")
    desk.hears("A-3", use_department="教务处", name="工作站")
    desk.mark("A-4", reason="体积过小")
    desk.mark("A-5", mark="deferred", reason="借出未还")
    return desk


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, "A-1 A-2 A-3 A-4 A-5"), ({"section": "教务处"}, "A-3 A-4 A-5"), ({"states": ["printed", "pasted"]}, "A-2 A-3"),
        ({"outdated_only": True}, "A-3"), ({"q": "计算机"}, "A-1 A-2 A-4 A-5"), ({"q": "工作站"}, "A-3"), ({"q": "A-4"}, "A-4"),
        ({"unit": "004011"}, "A-1 A-2 A-3 A-4 A-5"), ({"unit": SCHOOL, "q": "计算机", "states": ["deferred"]}, "A-5"),
        ({"unit": "004012"}, ""), ({"q": "打印机"}, ""), ({"states": ["voided"]}, ""),
    ],
)  # fmt: skip
def test_a_list_shows_what_its_filter_asks_for(filled, wanted, found):
    page = filled.listed(**wanted)
    assert (numbers(page), page.total) == (found.split(), len(found.split()))


def test_voided_labels_are_listed_where_they_are_asked_for(filled):
    filled.hears("A-1", use_department="总务处", state="written_off")
    assert numbers(filled.listed()) == ["A-2", "A-3", "A-4", "A-5"]
    assert numbers(filled.listed(states=["voided"])) == ["A-1"]
    assert numbers(filled.listed(states=["voided", "printed"])) == ["A-1", "A-2"]


def test_a_list_continues_where_it_stopped(filled):
    seen: list[str] = []
    cursor = ""
    for _ in range(3):
        page = filled.listed(cursor=cursor, limit=2)
        seen, cursor = seen + numbers(page), page.next_cursor
    assert (seen, cursor) == (["A-1", "A-2", "A-3", "A-4", "A-5"], "")


@pytest.mark.parametrize(
    ("asked", "field"), [({"q": "机"}, "q"), ({"states": ["burnt"]}, "states"), ({"cursor": "x"}, "cursor"), ({"limit": 201}, "limit")]
)
def test_what_a_list_cannot_be_asked_is_refused_by_its_field(desk, asked, field):
    with pytest.raises(Invalid) as refused:
        desk.listed(**asked)
    assert [fault.field for fault in refused.value.faults] == [field]


def test_progress_counts_each_section_of_a_unit_and_their_sum(filled):
    found = filled.progress(unit="004011")
    names = ("assets", "never_printed", "printed", "pasted", "cannot_paste", "deferred", "outdated")
    rows = {row.section: [getattr(row, name) for name in names] for row in found.rows}
    assert rows == {"总务处": [2, 1, 1, 0, 0, 0, 0], "教务处": [3, 0, 0, 1, 1, 1, 1]}
    assert (found.sum.assets, found.sum.pasted, found.sum.outdated) == (5, 1, 1)


def test_progress_counts_each_unit_below_an_organisation_and_no_voided_label(filled):
    filled.hears("A-1", state="written_off")
    found = filled.progress(filled.who(FINANCE, COUNTY))
    assert [(row.unit_name, row.budget_code, row.assets) for row in found.rows] == [
        ("城桥中学", "004011", 4), ("东门小学", "004012", 1), ("新华医院分院", "007011", 1),
    ]  # fmt: skip
    assert [row.unit_name for row in filled.progress(filled.who(FINANCE, COUNTY), below=BUREAU).rows] == ["城桥中学", "东门小学"]


def test_attachment_5_is_a_workbook_of_what_cannot_be_pasted_with_reasons(filled):
    request = pasting_pb2.ExportUnpastableRequest()
    name, media_type, content = filled.streamed(filled.pasting.ExportUnpastable, request, filled.who(account="li"))
    assert name == "附件5 无法粘贴固定资产条码的资产情况汇总表.xlsx"
    assert media_type.endswith("sheet")
    rows = [row for row in cells_of(content) if row[0] in (1, 2)]
    assert [(row[4], row[8], row[9], row[11]) for row in rows] == [
        ("A-4", "无法粘贴", "体积过小", "unit_handler-310151-004011"), ("A-5", "暂缓粘贴", "借出未还", "unit_handler-310151-004011"),
    ]  # fmt: skip
    record = filled.audited("labels.attachment_5_exported")[0]
    assert (record.actor, record.after["labels"]) == ("li", 2)
    assert record.org_path.endswith(SCHOOL)


def cells_of(content):
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


# Another unit's labels: by code, id, list, search, count, progress, attachment 5 and photo.
STRANGERS = [
    ("unit_handler", OTHER_SCHOOL), ("asset_administrator", HOSPITAL), ("department_reviewer", f"{COUNTY}/310151-007001"),
    (FINANCE, "31/3101/310115"),
]  # fmt: skip


@pytest.mark.parametrize(("role", "at"), STRANGERS)
def test_a_stranger_finds_nothing_of_a_units_labels(filled, role, at):
    origin = filled.who(role, at)
    assert filled.look_up("A-3", origin).outcome == "elsewhere"
    for wanted in ({}, {"unit": SCHOOL}, {"unit": "004011"}, {"q": "工作站"}, {"q": "A-3"}, {"section": "教务处"}, {"outdated_only": True}):
        page = filled.listed(origin, **wanted)
        assert not [number for number in numbers(page) if number.startswith("A")]
        assert page.total == len(page.labels)
    for asked in ({"unit": SCHOOL}, {"unit": "004011"}, {"below": BUREAU}, {}):
        found = filled.progress(origin, **asked)
        assert SCHOOL not in [row.unit_id for row in found.rows]
        assert found.sum.assets == sum(row.assets for row in found.rows) <= 1
    content = filled.streamed(filled.pasting.ExportUnpastable, pasting_pb2.ExportUnpastableRequest(), origin)[2]
    assert "A-4" not in [cell for row in cells_of(content) for cell in row]
    with pytest.raises(NotFound):
        list(pieces_of(filled.pasting.DownloadPhoto, pasting_pb2.DownloadPhotoRequest(asset_no="A-3"), origin))
    for act in (filled.paste, filled.mark):
        with pytest.raises((NotFound, Forbidden)) as refused:
            act("A-3", origin=origin)
        assert "工作站" not in refused.value.message


@pytest.mark.parametrize("role", ["system_administrator", "security_administrator", "audit_administrator", "asset_authority"])
def test_posts_that_have_nothing_to_do_with_labels_are_forbidden_everything(filled, role):
    origin = filled.who(role, COUNTY)
    acts = [partial(filled.look_up, "A-1", origin), partial(filled.listed, origin), partial(filled.progress, origin)]
    for act in (*acts, partial(filled.paste, "A-1", origin)):
        with pytest.raises(Forbidden):
            act()


def test_who_joins_later_is_told_every_label_that_anybody_was_told_of(filled):
    call = Call(Actor("service:labels", "labels"), datetime.now(UTC), "c")
    with filled.sessions() as session:
        told = {event.subject: (event.version, event.data["state"], list(event.data["outdated"])) for event in label_states(session, call)}
    assert told == {"A-2": (1, "printed", []), "A-3": (3, "pasted", ["name"]), "A-4": (1, "cannot_paste", []), "A-5": (1, "deferred", [])}


MANY = """
INSERT INTO asset_label (asset_no, version, card_version, unit_id, section, name, model, class_code, place, acquired_on, state, issues,
    pasted_by, pasted_place, reason, marked_by, outdated, voided, void_reason, photo, search)
SELECT 'N-' || lpad(n::text, 6, '0'), 1, 1, (ARRAY['310151-004011','310151-004012','310151-007011'])[1 + n % 3], '部门' || n % 40,
    '计算机', '', '', '', '', (ARRAY['never_printed','printed','pasted','cannot_paste','deferred'])[1 + n % 5], 0, '', '', '', '',
    CASE WHEN n % 50 = 0 THEN ARRAY['place'] ELSE '{}'::text[] END, n % 100 = 0, '', '', '''计算'' ''算机''' :: tsvector
FROM generate_series(1, 100000) n
"""


def test_progress_of_a_hundred_thousand_assets_is_a_matter_of_moments(desk):
    with desk.sessions.begin() as session:
        session.execute(text(MANY))
    with desk.sessions() as session:
        session.execute(text("ANALYZE asset_label"))
    origin, took = desk.who(FINANCE, COUNTY), []
    for asked in ({}, {"unit": SCHOOL}):
        started = time.monotonic()
        found = desk.progress(origin, **asked)
        took.append(time.monotonic() - started)
    assert found.sum.assets == 33_000
    started = time.monotonic()
    assert desk.listed(origin, q="计算机", states=["pasted"], limit=50).next_cursor
    took.append(time.monotonic() - started)
    print("seconds", [round(one, 3) for one in took])
    assert max(took) < 1
