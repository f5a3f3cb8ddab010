"""The station's program: `python -m services.labels.station`, or as one file guanzi-station.pyz."""

import sys

from services.labels.station.command import main

if __name__ == "__main__":
    sys.exit(main())
