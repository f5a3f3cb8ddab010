"""How fast 10,000 assets are published in one batch: entered by a handler, agreed to by a reviewer, and where the time goes.

Registry and sharing are real servers in this process, each with its own database. Beside it, as a measure of the machine:
the same number of bare rows of entry, history, outbox and audit, inserted in one transaction without any decision.
"""

import argparse
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import grpc
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, sessionmaker

from bench.search import fill
from services.chassis import database, logs, tokens
from services.chassis.actor import Actor, Post
from services.chassis.file_store import Storage
from services.chassis.rpc.client import OPTIONS, Origin, ask, channel
from services.chassis.rpc.server import Boundary
from services.chassis.tables import audit, outbox
from services.contracts.rpc.registry.v1 import reservations_pb2, reservations_pb2_grpc
from services.contracts.rpc.sharing.v1 import entries_pb2, entries_pb2_grpc
from services.operations.local_postgres import LocalPostgres
from services.registry.server.__main__ import register as register_registry
from services.registry.tables import card
from services.sharing.server.__main__ import register as register_sharing
from services.sharing.server.photos import Pictures
from services.sharing.tables import entry, entry_history

ENTRIES = 10_000
UNIT = "310151-900007"
PATH = f"31/3101/310151/310151-900000/{UNIT}"


def main() -> None:
    """Measure and print; there is no limit, the figure says what a batch costs."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--entries", type=int, default=ENTRIES)
    count = arguments.parse_args().entries
    with TemporaryDirectory(prefix="guanzi-bench-") as folder:
        seconds = measure(Path(folder), count)
    print("\n".join(report(seconds, count)))


def report(seconds: dict[str, float], count: int) -> list[str]:
    """A line for each part and for the whole."""
    lines = [f"{count:,} entries in one batch: {name:36} {took:6.2f} s {count / took:9,.0f}/s" for name, took in seconds.items()]
    whole = seconds["entered"] + seconds["agreed to"]
    share = seconds["bare rows, one transaction"] / whole
    return [*lines, f"published (entered and agreed to): {count / whole:,.0f} entries/s, {share:.2f} of the bare rows' rate"]


def measure(folder: Path, count: int) -> dict[str, float]:
    """Seconds by part."""
    server = LocalPostgres(folder / "postgres", options={"fsync": "off", "max_wal_size": "4GB"})
    server.start()
    try:
        with Running(folder, server.url) as running:
            return running.measure(count)
    finally:
        server.stop()


class Running:
    """Both services, serving, with so many idle cards."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder, self._url = folder, url
        self._key = OKPKey.generate_key("Ed25519", {"kid": "k"})
        self._servers: list[grpc.Server] = []

    def __enter__(self) -> Self:
        logs.configure("bench", "ERROR")
        (self._folder / "keys.json").write_text(json.dumps(KeySet([self._key]).as_dict(private=False)))
        self.registry, self.sharing = self._sessions("registry"), self._sessions("sharing")
        fill(self.registry.kw["bind"].url.render_as_string(hide_password=False).replace("+psycopg", ""), 240_000)
        with self.registry.begin() as session:
            session.execute(card.update().where(card.c.unit_id == UNIT).values(state="idle"))
        self.registry_link = channel(self._serve(lambda server: register_registry(server, self.registry)))
        pictures = Pictures(Storage(str(self._folder / "photos")))
        self.link = channel(self._serve(lambda server: register_sharing(server, self.sharing, self.registry_link, pictures)))
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.stop(0).wait()

    def measure(self, count: int) -> dict[str, float]:
        """Seconds by part; the holds of the separate look and hold are those of other cards."""
        with self.registry() as session:
            numbers = list(session.scalars(select(card.c.asset_no).where(card.c.unit_id == UNIT).limit(2 * count)))
        assert len(numbers) >= count + 1
        entries, found = entries_pb2_grpc.EntryServiceStub(self.link), {}
        found["the registry's look at the cards"], _ = self._timed(
            reservations_pb2_grpc.ReservationServiceStub(self.registry_link).LookAtAssets,
            reservations_pb2.LookAtAssetsRequest(asset_nos=numbers[:count]), "unit_handler",
        )
        contact = entries_pb2.Contact(name="张老师", phone="13800005678")
        request = entries_pb2.SubmitEntriesRequest(asset_nos=numbers[:count], mode="transfer", scope="city", contact=contact, photos=4)
        found["entered"], answer = self._timed(entries.SubmitEntries, request, "unit_handler")
        decision = entries_pb2.DecideEntriesRequest(entry_ids=[one.id for one in answer.entries], decision="agree")
        found["agreed to"], decided = self._timed(entries.DecideEntries, decision, "unit_reviewer")
        assert decided.decided == count
        found["bare rows, one transaction"] = self._bare()
        return found

    def _bare(self) -> float:
        """Seconds for the rows that this left, in a database of their own."""
        with self.sharing() as session:
            tables = (entry, entry_history, outbox, audit)
            kept = {table: [dict(row) for row in session.execute(select(table)).mappings()] for table in tables}
        bare = self._sessions("sharing", "bare")
        began = time.perf_counter()
        with bare.begin() as session:
            for table, rows in kept.items():
                given = [{name: value for name, value in row.items() if name != "position"} for row in rows]
                session.execute(insert(table), given)
        return time.perf_counter() - began

    def _timed(self, method: Any, request: Any, role: str) -> tuple[float, Any]:
        actor = Actor(role, "", (Post(role, UNIT, PATH),), "s")
        claims = {**tokens.claims_of(actor), "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "exp": int(time.time()) + 600}
        token = jwt.encode({"alg": tokens.ALGORITHM, "kid": "k"}, claims, self._key, algorithms=[tokens.ALGORITHM])
        began = time.perf_counter()
        answer = ask(method, request, Origin(token, "c-1"), 300)
        return time.perf_counter() - began, answer

    def _sessions(self, service: str, name: str = "") -> sessionmaker[Session]:
        url = f"{self._url.rpartition('/')[0]}/{name or service}"
        admin = database.engine_for(self._url, pool=1)
        with admin.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name or service}")
        admin.dispose()
        database.migrate(service, url)
        return database.sessions_of(database.engine_for(url))

    def _serve(self, register: Any) -> str:
        boundary = Boundary(tokens.verifier(self._folder / "keys.json"), frozenset())
        server = grpc.server(ThreadPoolExecutor(4), interceptors=[boundary], options=OPTIONS)
        register(server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self._servers.append(server)
        return f"127.0.0.1:{port}"


if __name__ == "__main__":
    main()
