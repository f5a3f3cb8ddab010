"""Drafts: gathered over days, by whoever is handler of the unit, hidden from all others, submitted at once or not at all (B-036)."""

from functools import partial

import pytest
from sqlalchemy import func, select

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import drafts_pb2 as pb
from services.contracts.rpc.sharing.v1 import drafts_pb2_grpc
from services.contracts.rpc.sharing.v1.entries_pb2 import Contact, FindEnteredRequest
from services.registry.tables import hold
from services.sharing.tables import draft

from .conftest import AUTHORITY, BUREAU, COUNTY, HOSPITAL, OTHER_SCHOOL, PROVINCE, REVIEWER, SCHOOL, UNITS
from .looking import Radar

WHOLE = {"mode": "transfer", "scope": "nation", "contact": Contact(name="张老师", phone="13800005678"), "photos": 4}


class Drafts:
    """A unit's drafts as one caller reaches them."""

    def __init__(self, warehouse, origin=None):
        self.warehouse, self.origin = warehouse, origin
        self.stub = drafts_pb2_grpc.DraftServiceStub(warehouse.link)

    def save(self, *asset_nos, draft_id="", version=0, unit="", **said):
        request = pb.SaveDraftRequest(draft_id=draft_id, version=version, unit=unit, asset_nos=asset_nos, **said)
        return ask(self.stub.SaveDraft, request, self._origin).draft

    def get(self, draft_id):
        return ask(self.stub.GetDraft, pb.GetDraftRequest(draft_id=draft_id), self._origin).draft

    def all(self, **wanted):
        return ask(self.stub.ListDrafts, pb.ListDraftsRequest(**wanted), self._origin)

    def delete(self, draft_id):
        ask(self.stub.DeleteDraft, pb.DeleteDraftRequest(draft_id=draft_id), self._origin)

    def submit(self, draft_id, version=0):
        return ask(self.stub.SubmitDraft, pb.SubmitDraftRequest(draft_id=draft_id, version=version), self._origin, 60).entries

    @property
    def _origin(self):
        return self.origin or self.warehouse.who()


@pytest.fixture
def drafts(warehouse):
    return Drafts(warehouse)


def counted(sessions, table):
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_an_incomplete_draft_is_kept_edited_and_deleted(drafts):
    made = drafts.save()
    assert (made.version, made.mode, made.scope, list(made.asset_nos), made.unit_id) == (1, "", "", [], SCHOOL)
    edited = drafts.save("A-2", "A-1", draft_id=made.id, version=1, mode="share", contact=Contact(name=" 张老师 "))
    assert (edited.id, edited.version, list(edited.asset_nos), edited.contact.name) == (made.id, 2, ["A-2", "A-1"], "张老师")
    assert drafts.get(made.id) == edited
    [listed] = drafts.all().items
    assert (listed.id, listed.asset_count, list(listed.asset_nos)) == (made.id, 2, [])
    drafts.delete(made.id)
    with pytest.raises(NotFound):
        drafts.get(made.id)
    assert not drafts.all().items


def test_a_draft_holds_no_card_and_tells_nobody(drafts, warehouse):
    number = warehouse.card()
    drafts.save(number, **WHOLE)
    assert counted(warehouse.registry_sessions, hold) == 0
    assert warehouse.change_card(number, model="M") == 2
    assert warehouse.events() == []
    assert [(row.operation, row.after) for row in warehouse.audited()] == [("draft.saved", {"assets": 1, "version": 1})]


def test_a_draft_becomes_entries_and_is_no_more(drafts, warehouse):
    numbers = [warehouse.card() for _ in range(3)]
    made = drafts.save(*numbers, **WHOLE)
    entered = drafts.submit(made.id, made.version)
    assert [(one.asset_no, one.state) for one in entered] == [(number, "submitted") for number in numbers]
    entry = warehouse.get(entered[0].id).entry
    assert (entry.mode, entry.scope, entry.contact.name, entry.photos) == ("transfer", "nation", "张老师", 4)
    with pytest.raises(NotFound):
        drafts.submit(made.id)
    assert warehouse.look_at_card(numbers[0]).HasField("hold")
    assert counted(warehouse.sessions, draft) == 0


