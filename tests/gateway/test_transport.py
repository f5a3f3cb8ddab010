"""How the gateway refuses plain http beyond loopback, and too many requests; each on a gateway of the test's own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx2
import pytest

from services.operations.processes import free_port, wait_until
from tests.support.people import PASSWORD
from tests.support.stack import Stack, answers


class Gateways:
    """Gateway processes of one test: `gateway(SESSION_RATE="5/minute")` is a client of a fresh one with these settings."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.processes: list[subprocess.Popen[bytes]] = []

    def __call__(self, **settings: str) -> httpx2.Client:
        port = free_port()
        environ = {**os.environ, **self._stack.files.read("gateway"), "GUANZI_PORT": str(port)}
        environ |= {f"GUANZI_GATEWAY_{name}": value for name, value in {"HTTP_ADDRESS": "127.0.0.1:0", **settings}.items()}
        self.processes.append(subprocess.Popen([sys.executable, "-m", "services.gateway.web"], env=environ, stderr=subprocess.DEVNULL))
        wait_until(lambda: answers(f"http://127.0.0.1:{port}/healthz"), 30, "the gateway did not come up")
        return httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30)


@pytest.fixture
def gateway(stack: Stack) -> Iterator[Gateways]:
    made = Gateways(stack)
    yield made
    for process in made.processes:
        process.send_signal(signal.SIGTERM)
    assert [process.wait(30) for process in made.processes] == [0] * len(made.processes)


def test_too_many_requests_of_one_session_are_told_when_to_come_back(gateway, signed_in):
    client = gateway(SESSION_RATE="5/minute")
    client.headers["Authorization"] = signed_in().headers["Authorization"]
    statuses = [client.get("/api/v1/me") for _ in range(7)]
    assert [answer.status_code for answer in statuses] == [200] * 5 + [429] * 2
    assert statuses[-1].json()["code"] == "too_many_requests"
    assert 1 <= int(statuses[-1].headers["retry-after"]) <= 60


def test_another_session_is_not_held_up_by_it(gateway, signed_in):
    client = gateway(SESSION_RATE="1/minute")
    for _ in range(2):
        assert client.get("/api/v1/me", headers={"Authorization": signed_in().headers["Authorization"]}).status_code == 200


def test_signing_in_is_limited_by_address(gateway):
    client = gateway(SIGN_IN_RATE="3/minute")
    statuses = [client.post("/api/v1/sessions", json={"account": "nobody-here", "password": "x"}).status_code for _ in range(5)]
    assert statuses == [401] * 3 + [429] * 2


def test_behind_a_proxy_plain_http_is_refused_and_https_is_served(gateway):
    client = gateway(BEHIND_TLS_PROXY="true", HOSTS='["guanzi.example"]')
    client.headers["Host"] = "guanzi.example"
    refused = client.get("/api/v1/me")
    assert (refused.status_code, refused.json()["code"]) == (403, "https_required")
    served = client.get("/api/v1/me", headers={"X-Forwarded-Proto": "https"})
    assert served.status_code == 401
    assert "max-age" in served.headers["strict-transport-security"]
    assert client.get("/healthz").status_code == 200


def test_listening_beyond_loopback_without_a_proxy_is_refused_at_start(stack):
    environ = {**os.environ, **stack.files.read("gateway"), "GUANZI_GATEWAY_HOST": "192.0.2.1"}
    done = subprocess.run([sys.executable, "-m", "services.gateway.web"], env=environ, capture_output=True, timeout=60, check=False)
    assert done.returncode == 1
    assert b"plain http is served on loopback only" in done.stderr


def test_a_missing_setting_is_told_by_its_name():
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GUANZI_")}
    done = subprocess.run([sys.executable, "-m", "services.gateway.web"], env=environ, capture_output=True, timeout=60, check=False)
    assert b"GUANZI_GATEWAY_IDENTITY_ADDRESS" in done.stderr


def test_told_to_end_it_finishes_the_request_at_hand(gateway, people):
    client = gateway()
    body = json.dumps({"account": people.account(f"drain-{os.urandom(4).hex()}", "unit_handler", "004011"), "password": PASSWORD}).encode()
    head = f"POST /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", client.base_url.port), timeout=20) as asking:
        asking.sendall(head.encode() + body[:10])
        time.sleep(0.3)
        gateway.processes[-1].send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(httpx2.ConnectError):
            client.get("/healthz")
        asking.sendall(body[10:])
        assert asking.recv(4096).startswith(b"HTTP/1.1 201")
