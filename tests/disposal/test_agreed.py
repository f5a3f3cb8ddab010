"""The draft of a free transfer on which two units agreed: by event, once, ready to be filed with what the clerk adds (B-058)."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from sqlalchemy import delete

from services.chassis.actor import Actor, Call
from services.chassis.errors import NotFound, Unavailable
from services.chassis.rpc.client import ask
from services.contracts.events.warehouse import AgreementConcluded, AgreementEnded
from services.contracts.rpc.disposal.v1 import cases_pb2
from services.disposal.tables import unit
from services.disposal.usecases.agreed import draft_agreed, drop_failed

from .conftest import HANDLER, HOSPITAL, SCHOOL

STATES = {"在用": "in_use", "闲置": "idle", "待处置": "awaiting_disposal", "低效运转": "inefficient"}
CALL = Call(Actor("service:disposal", "disposal"), datetime.now(UTC), "c-1", causation_id="e-1")
SAME = (
    "asset_no", "kind", "name", "class_code", "class_name", "model", "brand", "quantity", "measure_unit", "original_value_fen",
    "net_value_fen", "acquired_on", "shareable", "place",
)  # fmt: skip


def concluded(office, asset_no, agreement_id="", **more):
    card = office.look_at_card(asset_no).card
    asset = {name: getattr(card, name) for name in SAME} | {"asset_version": card.version, "state": STATES[card.state]}
    if card.HasField("service_life_months"):
        asset["service_life_months"] = card.service_life_months
    return AgreementConcluded(
        **{**stands(agreement_id or str(uuid4()), asset_no), "supplier_account": f"{HANDLER}-{SCHOOL}",
           "concluded_at": CALL.at, "asset": asset, **more}
    )  # fmt: skip


def stands(agreement_id, asset_no, state="concluded"):
    return {
        "agreement_id": agreement_id, "state": state, "entry_id": str(uuid4()), "asset_no": asset_no, "supplier_id": SCHOOL,
        "supplier_path": "43/4301/430121/430121-004001/430121-004011", "receiver_id": HOSPITAL, "receiver_name": "医院",
        "receiver_path": "43",
    }  # fmt: skip


def revise(office, told):
    """The clerk says what the rules ask for."""
    facts = office.facts(told.asset_no, receiving_unit=HOSPITAL)
    request = cases_pb2.ReviseDraftRequest(
        case_id=told.agreement_id, method="free_transfer", asset_nos=[told.asset_no], facts=facts, facts_revision=1
    )
    return ask(office.cases.ReviseDraft, request, office.who()).case


def hear(office, follow, told):
    with office.sessions.begin() as session:
        follow(session, CALL, told)


def test_a_concluded_agreement_told_twice_is_one_draft_with_card_and_receiving_unit(office):
    told = concluded(office, office.card())
    hear(office, draft_agreed, told)
    hear(office, draft_agreed, told)
    view = office.get(told.agreement_id)
    assert (view.case.state, view.case.method, view.case.receiving_unit) == ("draft", "free_transfer", HOSPITAL)
    assert [card.asset_no for card in view.case.assets] == [told.asset_no]
    assert [item.id for item in office.listed().items] == [told.agreement_id]
    assert [row.operation for row in office.audited()] == ["draft.created"]
    with pytest.raises(NotFound):
        office.get(told.agreement_id, office.who(at=HOSPITAL))


def test_the_clerk_adds_what_the_rules_ask_for_and_files_it(office):
    told = concluded(office, office.card())
    hear(office, draft_agreed, told)
    revise(office, told)
    office.upload(told.agreement_id, "filing")
    filed = office.file_draft(told.agreement_id)
    assert filed.id == told.agreement_id
    assert filed.state in ("department_review", "finance_approval")
    assert office.events(filed.id)[-1]["data"]["assets"][0]["asset_no"] == told.asset_no


def test_the_card_of_the_draft_is_the_card_of_the_registry_to_the_letter(office):
    """Filed as it stands, only facts may be missing; nothing differs from the registry (Art. 12)."""
    told = concluded(office, office.card())
    hear(office, draft_agreed, told)
    mine = office.draft(told.asset_no)
    same = ("asset_no", "name", "class_code", "class_name", "model", "kind", "state", "quantity", "original_value_fen", "net_value_fen")
    drafted, again = office.get(told.agreement_id).case.assets[0], office.get(mine.id).case.assets[0]
    for name in same:
        if name in type(drafted).DESCRIPTOR.fields_by_name:
            assert getattr(drafted, name) == getattr(again, name), name


def test_an_untouched_draft_is_gone_when_the_agreement_fails_and_a_revised_one_stays(office):
    untouched, revised = concluded(office, office.card()), concluded(office, office.card())
    for told in (untouched, revised):
        hear(office, draft_agreed, told)
    revise(office, revised)
    for told in (untouched, revised):
        hear(office, drop_failed, AgreementEnded(**stands(told.agreement_id, told.asset_no, "failed")))
    assert [item.id for item in office.listed().items] == [revised.agreement_id]
    hear(office, drop_failed, AgreementEnded(**stands(revised.agreement_id, revised.asset_no, "done")))
    assert office.listed().items


def test_an_event_that_is_ahead_of_its_units_is_tried_again(office):
    told = concluded(office, office.card())
    with office.sessions.begin() as session:
        session.execute(delete(unit).where(unit.c.id == HOSPITAL))
    with pytest.raises(Unavailable):
        hear(office, draft_agreed, told)
