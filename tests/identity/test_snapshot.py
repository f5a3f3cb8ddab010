"""What a consumer that joins later is told."""

from services.identity.snapshot import states


def test_every_aggregate_is_told_once_at_its_version_parents_first(sessions, account, asked):
    account("clerk")
    with sessions() as session:
        events = list(states(session))
    latest = set(asked("SELECT aggregate, subject, max(version) FROM outbox GROUP BY aggregate, subject"))
    assert {(event.aggregate, event.subject, event.version) for event in events} == latest
    assert len(events) == len(latest) == 12
    assert all(event.is_snapshot for event in events)
    subjects = [event.subject for event in events]
    assert subjects.index("310151") < subjects.index("310151-004001") < subjects.index("310151-004011")
