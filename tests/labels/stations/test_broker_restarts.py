"""A broker that dies takes nothing with it: jobs, what a station was handed and what it reported are there when it is back."""

import time

import pytest
from pika.exceptions import AMQPError

from tests.labels.stations.remote import eventually
from tests.labels.stations.test_over_the_broker import drain


@pytest.fixture
def broker_url(private_broker):
    return private_broker.url, private_broker.management_url


def back(station):
    def connected():
        try:
            station.connect()
        except (AMQPError, OSError):
            return False
        return True

    eventually(connected, 60)


def test_nothing_is_lost_when_the_broker_is_killed(press, enrolled, private_broker):
    assets, station = press.cards(30), enrolled()
    job = press.order(station, assets)
    eventually(lambda: station.reads() == 30)
    printed = station.prints(5)
    time.sleep(1)  # see LocalBroker.kill
    private_broker.kill()
    more = press.cards(3)
    late = press.order(station, more)  # an order needs no broker
    private_broker.start()
    back(station)

    def done():
        printed.extend(drain(station))  # the late job comes as soon as the relay has the broker again
        return all(press.job(one.id).state == "done" for one in (job, late))

    eventually(done, 60)
    assert printed == assets + more
