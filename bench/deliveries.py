"""How many deliveries a second reach a platform that answers at once, against bare httpx2 posts from one process.

`python -m bench.deliveries [--quick]`. The platform is a process of its own that gives each message a receipt and does
nothing else; PostgreSQL keeps all its promises. The bare posts are measured before and after, one after the other over
one kept connection and from as many threads as the dispatcher has; the faster counts.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from services.chassis.database import engine_for, migrate, sessions_of
from services.gateway.deliveries.dispatch import Dispatch, Pace
from services.gateway.deliveries.sending import Courier
from services.gateway.deliveries.usecases.enqueueing import Wanted, enqueue
from services.gateway.deliveries.usecases.targets import keep_platform
from services.gateway.national.protocol import KIND, TARGET, Platform
from services.operations.local_postgres import LocalPostgres
from services.operations.processes import free_port

GOAL = 0.25
PLATFORM = "--platform"
BODY = json.dumps(
    {
        "action": "publish", "sequence": 1,
        "offer": {
            "asset_no": "A", "entry_id": "E", "mode": "transfer", "scope": "nation", "unit": {"budget_code": "004011", "name": "城桥中学"},
            "asset": {"name": "台式计算机", "class_code": "A02010105", "original_value_fen": 499900, "place": "东院/3号楼/2层"},
        },
    },
    ensure_ascii=False,
)  # fmt: skip


def main(*, quick: bool = False) -> None:
    """Measure and print a small table."""
    count = 2000 if quick else 10000
    with tempfile.TemporaryDirectory(prefix="guanzi-bench-") as folder, prompt_platform() as url:
        postgres = LocalPostgres(Path(folder) / "postgres")
        postgres.start()
        try:
            migrate("gateway", postgres.url)
            bare(url, 300)
            before = bare(url, count // 4)
            ours = deliver(postgres.url, url, count)
            after = bare(url, count // 4)
        finally:
            postgres.stop()
    one, many = ((before[n] + after[n]) / 2 for n in (0, 1))
    print(f"bare httpx2 posts, one connection            {one:8.0f} /s")
    print(f"bare httpx2 posts, {Pace().threads} threads                {many:8.0f} /s")
    print(f"deliveries: claimed, signed, sent, receipted {ours:8.0f} /s   ratio {ours / max(one, many):.2f}, goal {GOAL}")


def bare(url: str, count: int) -> tuple[float, float]:
    """Posts a second, one after the other and from several threads."""
    body = BODY.encode()
    with httpx2.Client(trust_env=False) as client:

        def post(_number: int) -> None:
            assert client.put(f"{url}/v1/offers/A", content=body, headers={"Idempotency-Key": uuid4().hex}).status_code == 201

        began = time.monotonic()
        for number in range(count):
            post(number)
        one = count / (time.monotonic() - began)
        began = time.monotonic()
        with ThreadPoolExecutor(Pace().threads) as pool:
            list(pool.map(post, range(count)))
        return one, count / (time.monotonic() - began)


def deliver(database_url: str, url: str, count: int) -> float:
    """Deliveries a second from the start of a dispatcher until all are receipted."""
    engine = engine_for(database_url, pool=4)
    sessions = sessions_of(engine)
    with sessions.begin() as session:
        keep_platform(session, TARGET, KIND, url)
        enqueue(session, [wanted(number) for number in range(count)], now())
    pace = Pace()
    courier = Courier({KIND: Platform(url, b"a secret of both", "bench")}, now, seconds=pace.seconds, connections=pace.threads)
    dispatch = Dispatch(sessions, courier, now, pace)
    began = time.monotonic()
    dispatch.start()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while connection.exec_driver_sql("SELECT EXISTS (SELECT FROM delivery WHERE state <> 'delivered')").scalar():
            time.sleep(0.05)
    took = time.monotonic() - began
    dispatch.stop()
    engine.dispose()
    return count / took


def wanted(number: int) -> Wanted:
    """A publication of its own asset."""
    return Wanted(TARGET, f"A-{number}", "publish", str(uuid4()), BODY, "sharing.entry", f"E-{number}", 1, "c-bench")


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


@contextmanager
def prompt_platform() -> Iterator[str]:
    """The platform in a process of its own."""
    port = free_port()
    with subprocess.Popen([sys.executable, "-m", "bench.deliveries", PLATFORM, str(port)], env=dict(os.environ)) as process:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                httpx2.get(f"{url}/", trust_env=False)
                break
            except httpx2.ConnectError:
                time.sleep(0.05)
        yield url
        process.terminate()


def serve(port: int) -> None:
    """Give each message a receipt at once."""

    async def receipt(request: Request) -> JSONResponse:
        await request.body()
        key = request.headers["Idempotency-Key"]
        number = request.path_params["asset_no"]
        return JSONResponse({"receipt_no": key, "idempotency_key": key, "asset_no": number, "accepted_at": "2026-11-21T00:00:00Z"}, 201)

    app = Starlette(routes=[Route("/v1/offers/{asset_no}", receipt, methods=["PUT"])])
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off")


if __name__ == "__main__":
    if PLATFORM in sys.argv:
        serve(int(sys.argv[-1]))
    else:
        main(quick="--quick" in sys.argv[1:])
