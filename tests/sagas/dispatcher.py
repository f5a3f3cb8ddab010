"""The gateway's dispatcher as it is in earnest, but that it goes by a test's clock: `python -m tests.sagas.dispatcher CLOCK`."""

import sys
from pathlib import Path

from services.gateway import dispatcher
from tests.deliveries.clock import SharedClock

if __name__ == "__main__":
    dispatcher.main(SharedClock(Path(sys.argv[1])))
