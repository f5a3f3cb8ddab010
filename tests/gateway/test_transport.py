"""How the gateway refuses plain http beyond loopback, and too many requests; each on a gateway of the test's own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from itertools import chain, repeat

import httpx2
import psutil
import pytest

from tests.support.people import PASSWORD


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


def test_guessing_tokens_is_limited_by_address_and_holds_up_nobody_signed_in(gateway, signed_in):
    client = gateway(SIGN_IN_RATE="3/minute", IDENTITY_CACHE_SECONDS="0")
    mine = {"Authorization": signed_in().headers["Authorization"]}
    assert client.get("/api/v1/me", headers=mine).status_code == 200
    guesses = [client.get("/api/v1/me", headers={"Authorization": f"Bearer guess-{number}"}).status_code for number in range(5)]
    assert guesses == [401] * 3 + [429] * 2
    assert client.get("/api/v1/me", headers=mine).status_code == 200


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


def test_a_session_that_another_gateway_ended_is_believed_for_two_seconds_at_most(gateway, signed_in):
    """Each process remembers whom a token belongs to; the memory is what a revocation has to wait for."""
    client, elsewhere = gateway(IDENTITY_CACHE_SECONDS="2"), signed_in()
    client.headers["Authorization"] = elsewhere.headers["Authorization"]
    assert client.get("/api/v1/me").status_code == 200
    assert elsewhere.delete("/api/v1/sessions/current").status_code == 204
    ended = time.monotonic()
    while client.get("/api/v1/me").status_code == 200:
        assert time.monotonic() - ended < 2.5
        time.sleep(0.05)


def test_a_file_beyond_the_limit_is_stopped_while_it_comes_in(gateway, signed_in):
    client = gateway(UPLOAD_BYTES="2000000")
    client.headers["Authorization"] = signed_in().headers["Authorization"]
    refused = client.post("/api/v1/registry/imports", files={"file": ("big.csv", b"x" * 2_100_000)}, data={"mode": "check"})
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    boundary = {"Content-Type": "multipart/form-data; boundary=b"}
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n'
    endless = client.post("/api/v1/registry/imports", content=chain([head], repeat(b"x" * 65_536, 100)), headers=boundary)
    assert (endless.status_code, endless.json()["code"]) == (413, "too_large")


def test_a_large_file_passes_through_without_being_held_in_memory(gateway, signed_in):
    client = gateway()
    client.headers["Authorization"] = signed_in().headers["Authorization"]
    process = psutil.Process(gateway.processes[-1].pid)
    small = b"\n".join([b"a,b,c"] * 10)
    assert client.post("/api/v1/registry/imports", files={"file": ("s.csv", small)}, data={"mode": "check"}).status_code == 202
    before = process.memory_info().rss
    large = b"x" * 60_000_000
    client.post("/api/v1/registry/imports", files={"file": ("l.csv", large)}, data={"mode": "check"})
    assert process.memory_info().rss - before < 25_000_000


def test_ready_names_the_service_that_does_not_answer(gateway):
    client = gateway(REGISTRY_ADDRESS="127.0.0.1:9")
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "registry\n")
    assert "guanzi_http_seconds" in client.get("/metrics").text
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404


def test_a_service_that_does_not_answer_is_a_503_that_says_when_to_try_again(gateway, signed_in):
    client = gateway(REGISTRY_ADDRESS="127.0.0.1:9")
    client.headers["Authorization"] = signed_in().headers["Authorization"]
    answer = client.get("/api/v1/registry/totals")
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert int(answer.headers["retry-after"]) >= 1
