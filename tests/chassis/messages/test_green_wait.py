"""While one handler waits for its database the others run, what is sent may be large, and a lost server is noticed."""

import subprocess
import sys

import pytest

from tests.faults.ledger.installation import ROOT

PATCHED = """
import sys, time
import eventlet
eventlet.monkey_patch()
from services.chassis import green_wait
green_wait.install()
import psycopg

def connect():
    return psycopg.connect(sys.argv[1], autocommit=True)

"""
TOGETHER = """
def sleep(connection):
    connection.execute("SELECT pg_sleep(1)")

connections = [connect() for _ in range(5)]
began = time.monotonic()
for thread in [eventlet.spawn(sleep, connection) for connection in connections]:
    thread.wait()
print(time.monotonic() - began < 3)
"""
LARGE = """
text = "x" * 20_000_000
print(connect().execute("SELECT length(%s::text)", (text,)).fetchone()[0] == len(text))
"""
MANY = """
with connect() as connection, connection.cursor() as cursor:
    cursor.execute("CREATE TEMP TABLE kept (number int, body text)")
    cursor.executemany("INSERT INTO kept VALUES (%s, %s)", [(number, "x" * 10_000) for number in range(2000)])
    print(cursor.execute("SELECT count(DISTINCT number) FROM kept").fetchone()[0] == 2000)
"""
LOST = """
def end(pid):
    eventlet.sleep(0.5)
    connect().execute("SELECT pg_terminate_backend(%s)", (pid,))

connection = connect()
eventlet.spawn(end, connection.info.backend_pid)
try:
    connection.execute("SELECT pg_sleep(60)")
except psycopg.OperationalError as error:
    print(error.sqlstate == "57P01")
"""


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(TOGETHER, id="five wait together"),
        pytest.param(LARGE, id="more than a socket holds"),
        pytest.param(MANY, id="many rows on their way"),
        pytest.param(LOST, id="the server ends the connection"),
    ],
)
def test_a_patched_process_waits_without_stopping_its_neighbours(database, program):
    command = [sys.executable, "-W", "ignore", "-c", PATCHED + program, database("chassis")]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)
    assert done.stdout == "True\n", done.stderr
