"""One of many clients that reach for the same asset: a process of its own, several connections, each with its share of the attempts.

`python -m tests.gateway.booking_rush` reads {base_url, token, entry_id, number, attempts: [[start, end], …]} and answers
[[start, end, [booking id or refusal, …]], …]: every third attempt is sent twice under one key, as after a lost answer.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import httpx2

CONNECTIONS = 8


def tried(client: httpx2.Client, entry_id: str, key: str, period: list[str]) -> str:
    """The id of the booking, or the code of the refusal."""
    body = {"entry_id": entry_id, "purpose": "考试", "starts_at": period[0], "ends_at": period[1]}
    answer = client.post("/api/v1/sharing/bookings", json=body, headers={"Idempotency-Key": key})
    return str(answer.json()["id" if answer.status_code == 201 else "code"])


def client_of(asked: dict[str, Any], connection: int) -> list[Any]:
    """What came of one connection's share."""
    headers = {"Authorization": asked["token"]}
    outcomes = []
    with closing(httpx2.Client(base_url=asked["base_url"], headers=headers, timeout=60)) as client:
        for turn, period in enumerate(asked["attempts"][connection::CONNECTIONS]):
            key = f"rush-{asked['number']}-{connection}-{turn}"
            times = 2 if turn % 3 == 0 else 1
            outcomes.append([*period, [tried(client, asked["entry_id"], key, period) for _ in range(times)]])
    return outcomes


def main() -> None:
    """All connections at once."""
    asked = json.load(sys.stdin)
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        found = threads.map(lambda connection: client_of(asked, connection), range(CONNECTIONS))
        json.dump([outcome for each in found for outcome in each], sys.stdout)


if __name__ == "__main__":
    main()
