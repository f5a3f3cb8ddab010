"""What share of the rate of an empty gRPC call `GetAsset` reaches: with token, authorisation, query and answer, at least a quarter.

The empty call is a method of the same server without any boundary. Client and server are processes of their own, on the
same machine, so that both share its processors alike; calls run one after the other on one channel, and eight at a time.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from bench.search import CLERK, fill
from services.chassis import database, logs, tokens
from services.chassis.rpc.client import OPTIONS, Origin
from services.chassis.rpc.server import Boundary
from services.contracts.rpc.registry.v1 import assets_pb2, assets_pb2_grpc, finding_pb2, finding_pb2_grpc
from services.operations.local_postgres import LocalPostgres
from services.registry.server.__main__ import register

CARDS = 10_000
SECONDS = 4.0
WORKERS = 8
LIMIT = 0.25
EMPTY = "/bench.Empty/Call"


def main() -> None:
    """Measure and print; exit status 1 below the limit."""
    with TemporaryDirectory(prefix="guanzi-bench-") as folder:
        rates = measure(Path(folder))
    print("\n".join(report(rates)))
    raise SystemExit(int(min(rates[name, "GetAsset"] / rates[name, "empty"] for name in ("one", "eight")) < LIMIT))


def report(rates: dict[tuple[str, str], float]) -> list[str]:
    """A table of the rates and their ratios."""
    lines = [f"{'gRPC calls a second':24} {'empty':>8} {'GetAsset':>9}   ratio (at least {LIMIT:g})"]
    for name in ("one", "eight"):
        empty, asset = rates[name, "empty"], rates[name, "GetAsset"]
        lines.append(f"{name + ' at a time':24} {empty:8.0f} {asset:9.0f}   {asset / empty:.2f}")
    return lines


def measure(folder: Path) -> dict[tuple[str, str], float]:
    """Calls a second by concurrency and method."""
    server = LocalPostgres(folder / "postgres", options={"fsync": "off"})
    server.start()
    try:
        database.migrate("registry", server.url)
        fill(server.url, CARDS)
        key = OKPKey.generate_key("Ed25519", {"kid": "k"})
        (folder / "keys.json").write_text(json.dumps(KeySet([key]).as_dict(private=False)))
        serving = subprocess.Popen(
            [sys.executable, "-m", "bench.get_asset", server.url, str(folder / "keys.json")], stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )
        try:
            assert serving.stdout is not None
            return _rates(f"127.0.0.1:{int(serving.stdout.readline())}", key)
        finally:
            serving.terminate()
            serving.wait()
    finally:
        server.stop()


def _rates(address: str, key: OKPKey) -> dict[tuple[str, str], float]:
    claims = {**tokens.claims_of(CLERK), "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "exp": int(time.time()) + 600}
    token = jwt.encode({"alg": tokens.ALGORITHM, "kid": "k"}, claims, key, algorithms=[tokens.ALGORITHM])
    metadata = tuple(Origin(token, "c-1").metadata())
    with grpc.insecure_channel(address, OPTIONS) as link:
        empty = link.unary_unary(EMPTY, request_serializer=Empty.SerializeToString, response_deserializer=Empty.FromString)
        get = assets_pb2_grpc.AssetServiceStub(link).GetAsset
        listed = _some_numbers(link, metadata)
        calls: dict[str, Callable[[int], Any]] = {
            "empty": lambda _n: empty(Empty()),
            "GetAsset": lambda n: get(assets_pb2.GetAssetRequest(asset_no=listed[n % len(listed)]), metadata=metadata),
        }
        for call in calls.values():
            _rate(call, 1, 0.5)
        loads = {"one": 1, "eight": WORKERS}
        return {(name, what): _rate(call, workers, SECONDS) for name, workers in loads.items() for what, call in calls.items()}


def _some_numbers(link: grpc.Channel, metadata: Any) -> list[str]:
    page = finding_pb2_grpc.FindingServiceStub(link).ListAssets(finding_pb2.ListAssetsRequest(limit=200), metadata=metadata)
    return [item.asset_no for item in page.items]


def _rate(call: Callable[[int], Any], workers: int, seconds: float) -> float:
    end = time.perf_counter() + seconds

    def run(_worker: int) -> int:
        done = 0
        while time.perf_counter() < end:
            call(done)
            done += 1
        return done

    with ThreadPoolExecutor(workers) as pool:
        return sum(pool.map(run, range(workers))) / seconds


class _Bare(grpc.ServerInterceptor):  # type: ignore[type-arg]  # its types are stubs
    """Puts the boundary around everything but the empty method."""

    def __init__(self, boundary: Boundary) -> None:
        self._boundary = boundary

    def intercept_service(self, continuation: Callable[..., Any], details: grpc.HandlerCallDetails) -> Any:
        return continuation(details) if details.method == EMPTY else self._boundary.intercept_service(continuation, details)


def serve(url: str, keys: str) -> None:
    """The registry's server with one empty method beside; prints its port and runs until it is ended."""
    logs.configure("registry")
    sessions = database.sessions_of(database.engine_for(url))
    server = grpc.server(ThreadPoolExecutor(16), interceptors=[_Bare(Boundary(tokens.verifier(Path(keys)), frozenset()))], options=OPTIONS)
    register(server, sessions)
    method = grpc.unary_unary_rpc_method_handler(
        lambda request, _context: request, request_deserializer=Empty.FromString, response_serializer=Empty.SerializeToString
    )
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("bench.Empty", {"Call": method}),))
    print(server.add_insecure_port("127.0.0.1:0"), flush=True)
    server.start()
    server.wait_for_termination()


if __name__ == "__main__":
    serve(*sys.argv[1:]) if len(sys.argv) == 3 else main()
