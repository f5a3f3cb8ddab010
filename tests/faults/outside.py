"""An outside system of the tests' own: `python -m tests.faults.outside URL FILE` writes each event it has not seen to FILE.

It reconnects when the broker goes away, drops duplicates by id and acknowledges after writing.
"""

import json
import sys
import time
from pathlib import Path

import pika
from pika.exceptions import AMQPError


def main(url: str, path: Path) -> None:
    path.touch()
    seen = {line.split()[0] for line in path.read_text().splitlines()}
    with path.open("a", buffering=1) as ledger:
        while True:
            try:
                _listen(url, seen, ledger)
            except (AMQPError, OSError):
                time.sleep(0.2)


def _listen(url: str, seen: set[str], ledger) -> None:
    parameters = pika.URLParameters(url)
    with pika.BlockingConnection(parameters) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=100)
        for method, _, body in channel.consume(f"{parameters.credentials.username}.inbox"):
            event = json.loads(body)
            if event["id"] not in seen:
                seen.add(event["id"])
                ledger.write(f"{event['id']} {event['subject']} {event['aggregateversion']}\n")
            channel.basic_ack(method.delivery_tag)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
