"""The state that a consumer learns that joins later."""

from services.sharing.snapshot import states

from .conftest import AUTHORITY, PROVINCE, REVIEWER


def test_every_entry_is_told_at_its_version_and_every_reservation_that_stands(warehouse):
    local, wide, gone = warehouse.submit(), warehouse.submit(scope="nation"), warehouse.submit()
    warehouse.bring(wide, REVIEWER, AUTHORITY, PROVINCE)
    warehouse.withdraw(gone)
    with warehouse.sessions() as session:
        told = list(states(session))
    assert all(event.is_snapshot for event in told)
    entries = {event.subject: event for event in told if event.aggregate == "sharing.entry"}
    assert {subject: event.version for subject, event in entries.items()} == {local: 1, wide: 4, gone: 2}
    assert entries[wide].data["contact"]["name"] == "张老师"
    assert entries[local].data["contact"] is None
    held = {event["subject"] for event in warehouse.events() if event["type"] == "sharing.reservation.confirmed.v1"}
    freed = {event["subject"] for event in warehouse.events() if event["type"] == "sharing.reservation.released.v1"}
    assert {event.subject for event in told if event.aggregate == "sharing.reservation"} == held - freed
