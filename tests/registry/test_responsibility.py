"""The responsibility network: three layers to a named person, and where nobody answers (A-013 to A-015)."""

import pytest

from services.chassis.errors import Forbidden, Invalid, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.registry.v1 import responsibility_pb2 as pb
from services.contracts.rpc.registry.v1.responsibility_pb2_grpc import ResponsibilityServiceStub

from .conftest import OFFICE, SCHOOL

ADMINISTRATOR = "asset_administrator"


@pytest.fixture
def network(registry):
    return ResponsibilityServiceStub(registry.link)


def assign(registry, network, origin=None, **seat):
    request = pb.AssignResponsibleRequest(unit=SCHOOL, **{"person": "王强", "duty": "主要负责人", **seat})
    return ask(network.AssignResponsible, request, origin or registry.who(ADMINISTRATOR))


def coverage(registry, network, role=ADMINISTRATOR, at=SCHOOL):
    return ask(network.GetCoverage, pb.GetCoverageRequest(), registry.who(role, at)).units


def test_coverage_names_units_sections_and_assets_without_a_person(registry, network):
    registry.register(use_department="总务处", user_name="陈霞洋")
    held = registry.register(use_department="财务科")
    registry.register()
    line = coverage(registry, network)[0]
    assert (line.person, line.sections, line.assets, line.assets_without) == ("", 2, 3, 2)
    assert list(line.sections_without) == ["总务处", "财务科"]
    for seat in ({}, {"section": "总务处"}, {"asset_no": held}):
        assign(registry, network, **seat)
    line = coverage(registry, network)[0]
    assert (line.person, list(line.sections_without), line.assets_without) == ("王强", ["财务科"], 1)


def test_a_department_sees_all_its_units_and_a_unit_itself_alone(registry, network):
    assert len(coverage(registry, network, "finance_reviewer", "310151")) == 4
    assert [line.budget_code for line in coverage(registry, network, "unit_handler")] == [SCHOOL]


def test_the_next_person_takes_the_place_of_the_last(registry, network):
    assert assign(registry, network).version == 1
    assert assign(registry, network, person="李静").version == 2
    people = ask(network.ListResponsible, pb.ListResponsibleRequest(), registry.who()).people
    assert [(one.person, one.layer) for one in people] == [("李静", "unit")]
    assert [event["aggregateversion"] for event in registry.events(f"unit:310151-{SCHOOL}")] == [1, 2]
    assert "李静" not in str(registry.events()) + str(registry.audited())


def test_who_withdraws_leaves_a_gap(registry, network):
    request = pb.WithdrawResponsibleRequest(unit=SCHOOL, reason="离任")
    with pytest.raises(NotFound):
        ask(network.WithdrawResponsible, request, registry.who(ADMINISTRATOR))
    assign(registry, network)
    ask(network.WithdrawResponsible, request, registry.who(ADMINISTRATOR))
    assert coverage(registry, network)[0].person == ""
    assert registry.events(f"unit:310151-{SCHOOL}")[-1]["type"] == "registry.responsibility.withdrawn.v1"


def test_only_the_units_asset_administrator_assigns(registry, network):
    with pytest.raises(Forbidden):
        assign(registry, network, registry.who())
    with pytest.raises(NotFound):
        assign(registry, network, registry.who(ADMINISTRATOR, OFFICE))


@pytest.mark.parametrize("seat", [{"person": " "}, {"section": "总务处", "asset_no": "X"}])
def test_a_nameless_person_and_two_layers_at_once_are_faults(registry, network, seat):
    registry.register(asset_no="X")
    with pytest.raises(Invalid):
        assign(registry, network, **seat)


def test_an_asset_of_another_unit_cannot_be_answered_for_here(registry, network):
    number = registry.register(unit=OFFICE)
    with pytest.raises(NotFound):
        assign(registry, network, asset_no=number)
