"""How labels gets the right to let print stations in: a broker user of its own that makes their queues and users, and nothing else.

See docs/decisions/0010-stations-enrol-at-run-time.md.
"""

import secrets
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from services.chassis.broker_users import BrokerUsers
from services.chassis.topology import DEAD_LETTERS, Rights, snapshots_of

USER = "labels-enrolment"
MANAGEMENT, STATIONS = "GUANZI_LABELS_BROKER_MANAGEMENT_URL", "GUANZI_LABELS_STATION_BROKER_URL"
_QUEUES = r"station-[0-9a-f]{8}\.(inbox|dead)"
_DEAD, _TOLD = DEAD_LETTERS.replace(".", r"\."), snapshots_of("labels").replace(".", r"\.")
RIGHTS = Rights(configure=f"^{_QUEUES}$", write=f"^({_QUEUES}|{_DEAD})$", read=f"^({_QUEUES}|{_DEAD}|{_TOLD})$")


def keep_enrolment(users: BrokerUsers, known: Mapping[str, str], told: Mapping[str, str], amqp_url: str) -> dict[str, str]:
    """Make or complete the user; answers its URL and the broker's as stations are told it: what the operator said, else ours."""
    password = unquote(urlsplit(known.get(MANAGEMENT, "")).password or "") or secrets.token_urlsafe(24)
    users.put(USER, password, RIGHTS, tags="administrator")
    station_url = told.get(STATIONS) or known.get(STATIONS) or _at(amqp_url, "")
    if not told.get(STATIONS) and urlsplit(station_url).hostname == urlsplit(amqp_url).hostname:
        station_url = _at(amqp_url, "")  # a local broker may have another port today
    return {MANAGEMENT: _at(users.management_url, f"{USER}:{quote(password, safe='')}@"), STATIONS: station_url}


def _at(url: str, login: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{login}{parts.netloc.rpartition('@')[2]}"))
