"""A dispatcher of the test's own, in a process that can be killed: `python -m tests.deliveries.dispatcher DATABASE PLATFORM CLOCK`."""

import os
import signal
import sys
from pathlib import Path
from threading import Event as Flag

from services.chassis.database import engine_for, sessions_of
from services.gateway.deliveries.dispatch import Dispatch
from services.gateway.deliveries.sending import Courier
from services.gateway.national.protocol import KIND, Platform
from tests.deliveries.clock import SharedClock
from tests.deliveries.ours import QUICK
from tests.deliveries.platform import SECRET, SENDER


def main(database_url: str, platform_url: str, clock_path: str) -> None:
    stop, clock = Flag(), SharedClock(Path(clock_path))
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    courier = Courier({KIND: Platform(platform_url, SECRET, SENDER)}, clock, seconds=QUICK.seconds, connections=QUICK.threads)
    dispatch = Dispatch(sessions_of(engine_for(database_url, pool=2)), courier, clock, QUICK)
    dispatch.start()
    owner = os.getppid()
    while not stop.wait(0.5) and os.getppid() == owner:
        pass
    dispatch.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
