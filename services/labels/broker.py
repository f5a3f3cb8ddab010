"""How a station comes to the broker and leaves it: a queue and a user of its own, made at run time.

Why labels holds the right to make broker users: docs/decisions/0010-stations-enrol-at-run-time.md.
"""

import re
import secrets
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import pika
from pika.exceptions import AMQPError

from services.chassis import topology
from services.chassis.broker_users import BrokerRefused, BrokerUsers
from services.chassis.errors import Unavailable
from services.chassis.topology import Rights

PUBLISHER = "labels"
REPORTS = topology.events_of("station")


@dataclass(frozen=True, slots=True)
class StationBroker:
    """The broker as labels administers it: `management_url` with an administrator's login, `station_url` as stations are told."""

    management_url: str
    station_url: str
    own_url: str

    def admit(self, station_id: str) -> str:
        """Give the station a new queue and a new login, ending what it had; answers its AMQP URL, which is kept nowhere.

        Raises Unavailable where the broker does not do it; it may be tried again.
        """
        password = secrets.token_urlsafe(24)
        try:
            self._forget(station_id)
            with pika.BlockingConnection(self._administrator()) as connection:
                channel = connection.channel()
                topology.declare_queue(channel, station_id, one_reader=True)
                channel.queue_bind(topology.queue_of(station_id), topology.snapshots_of(PUBLISHER), station_id)
            self._users().put(station_id, password, rights_of(station_id))
        except (BrokerRefused, AMQPError, OSError) as fault:
            raise _unavailable() from fault
        return _with_login(self.station_url, station_id, password)

    def dismiss(self, station_id: str) -> None:
        """End the station's user and its queue; again changes nothing. Raises Unavailable where the broker does not do it."""
        try:
            self._forget(station_id)
        except (BrokerRefused, AMQPError, OSError) as fault:
            raise _unavailable() from fault

    def _forget(self, station_id: str) -> None:
        if self._users().exists(station_id):
            self._users().delete(station_id)
        with pika.BlockingConnection(self._administrator()) as connection:
            channel = connection.channel()
            channel.queue_delete(topology.queue_of(station_id))
            channel.queue_delete(topology.dead_letters_of(station_id))

    def _users(self) -> BrokerUsers:
        return BrokerUsers(self.management_url, unquote(urlsplit(self.own_url).path[1:]) or "/")

    def _administrator(self) -> pika.URLParameters:
        login = urlsplit(self.management_url)
        url = _with_login(self.own_url, unquote(login.username or ""), unquote(login.password or ""))
        parameters = pika.URLParameters(url)
        parameters.socket_timeout = parameters.stack_timeout = parameters.blocked_connection_timeout = 10
        return parameters


def rights_of(station_id: str) -> Rights:
    """A station reads its own queue, writes to the stations' reports and configures nothing."""
    return Rights(write=f"^{re.escape(REPORTS)}$", read=topology.reader_of(station_id).read)


def _with_login(amqp_url: str, user: str, password: str) -> str:
    parts = urlsplit(amqp_url)
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{parts.netloc.rpartition('@')[2]}"))


def _unavailable() -> Unavailable:
    return Unavailable("broker_unavailable", "消息服务暂时不能登记打印站，请稍后再试。", remedy="如持续出现，请联系系统管理员。")
