"""A case's whole way, from the draft to the closed file, with the registry's card in its right state at the end."""

from .conftest import DEPARTMENT, FINANCE, GOVERNMENT, OTHER_SCHOOL, SCHOOL


def test_a_scrapping_goes_from_the_draft_to_the_closed_file(office):  # E-027 to E-032, E-131
    number = office.card()
    drafted = office.draft(number)
    assert (drafted.state, drafted.version, drafted.number) == ("draft", 0, "")
    assert [step.step for step in drafted.assessment.route] == ["department_review", "finance_approval"]
    office.upload(drafted.id, "filing")
    one = office.file_draft(drafted.id)
    assert (one.state, one.version, one.filed_by) == ("department_review", 1, f"unit_handler-{SCHOOL}")
    assert one.number.startswith("430121-20")
    assert office.bring(one.id, DEPARTMENT).state == "finance_approval"
    approved = office.bring(one.id, FINANCE)
    assert (approved.state, approved.desk) == ("approved", "handler")
    assert approved.notice_from
    assert approved.valid_until > approved.notice_from
    assert office.executed(one.id).state == "executed"
    replied = office.act(one.id, "reply", office.who(FINANCE, "43/4301/430121"))
    assert (replied.state, replied.reply_no[:1], replied.reply_no[-2:]) == ("replied", "〔", "1号")
    office.tell_registry()
    assert office.look_at_card(number).card.state == "已核销"
    assert office.get(one.id).case.state == "settled"
    assert office.act(one.id, "book", booking_no="记-2026-12-001").state == "booked"
    assert office.act(one.id, "close", office.who(FINANCE, "43/4301/430121")).state == "closed"
    types = ["filed", "decided", "decided", "execution_begun", "executed", "replied", "settled", "booked", "closed"]
    assert office.types(one.id) == types
    assert [event["aggregateversion"] for event in office.events(one.id)] == list(range(1, 10))
    assert len(office.get(one.id).history) == len(types)


def test_a_free_transfer_moves_the_card_to_the_receiving_unit(office):  # E-064, E-083
    number = office.card(original_value_fen=120_000_000)
    one = office.approved(number, method="free_transfer", receiving_unit="004012")
    assert [desk.step for desk in one.desks] == ["department_review", "finance_approval", "government_approval"]
    assert one.receiving_unit == OTHER_SCHOOL
    office.executed(one.id)
    office.act(one.id, "reply", office.who(FINANCE, "43/4301/430121"))
    office.tell_registry()
    assert office.look_at_card(number, OTHER_SCHOOL).card.unit.budget_code == "004012"
    assert office.get(one.id).case.state == "settled"
    assert GOVERNMENT
