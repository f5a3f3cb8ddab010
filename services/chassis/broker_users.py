"""How users and their rights come to RabbitMQ: its management interface, called by an administrator's URL."""

import json
import urllib.error
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from services.chassis.topology import Rights


class BrokerRefused(RuntimeError):
    """The management interface did not do what was asked; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class BrokerUsers:
    """Users of one virtual host; `management_url` is http://administrator:password@host:15672."""

    management_url: str
    vhost: str

    def put(self, user: str, password: str, rights: Rights, tags: str = "") -> None:
        """Create the user or give it this password, with exactly these rights in the virtual host.

        `tags` opens the management interface: `administrator` makes other users.
        """
        self._call("PUT", f"users/{quote(user, safe='')}", {"password": password, "tags": tags})
        permissions = {"configure": rights.configure, "write": rights.write, "read": rights.read}
        self._call("PUT", f"permissions/{quote(self.vhost, safe='')}/{quote(user, safe='')}", permissions)

    def exists(self, user: str) -> bool:
        """Whether the broker knows this user."""
        try:
            self._call("GET", f"users/{quote(user, safe='')}")
        except BrokerRefused as refused:
            if refused.args[1] == 404:
                return False
            raise
        return True

    def delete(self, user: str) -> None:
        """Remove the user; its connections end at once."""
        self._call("DELETE", f"users/{quote(user, safe='')}")

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        url = urlsplit(self.management_url)
        credentials = b64encode(f"{unquote(url.username or '')}:{unquote(url.password or '')}".encode()).decode()
        host = url.netloc.rpartition("@")[2]
        request = urllib.request.Request(  # noqa: S310  # an administrator's setting, not a visitor's
            f"{url.scheme}://{host}{url.path.rstrip('/')}/api/{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                answer.read()
        except urllib.error.HTTPError as error:
            raise BrokerRefused(f"{method} {path}: {error.code} {error.reason}", error.code) from None
        except OSError as error:
            raise BrokerRefused(f"{method} {path}: {error}", 0) from None
