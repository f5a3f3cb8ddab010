"""Ending a process: a signal at any moment, even while the main thread is busy with the flag itself."""

import signal
import subprocess
import sys
import time

import pytest

BUSY = """
import sys, threading, time
from services.chassis.termination import termination
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()  # an earlier thread may be the one that gets the signal
flag = termination()
print("ready", flush=True)
while not flag.wait(0):
    pass
sys.exit(7)
"""


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_while_the_flag_is_being_asked_ends_the_process(name):
    for _ in range(5):
        process = subprocess.Popen([sys.executable, "-c", BUSY], stdout=subprocess.PIPE)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.02)
        process.send_signal(getattr(signal, name))
        assert process.wait(10) == 7
