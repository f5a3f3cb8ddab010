"""What may be heard outside is what the gateway hears."""

from services.chassis.topology import load
from services.contracts.events.payload import REGISTERED
from services.contracts.permissions import permissions
from services.gateway.deliveries.domain.feed import OPERATIONS
from services.gateway.worker import SPOKEN


def test_every_aggregate_that_the_gateway_follows_is_in_the_feed_behind_a_permission():
    assert set(OPERATIONS) == set(load().follows["gateway"])
    assert all(operation in permissions(service) for service, operation in OPERATIONS.values())


def test_the_gateways_worker_knows_every_type_of_them():
    assert SPOKEN
    assert {".".join(name.split(".")[:2]) for name in REGISTERED} >= set(OPERATIONS)
