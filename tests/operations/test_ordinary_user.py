"""The local parts run for an ordinary user as well as for root."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = """
import os, sys
from pathlib import Path
import pika, psycopg
from services.operations.local_broker import LocalBroker
from services.operations.local_postgres import LocalPostgres
folder = Path(sys.argv[1])
assert os.geteuid() != 0
postgres, broker = LocalPostgres(folder / "postgres", owner=os.getpid()), LocalBroker(folder / "rabbitmq", owner=os.getpid())
try:
    postgres.start()
    broker.start()
    psycopg.connect(postgres.url).close()
    pika.BlockingConnection(pika.URLParameters(broker.url)).close()
finally:
    broker.stop()
    postgres.stop()
print("both ran")
"""


def as_ordinary_user() -> tuple[list[str], dict[str, str]]:
    """The command prefix and environment of a Python that an ordinary user may run with our packages; skips where there is none."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{ROOT}:{packages}", "PYTHONDONTWRITEBYTECODE": "1"}
    if os.geteuid() != 0:
        return [sys.executable], environ
    for python in (sys.executable, "/usr/bin/python3.11"):
        command = ["runuser", "-u", "nobody", "--", python]
        probe = subprocess.run([*command, "-c", "import psycopg, services"], env=environ, cwd="/", check=False, capture_output=True)
        if probe.returncode == 0:
            return command, environ
    pytest.skip("no ordinary user can reach this checkout or its Python: both lie below root's home")


def test_the_local_parts_run_for_an_ordinary_user():
    command, environ = as_ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="guanzi-test-user-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        answer = subprocess.run([*command, "-c", START, str(folder)], env=environ, cwd="/", check=False, capture_output=True, text=True)
        assert answer.stdout == "both ran\n", answer.stderr
    finally:
        shutil.rmtree(folder)
