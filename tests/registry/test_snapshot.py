"""The state that a consumer learns that joins later."""

from services.registry.snapshot import states

from .test_responsibility import assign, network  # noqa: F401  # the fixture


def test_every_card_change_and_responsibility_is_told_at_its_version(registry, sessions, network):  # noqa: F811
    number = registry.register()
    registry.change(number, 1, model="M")
    filed = registry.change(number, 2, original_value_fen=1)
    assign(registry, network)
    with sessions() as session:
        told = {event.subject: (event.type, event.version) for event in states(session)}
    assert told[number] == ("registry.asset.snapshot.v1", 2)
    assert told[filed.change_id] == ("registry.change.snapshot.v1", 1)
    assert told["unit:310151-004011"] == ("registry.responsibility.snapshot.v1", 1)
    assert len(told) == 4