def test_the_same_submission_again_answers_the_same(drafts, warehouse):
    drafts.origin = warehouse.who(idempotency_key="k-9")
    made = Drafts(warehouse).save(warehouse.card(), **WHOLE)
    assert drafts.submit(made.id) == drafts.submit(made.id)


def test_what_cannot_be_entered_leaves_the_draft_and_every_card_as_they_were(drafts, warehouse):
    fresh, used = warehouse.card(), warehouse.card(state="在用")
    made = drafts.save(fresh, used, **WHOLE)
    with pytest.raises(Refused, match="not_a_candidate"):
        drafts.submit(made.id)
    assert drafts.get(made.id) == made
    assert not warehouse.look_at_card(fresh).HasField("hold")
    drafts.save(fresh, draft_id=made.id, **WHOLE)
    assert len(drafts.submit(made.id)) == 1


@pytest.mark.parametrize(
    ("left_out", "field"),
    [({"mode": ""}, "mode"), ({"contact": Contact(name="张老师")}, "contact.phone"), ({"contact": None}, "contact.name")],
)
def test_an_incomplete_draft_is_refused_field_by_field_when_submitted(drafts, warehouse, left_out, field):
    made = drafts.save(warehouse.card(), **{**WHOLE, **left_out})
    with pytest.raises(Invalid) as refused:
        drafts.submit(made.id)
    assert field in {fault.field for fault in refused.value.faults}
    assert drafts.get(made.id) == made


def test_a_draft_without_assets_cannot_be_submitted(drafts):
    with pytest.raises(Invalid, match="asset_nos_invalid"):
        drafts.submit(drafts.save(**WHOLE).id)


def test_what_no_draft_can_hold_is_refused(drafts):
    long_name, long_phone = Contact(name="张" * 51), Contact(phone="1" * 31)
    for said, field in (({"photos": 101}, "photos"), ({"contact": long_name}, "contact.name"), ({"contact": long_phone}, "phone")):
        with pytest.raises(Invalid) as refused:
            drafts.save(**said)
        assert field in str(refused.value.faults)
    for numbers in (["A-1", "A-1"], ["A 1"], ["A" * 41], [f"A-{n}" for n in range(10_001)]):
        with pytest.raises(Invalid, match="draft_invalid"):
            drafts.save(*numbers)
    with pytest.raises(Invalid, match="mode_unknown"):
        drafts.save(mode="x")
    assert not drafts.all().items


def test_who_missed_a_colleagues_change_is_told(drafts, warehouse):
    made = drafts.save("A-1")
    colleague = Drafts(warehouse, warehouse.who(account="colleague"))
    assert colleague.save("A-1", "A-2", draft_id=made.id, version=1).saved_by == "colleague"
    with pytest.raises(Conflict, match="stale_version"):
        drafts.save("A-3", draft_id=made.id, version=1)
    with pytest.raises(Conflict, match="stale_version"):
        drafts.submit(made.id, 1)
    assert list(drafts.get(made.id).asset_nos) == ["A-1", "A-2"]


def test_nobody_but_the_units_handlers_sees_a_draft_or_touches_it(drafts, warehouse):
    made = drafts.save("A-1", **WHOLE)
    for at in (OTHER_SCHOOL, HOSPITAL, BUREAU):
        others = Drafts(warehouse, warehouse.who(at=at))
        assert not others.all().items
        verbs = (others.get, others.submit, others.delete)
        for attempt in (*(partial(verb, made.id) for verb in verbs), partial(others.save, "A-2", draft_id=made.id)):
            with pytest.raises(NotFound):
                attempt()
        with pytest.raises(Invalid, match="unit_unknown"):
            others.save("A-1", unit=SCHOOL)
    for role, at in ((REVIEWER, SCHOOL), (AUTHORITY, COUNTY), (PROVINCE, "31"), ("auditor", COUNTY), ("department_reviewer", BUREAU)):
        others = Drafts(warehouse, warehouse.who(role, at))
        for forbidden in (others.all, others.save, partial(others.get, made.id), partial(others.delete, made.id)):
            with pytest.raises(Forbidden):
                forbidden()
    assert drafts.get(made.id) == made


