"""What a consumer learns of the ledgers that joins later."""

from services.disposal.snapshot import states
from services.disposal.usecases.losses import register


def test_every_entry_is_told_at_its_version(ledgers):
    sale, lost = ledgers.case(), ledgers.case("settled", "loss")
    one = ledgers.income(sale)
    ledgers.remit(one.id, 1)
    with ledgers.sessions.begin() as session:
        register(session, ledgers.at(), lost)
    found = ledgers.find(unit="004011")
    ledgers.settle(found.id)
    loss = ledgers.losses().items[0]
    with ledgers.sessions() as session:
        told = {(event.type, event.subject): event.version for event in states(session)}
    assert {key: version for key, version in told.items() if ".case." not in key[0] and "reservation" not in key[0]} == {
        ("disposal.income.snapshot.v1", one.id): 2, ("disposal.loss.snapshot.v1", loss.id): 1,
        ("disposal.finding.snapshot.v1", found.id): 2,
    }  # fmt: skip
