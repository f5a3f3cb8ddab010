"""Both editions' totals side by side, and the ticket of a difference."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import Forbidden, Invalid, NotFound, Refused
from services.registry.queries.reconciliation import ControlTotals, DifferenceView, list_control_totals, list_differences
from services.registry.usecases.reconciliation import RecordControlTotals, assign_difference, close_difference, record_control_totals
from tests.registry.imports.conftest import Desk, actor
from tests.registry.imports.sheets import csv_file, rows

HANDLER = actor("unit_handler", "004011")


def _record(desk: Desk, cards: int, value_fen: int, who: Actor = HANDLER, unit: str = "004011") -> None:
    with Session(desk.engine) as session, session.begin():
        record_control_totals(session, desk.call(who), RecordControlTotals(unit, cards, value_fen, "财政版月报"))


def _totals(desk: Desk, who: Actor | None = None) -> list[ControlTotals]:
    with Session(desk.engine) as session:
        return list(list_control_totals(session, who or actor()))


def _tickets(desk: Desk, state: str = "", who: Actor | None = None) -> list[DifferenceView]:
    with Session(desk.engine) as session:
        return list(list_differences(session, who or actor(), "", state, "", 0)[0])


def _close(desk: Desk, ticket: UUID, resolution: str = "补导 1 张") -> int:
    with Session(desk.engine) as session, session.begin():
        return close_difference(session, desk.call(HANDLER), ticket, resolution)


def test_equal_totals_open_no_ticket(desk: Desk) -> None:
    desk.bring(csv_file(rows(2)))
    _record(desk, 2, 2 * 527974)
    (found,) = _totals(desk)
    assert (found.budget_code, found.new_cards, found.new_value_fen, found.equal) == ("004011", 2, 1055948, True)
    assert not _tickets(desk)


def test_a_difference_opens_one_ticket_with_the_recorder_as_owner(desk: Desk) -> None:
    desk.bring(csv_file(rows(2)))
    _record(desk, 3, 3 * 527974)
    _record(desk, 3, 3 * 527974)
    (ticket,) = _tickets(desk, "open")
    assert (ticket.old_cards, ticket.new_cards, ticket.owner) == (3, 2, "unit_handler-004011")
    (found,) = _totals(desk)
    assert found.difference_id == ticket.id


def test_a_ticket_closes_only_when_the_difference_is_gone(desk: Desk) -> None:
    desk.bring(csv_file(rows(2)))
    _record(desk, 3, 3 * 527974)
    (ticket,) = _tickets(desk)
    with pytest.raises(Refused) as refused:
        _close(desk, ticket.id)
    assert (refused.value.code, refused.value.article) == ("difference_remains", "沪崇财行〔2018〕16号 四（四）")
    desk.bring(csv_file(rows(3)))
    with pytest.raises(Invalid):
        _close(desk, ticket.id, "  ")
    assert _close(desk, ticket.id) == 2
    (closed,) = _tickets(desk, "closed")
    assert (closed.closed_by, closed.resolution) == ("unit_handler-004011", "补导 1 张")
    with pytest.raises(Refused):
        _close(desk, ticket.id)


def test_somebody_else_can_be_made_to_answer_for_it(desk: Desk) -> None:
    _record(desk, 1, 100)
    (ticket,) = _tickets(desk)
    with Session(desk.engine) as session, session.begin():
        assert assign_difference(session, desk.call(actor()), ticket.id, "zhao") == 2
    assert _tickets(desk)[0].owner == "zhao"
    assert [record.operation for record in desk.all("SELECT operation FROM audit ORDER BY position")] == [
        "reconciliation.record", "difference.assign"
    ]


def test_nobody_records_or_sees_other_units_figures(desk: Desk) -> None:
    _record(desk, 1, 100)
    with pytest.raises(NotFound):
        _record(desk, 1, 100, actor("unit_handler", "004012"))
    with pytest.raises(Forbidden):
        _record(desk, 1, 100, actor("auditor", "310151"))
    assert not _totals(desk, actor("asset_administrator", "004012"))[0].recorded_by
    assert not _tickets(desk, who=actor("unit_handler", "004012"))
    with pytest.raises(Invalid):
        _record(desk, -1, 100)