def test_a_list_of_drafts_goes_on_where_it_ended(drafts):
    ids = [drafts.save(f"A-{n}").id for n in range(5)]
    first = drafts.all(limit=3)
    assert [one.id for one in [*first.items, *drafts.all(limit=3, cursor=first.next_cursor).items]] == ids[::-1]


def test_a_unit_keeps_a_bounded_number_of_drafts(drafts, monkeypatch):
    monkeypatch.setattr("services.sharing.usecases.drafting.MOST_OF_UNIT", 2)
    for _ in range(2):
        drafts.save()
    with pytest.raises(Conflict, match="drafts_full"):
        drafts.save()


def entered(warehouse, numbers, origin=None):
    found = ask(warehouse.entries.FindEntered, FindEnteredRequest(asset_nos=numbers), origin or warehouse.who()).entered
    return {one.asset_no: one.state for one in found}


def test_which_assets_are_entered_is_known_exactly(warehouse):  # B-017
    fresh, waiting, back, over = (warehouse.card() for _ in range(4))
    warehouse.submit(waiting)
    warehouse.decide(warehouse.submit(back), warehouse.who(REVIEWER), "return", "请补照片")
    warehouse.withdraw(warehouse.submit(over))
    numbers = [fresh, waiting, back, over]
    assert entered(warehouse, numbers) == {waiting: "submitted", back: "returned"}
    assert entered(warehouse, numbers, warehouse.who(at=HOSPITAL)) == {}
    above = warehouse.who("department_reviewer", UNITS[SCHOOL][1].rpartition("/")[0])
    assert entered(warehouse, numbers, above) == {waiting: "submitted", back: "returned"}
    with pytest.raises(Invalid, match="asset_nos_invalid"):
        entered(warehouse, [f"A-{n}" for n in range(10_001)])


@pytest.mark.parametrize("source", ["temporary_body", "large_event", "special_work"])
def test_a_draft_keeps_where_its_assets_come_from_for_the_application(drafts, warehouse, source):  # B-011, B-012, B-085
    number = warehouse.card()
    made = drafts.save(number, source=source, **WHOLE)
    assert (made.source, made.source_note) == (source, "")
    with pytest.raises(Invalid) as refused:
        drafts.submit(made.id)
    assert [fault.field for fault in refused.value.faults] == ["source_note"]
    named = drafts.save(number, draft_id=made.id, source=source, source_note=" 第三届花博会 ", **WHOLE)
    assert (drafts.get(made.id).source, named.source_note, drafts.all().items[0].source) == (source, "第三届花博会", source)
    entered = warehouse.get(drafts.submit(made.id)[0].id).entry
    assert (entered.source, entered.source_note) == (source, "第三届花博会")


def test_what_the_radar_suggested_is_entered_with_its_source(drafts, warehouse):  # B-084, B-011
    radar = Radar(warehouse)
    number = warehouse.card()
    radar.tell(number, state="idle", place="区公物仓一号库")
    radar.look()
    draft_id = radar.answer([number], "accept").draft_id
    assert drafts.get(draft_id).source == "ordinary"
    drafts.save(number, draft_id=draft_id, source="physical_warehouse", source_note="区公物仓一号库", **WHOLE)
    entered = warehouse.get(drafts.submit(draft_id)[0].id).entry
    assert (entered.source, entered.source_note) == ("physical_warehouse", "区公物仓一号库")


@pytest.mark.parametrize(("said", "field"), [({"source": "market"}, "source"), ({"source_note": "x" * 201}, "source_note")])
def test_a_draft_refuses_a_source_that_could_never_be_submitted(drafts, said, field):
    with pytest.raises(Invalid) as refused:
        drafts.save(**said)
    assert [fault.field for fault in refused.value.faults] == [field]
