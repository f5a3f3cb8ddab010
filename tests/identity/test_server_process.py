"""The server as a process of its own: it starts from its environment, answers, is ready, and drains on SIGTERM."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from services.operations.processes import free_port
from services.operations.signing_keys import keep_signing_keys


def test_it_starts_answers_and_drains(identity_url, tmp_path):
    private, public = keep_signing_keys(tmp_path / "keys")
    rpc, http = free_port(), free_port()
    environment = os.environ | {
        "GUANZI_IDENTITY_DATABASE_URL": identity_url, "GUANZI_IDENTITY_AMQP_URL": "amqp://unused", "GUANZI_IDENTITY_RUN_RELAY": "false",
        "GUANZI_IDENTITY_GRPC_ADDRESS": f"127.0.0.1:{rpc}", "GUANZI_IDENTITY_HTTP_ADDRESS": f"127.0.0.1:{http}",
        "GUANZI_IDENTITY_IDENTITY_KEYS": str(public), "GUANZI_IDENTITY_SIGNING_KEY": str(private),
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "services.identity.server"], env=environment, stderr=log)
    try:
        assert ready(http)
        with grpc.insecure_channel(f"127.0.0.1:{rpc}") as line:
            answer = health_pb2_grpc.HealthStub(line).Check(health_pb2.HealthCheckRequest())
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert "drained" in (tmp_path / "log").read_text()
    finally:
        process.kill()
        process.wait()


def test_a_missing_setting_stops_it_with_the_names_of_all(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GUANZI_")}
    done = subprocess.run(
        [sys.executable, "-m", "services.identity.server"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1
    for name in ("DATABASE_URL", "AMQP_URL", "IDENTITY_KEYS", "SIGNING_KEY"):
        assert f"GUANZI_IDENTITY_{name}" in done.stderr


def ready(port):
    for _ in range(150):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return answer.status == 200
        time.sleep(0.2)
    return False
