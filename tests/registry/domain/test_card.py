"""What may be done to a card, without any input or output."""

import pytest

from services.chassis.errors import Conflict, Invalid, Refused
from services.registry.domain.card_rules import check
from services.registry.domain.states import State, state_named

from .cards import AT, TODAY, card

CODES = {"A02010105": "台式计算机"}


def test_a_change_raises_the_version_by_one_and_names_only_what_differs():
    after, diff = card().with_values({"model": "M", "name": "台式计算机"}, AT)
    assert (after.version, dict(diff)) == (2, {"model": ("", "M")})


def test_a_change_without_difference_is_none():
    with pytest.raises(Invalid, match="nothing_changes"):
        card().with_values({"name": "台式计算机"}, AT)


def test_net_value_and_kind_follow():
    after, diff = card(details={"serial_no": "S"}).with_values({"accumulated_depreciation_fen": 100, "class_code": "A02030501"}, AT)
    assert (after.net_value_fen, after.kind, after.details) == (499_900, "vehicle", {})
    assert set(diff) == {"accumulated_depreciation_fen", "net_value_fen", "class_code", "kind", "details"}


def test_an_emptied_department_or_user_is_the_default_again():
    after, _ = card(use_department="总务处", user_name="陈").with_values({"use_department": "", "user_name": ""}, AT)
    assert (after.use_department, after.user_name) == ("待查找", "待查寻")


def test_a_stale_version_is_a_conflict_and_none_means_whatever_it_is():
    assert card(version=3).at_version(0)
    with pytest.raises(Conflict, match="stale_version"):
        card(version=3).at_version(2)


def test_a_written_off_card_refuses_everything():
    with pytest.raises(Refused, match="card_written_off"):
        card(state=State.WRITTEN_OFF).alive()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"asset_no": "A 1"}, "asset_no"), ({"asset_no": "x" * 41}, "asset_no"), ({"name": " "}, "name"), ({"quantity": 0}, "quantity"),
        ({"original_value_fen": -1, "net_value_fen": -1}, "original_value_fen"),
        ({"accumulated_depreciation_fen": 600_000}, "accumulated_depreciation_fen"), ({"net_value_fen": 1}, "net_value_fen"),
        ({"service_life_months": 12, "depreciated_months": 13}, "depreciated_months"), ({"value_type": "市价"}, "value_type"),
        ({"depreciation_state": "也许"}, "depreciation_state"), ({"class_code": "A02010104"}, "class_code"),
        ({"class_code": "02010105"}, "class_code"), ({"model": "a\nb"}, "model"), ({"remark": "x" * 2001}, "remark"),
    ],
)
def test_each_rule_names_its_field(values, field):
    with pytest.raises(Invalid) as refused:
        check(card(**values), CODES, TODAY)
    assert field in {fault.field for fault in refused.value.faults}


def test_a_remark_may_have_lines():
    check(card(remark="第一行\n第二行"), CODES, TODAY)


def test_depreciation_above_the_value_suppresses_the_net_value():
    with pytest.raises(Invalid) as refused:
        check(card(accumulated_depreciation_fen=600_000, net_value_fen=7), CODES, TODAY)
    assert [fault.field for fault in refused.value.faults] == ["accumulated_depreciation_fen"]


@pytest.mark.parametrize("state", list(State))
def test_each_state_has_one_term_of_the_sources(state):  # B-075
    assert state_named(state.chinese) is state


def test_a_card_is_written_off_once_and_for_all():  # E-031
    gone, diff = card().write_off(AT)
    assert (gone.state, gone.version, dict(diff)) == (State.WRITTEN_OFF, 2, {"state": (State.IN_USE, State.WRITTEN_OFF)})
    for verb in (lambda: gone.write_off(AT), lambda: gone.move_to("310151-004012", AT)):
        with pytest.raises(Refused, match="card_written_off"):
            verb()


def test_a_card_that_moves_keeps_its_number_and_lies_idle_until_somebody_uses_it():  # E-083, A-068, A-069
    moved, diff = card(state=State.AWAITING_DISPOSAL, use_department="总务处", place="东院").move_to("310151-004012", AT)
    assert (moved.asset_no, moved.unit_id, moved.state, moved.version) == ("A1", "310151-004012", State.IDLE, 2)
    assert (moved.use_department, moved.user_name, moved.place) == ("待查找", "待查寻", "")
    assert set(diff) == {"unit_id", "state", "use_department", "place"}


def test_a_card_neither_moves_to_where_it_is_nor_while_it_is_lent():
    with pytest.raises(Refused, match="moves_nowhere"):
        card().move_to("310151-004011", AT)
    for verb in (lambda lent: lent.write_off(AT), lambda lent: lent.move_to("310151-004012", AT)):
        with pytest.raises(Refused, match="take_back_first"):
            verb(card(state=State.LEASED_OR_LENT))
