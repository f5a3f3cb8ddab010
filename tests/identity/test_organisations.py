"""The organisation tree over gRPC and into the outbox: whole files or nothing, each fact once, everybody sees his part."""

import json

import pytest

from services.chassis.errors import Forbidden, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.identity.v1 import organisations_pb2 as pb
from services.identity.usecases.organisations import import_organisations
from tests.identity.conftest import ORGANISATIONS, as_operator


def import_(sessions, content, *, commit=True):
    with sessions.begin() as session:
        return import_organisations(session, as_operator(), content, commit=commit)


def outbox(asked):
    return [(type_, subject, version) for type_, subject, version in asked("SELECT type, subject, version FROM outbox ORDER BY position")]


def test_regions_come_from_the_code_and_every_organisation_is_one_event(sessions, asked):
    imported = import_(sessions, ORGANISATIONS)
    assert (imported.reading.rows, imported.registered, imported.changed, imported.unchanged) == (5, 5, 0, 0)
    names = asked("SELECT id, name FROM organisation WHERE kind = 'region' ORDER BY path")
    assert names == [("31", "上海市"), ("3101", "市辖区"), ("310151", "崇明区"), ("43", "湖南省"), ("4301", "长沙市"), ("430121", "长沙县")]
    assert len(outbox(asked)) == 11
    assert {(type_, version) for type_, _, version in outbox(asked)} == {("identity.organisation.registered.v1", 1)}


def test_an_event_carries_the_whole_state(sessions, asked):
    import_(sessions, ORGANISATIONS)
    [(body,)] = asked("SELECT body FROM outbox WHERE subject = '310151-004012'")
    assert json.loads(body)["data"] == {
        "id": "310151-004012", "budget_code": "004012", "name": "东门小学", "kind": "public_institution", "region": "310151",
        "parent_id": "310151-004001", "path": "31/3101/310151/310151-004001/310151-004012", "funding": "partial",
        "credit_code": "12310151MB1039595T", "active": True,
    }


def test_the_same_file_twice_changes_nothing(sessions, asked):
    import_(sessions, ORGANISATIONS)
    before = (outbox(asked), asked("SELECT count(*) FROM audit"))
    imported = import_(sessions, ORGANISATIONS)
    assert (imported.registered, imported.changed, imported.unchanged) == (0, 0, 5)
    assert (outbox(asked), asked("SELECT count(*) FROM audit")) == before


def test_a_moved_department_takes_its_units_along_one_event_each(sessions, asked):
    import_(sessions, ORGANISATIONS)
    moved = ORGANISATIONS.decode().replace("区教育局,主管部门,,310151", "区教育局,主管部门,002001,310151").encode()
    imported = import_(sessions, moved)
    assert (imported.changed, imported.unchanged) == (1 + 2, 2)
    changed = [row for row in outbox(asked) if row[0] == "identity.organisation.changed.v1"]
    assert changed == [("identity.organisation.changed.v1", f"310151-0040{number}", 2) for number in ("01", "11", "12")]
    [(path,)] = asked("SELECT path FROM organisation WHERE id = '310151-004011'")
    assert path == "31/3101/310151/310151-002001/310151-004001/310151-004011"


def test_one_fault_stores_nothing_and_all_are_named(sessions, asked):
    faulty = ORGANISATIONS + "004013,幼儿园,事业单位,009999,310151,,全额\n004014,,事业单位,,310151,,全额\n".encode()
    imported = import_(sessions, faulty)
    assert [(fault.row, fault.code) for fault in imported.reading.faults] == [(7, "parent_unknown"), (8, "empty")]
    assert not imported.committed
    assert asked("SELECT count(*) FROM organisation") == [(0,)]


def test_a_check_says_what_would_happen_and_stores_nothing(sessions, asked):
    imported = import_(sessions, ORGANISATIONS, commit=False)
    assert (imported.registered, imported.committed) == (5, False)
    assert asked("SELECT (SELECT count(*) FROM organisation), (SELECT count(*) FROM outbox)") == [(0, 0)]
    import_(sessions, ORGANISATIONS)
    renamed = ORGANISATIONS.decode().replace("东门小学", "东门中心小学").encode()
    assert import_(sessions, renamed, commit=False).changed == 1
    assert asked("SELECT name FROM organisation WHERE budget_code = '004012'") == [("东门小学",)]


def test_everybody_sees_his_part_of_the_tree(rpc, account):
    account("clerk")
    account("bureau", "finance_reviewer", "310151")
    request = pb.ListOrganisationsRequest()
    own = ask(rpc.organisations.ListOrganisations, request, rpc.as_("clerk"))
    assert ([each.id for each in own.organisations], own.total) == (["310151-004011"], 1)
    region = ask(rpc.organisations.ListOrganisations, request, rpc.as_("bureau"))
    units = [f"310151-{code}" for code in ("002001", "004001", "004011", "004012")]
    assert [each.id for each in region.organisations] == ["310151", *units]
    assert region.organisations[2].children == 2
    with pytest.raises(NotFound):
        ask(rpc.organisations.GetOrganisation, pb.GetOrganisationRequest(id="430121-002001"), rpc.as_("bureau"))


def test_an_organisation_comes_with_those_above_it(rpc, account):
    account("clerk")
    answer = ask(rpc.organisations.GetOrganisation, pb.GetOrganisationRequest(id="004011"), rpc.as_("clerk"))
    assert answer.organisation.kind_name == "事业单位"
    assert [each.name for each in answer.ancestors] == ["上海市", "市辖区", "崇明区", "区教育局"]


def test_search_and_pages(rpc, account):
    account("bureau", "finance_reviewer", "310151")
    found = ask(rpc.organisations.ListOrganisations, pb.ListOrganisationsRequest(query="小学"), rpc.as_("bureau"))
    assert [each.name for each in found.organisations] == ["东门小学"]
    first = ask(rpc.organisations.ListOrganisations, pb.ListOrganisationsRequest(limit=3), rpc.as_("bureau"))
    rest = ask(rpc.organisations.ListOrganisations, pb.ListOrganisationsRequest(limit=3, cursor=first.next_cursor), rpc.as_("bureau"))
    assert (len(first.organisations), len(rest.organisations), first.total, rest.next_cursor) == (3, 2, 5, "")


def test_only_the_system_administrator_imports_and_only_his_regions(rpc, account):
    account("admin", "system_administrator", "310151")
    account("security", "security_administrator", "310151")
    request = pb.ImportOrganisationsRequest(content=ORGANISATIONS, commit=True)
    with pytest.raises(Forbidden):
        ask(rpc.organisations.ImportOrganisations, request, rpc.as_("security"))
    answer = ask(rpc.organisations.ImportOrganisations, request, rpc.as_("admin"))
    assert [(fault.row, fault.code) for fault in answer.faults] == [(6, "region_not_yours")]


def test_a_repeated_request_gets_the_first_answer(rpc, account, asked):
    account("admin", "system_administrator", "310151")
    renamed = ORGANISATIONS.replace("东门小学".encode(), "新小学".encode()).rsplit(b"\n", 2)[0]
    request = pb.ImportOrganisationsRequest(content=renamed, commit=True)
    first = ask(rpc.organisations.ImportOrganisations, request, rpc.as_("admin", key="k1"))
    second = ask(rpc.organisations.ImportOrganisations, request, rpc.as_("admin", key="k1"))
    assert first == second
    assert first.changed == 1
