"""Another system that hears our events: `python examples/subscriber.py amqp://…` with what `guanzi subscriber add` printed.

Events come at least once and, per aggregate, in order. So: drop what was seen (by id), check that versions follow
(`aggregateversion`), do the work, and acknowledge only then. A snapshot tells a whole state and sets the version.
A real system keeps `seen` and `versions` in its database, in the transaction of its own effect.
"""

import argparse
import json
import signal
import sys
from types import FrameType

import pika


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("url")
    options.add_argument("--count", type=int, default=0, help="stop after so many different events")
    options.add_argument("--idle", type=float, default=None, help="stop after so many seconds without a message")
    given = options.parse_args()
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)
    seen: set[str] = set()
    versions: dict[tuple[str, str], int] = {}
    parameters = pika.URLParameters(given.url)
    out_of_order = 0
    with pika.BlockingConnection(parameters) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=200)
        waited = 0.0
        for method, _, body in channel.consume(f"{parameters.credentials.username}.inbox", inactivity_timeout=0.25):
            waited = waited + 0.25 if method is None else 0.0
            if method is not None:
                event = json.loads(body)
                aggregate = (event["type"].rsplit(".", 2)[0], event["subject"])
                version, snapshot = event["aggregateversion"], event["type"].split(".")[2] == "snapshot"
                if event["id"] not in seen:
                    seen.add(event["id"])
                    in_order = snapshot or version == versions.get(aggregate, version - 1) + 1
                    out_of_order += not in_order
                    versions[aggregate] = max(version, versions.get(aggregate, 0))
                    print(event["type"], event["subject"], f"v{version}", "" if in_order else "OUT OF ORDER", flush=True)
                channel.basic_ack(method.delivery_tag)
            if stopping or (given.count and len(seen) >= given.count) or (given.idle is not None and waited >= given.idle):
                break
        channel.cancel()
    print(f"{len(seen)} events of {len(versions)} aggregates, {out_of_order} out of order", file=sys.stderr)
    return 1 if out_of_order else 0


if __name__ == "__main__":
    sys.exit(main())
