"""Disposal near its own bounds: thousands of cards in one case, a hundred cases in one decision; counted in statements, not in seconds."""

import pytest
from sqlalchemy import func, select

from services.chassis.errors import Invalid
from services.chassis.event import MAX_BODY_BYTES, parse
from services.chassis.rpc.client import ask
from services.chassis.tables import outbox
from services.contracts.rpc.disposal.v1 import cases_pb2
from services.disposal.domain.facts import MOST_ASSETS
from services.disposal.ledger_tables import loss
from services.disposal.tables import case_asset
from services.disposal.worker import DisposalWorker
from services.registry.worker import RegistryWorker

from .conftest import COUNTY, DEPARTMENT, FINANCE, HANDLER, Office
from .many import cards, cloned, counted

BATCH = 100
"""As many events as a worker hands over at once."""


def heard(office: Office, sessions, kind: str):
    with sessions() as session:
        bodies = session.scalars(select(outbox.c.body).where(outbox.c.type == kind).order_by(outbox.c.position))
        return [parse(body.encode()) for body in bodies]


def settle(office: Office, sessions, registry_sessions) -> int:
    """Let registry and disposal do what the reply asks for, each as its worker does; answers how many statements disposal needed."""
    told = heard(office, sessions, "disposal.reservation.fulfilled.v1")[-1]
    with registry_sessions.begin() as session:
        RegistryWorker().reservation_fulfilled(session, told)
    events = heard(office, registry_sessions, "registry.asset.written_off.v1")
    with counted(sessions) as sent:
        for start in range(0, len(events), BATCH):
            with sessions.begin() as session:
                DisposalWorker().assets_written_off(session, events[start : start + BATCH])
    return len(sent)


def test_five_thousand_cards_are_drafted_filed_and_decided_and_no_event_of_theirs_is_too_large(office, sessions):
    numbers = cards(office, MOST_ASSETS)
    one = office.filed(*numbers)
    assert one.asset_count == MOST_ASSETS
    office.tell_registry()
    assert office.look_at_card(numbers[-1]).hold.reference == f"{one.id}/1"
    assert office.bring(one.id, DEPARTMENT, FINANCE).state == "approved"
    assert len(office.get(one.id).case.assets) == MOST_ASSETS
    with sessions() as session:
        assert session.scalar(select(func.max(func.octet_length(outbox.c.body)))) < MAX_BODY_BYTES
    with pytest.raises(Invalid, match="draft_invalid"):
        office.draft(*numbers, "one-more")


def test_a_thousand_cards_are_settled_with_a_few_statements_for_each_hundred(office, sessions, registry_sessions):  # E-038
    one = office.approved(*cards(office, 1000))
    office.executed(one.id)
    office.act(one.id, "reply", office.who(FINANCE, COUNTY))
    assert settle(office, sessions, registry_sessions) < 10 * 5 + 20
    assert office.get(one.id).case.state == "settled"
    with sessions() as session:
        assert session.execute(select(case_asset.c.outcome, func.count()).group_by(case_asset.c.outcome)).all() == [("written_off", 1000)]


def test_a_batch_decision_sends_no_more_statements_for_a_hundred_cases_than_for_two(office, sessions):
    first = office.filed(office.card(original_value_fen=1_000))
    ids = [first.id, *cloned(office, first.id, 101)]

    def decide(some):
        with counted(sessions) as sent:
            request = cases_pb2.DecideCasesRequest(case_ids=some, decision="agree")
            answer = ask(office.cases.DecideCases, request, office.desk_of(DEPARTMENT))
        assert (answer.decided, {one.state for one in answer.outcomes}) == (len(some), {"finance_approval"})
        return len(sent)

    assert decide(ids[:2]) >= decide(ids[2:])


def test_a_filing_loads_no_other_filing_of_its_month_that_it_does_not_lift(office, sessions):
    first = office.filed(office.card(original_value_fen=1_000))
    cloned(office, first.id, 50)
    drafted = office.draft(office.card(original_value_fen=1_000))
    office.upload(drafted.id, "filing")
    request = cases_pb2.FileCaseRequest(case_id=drafted.id)
    with counted(sessions) as sent:
        ask(office.cases.FileCase, request, office.who(HANDLER))
    assert not [one for one in sent if "FROM case_asset" in one and "SELECT" in one]


def test_losses_by_the_hundred_go_on_file_with_a_few_statements(office, sessions, registry_sessions):  # Art. 38
    numbers = cards(office, 300)
    one = office.approved(*numbers, method="loss")
    office.executed(one.id)
    office.act(one.id, "reply", office.who(FINANCE, COUNTY))
    assert settle(office, sessions, registry_sessions) < 60
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(loss)) == 300
