"""How each test gets a virtual host of its own at the run's broker."""

import json
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from uuid import uuid4

from tests.support.parts import Part


@dataclass(frozen=True)
class Vhost:
    """A fresh virtual host: its name, an AMQP URL with full rights in it, the administrator's management URL."""

    name: str
    amqp_url: str
    management_url: str

    def depth(self, queue: str) -> int:
        """Messages in the queue, ready and unacknowledged, as the management interface last counted them."""
        answer = manage(self.management_url, "GET", f"queues/{quote(self.name, safe='')}/{quote(queue, safe='')}")
        return int(answer.get("messages", 0))


def make(broker: Part) -> Vhost:
    name = f"test-{uuid4().hex[:12]}"
    user = urlsplit(broker.url).username or ""
    manage(broker.management_url, "PUT", f"vhosts/{name}", {})
    manage(broker.management_url, "PUT", f"permissions/{name}/{user}", {"configure": ".*", "write": ".*", "read": ".*"})
    return Vhost(name, f"{broker.url.rpartition('/')[0]}/{name}", broker.management_url)


def remove(vhost: Vhost) -> None:
    manage(vhost.management_url, "DELETE", f"vhosts/{vhost.name}")


def manage(management_url: str, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask RabbitMQ's management interface; returns the decoded answer, `{}` where there is none."""
    parts = urlsplit(management_url)
    credentials = b64encode(f"{parts.username}:{unquote(parts.password or '')}".encode()).decode()
    request = urllib.request.Request(  # the run's own broker
        f"http://{parts.hostname}:{parts.port}/api/{path}", method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        return json.loads(answer.read() or b"{}")
