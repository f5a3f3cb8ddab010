"""A registry as its callers see it: gRPC with real tokens, a database of its own with the units of one district."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import grpc
import pytest
from google.protobuf.json_format import ParseDict
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import database as databases
from services.chassis import tokens
from services.chassis.actor import Actor, Post
from services.chassis.rpc.client import Origin, ask, channel
from services.chassis.rpc.server import Boundary
from services.chassis.tables import audit, outbox
from services.contracts.rpc.registry.v1 import (
    assets_pb2,
    assets_pb2_grpc,
    changes_pb2,
    changes_pb2_grpc,
    finding_pb2_grpc,
    overview_pb2_grpc,
)
from services.registry.server.__main__ import register
from services.registry.tables import unit

REGION = "31/3101/310151"
SCHOOL, BUREAU, OFFICE, OTHER_SCHOOL = "004011", "004001", "001001", "004012"
UNITS = {
    BUREAU: ("区教育局", f"{REGION}/310151-004001"),
    SCHOOL: ("城桥中学", f"{REGION}/310151-004001/310151-004011"),
    OTHER_SCHOOL: ("东门小学", f"{REGION}/310151-004001/310151-004012"),
    OFFICE: ("区人民政府办公室", f"{REGION}/310151-001001"),
}
COMPUTER = {"name": "台式计算机", "class_code": "A02010105", "original_value_fen": 500000, "acquired_on": "2024-03-15", "quantity": 1}
HANDLER, REVIEWER = "unit_handler", "unit_reviewer"


@dataclass
class Registry:
    """The stubs, the database beside them, and who can call."""

    engine: Engine
    key: OKPKey
    assets: assets_pb2_grpc.AssetServiceStub
    changes: changes_pb2_grpc.ChangeServiceStub
    finding: finding_pb2_grpc.FindingServiceStub
    overview: overview_pb2_grpc.OverviewServiceStub
    link: grpc.Channel

    def who(self, role: str = HANDLER, at: str = SCHOOL, account: str = "", idempotency_key: str = "") -> Origin:
        """An account with one post at a unit (budget code) or at the region (its code)."""
        path = UNITS[at][1] if at in UNITS else REGION if at == "310151" else at
        actor = Actor(account or f"{role}-{at}", "某某", (Post(role, path.rpartition("/")[2], path),), "s")
        claims = {**tokens.claims_of(actor), "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "exp": int(time.time()) + 600}
        token = jwt.encode({"alg": tokens.ALGORITHM, "kid": "k"}, claims, self.key, algorithms=[tokens.ALGORITHM])
        return Origin(token, f"c-{uuid4()}", idempotency_key)

    def register(self, origin: Origin | None = None, unit: str = SCHOOL, asset_no: str = "", **fields: Any) -> str:
        """Register a computer, with these fields otherwise; answers its number."""
        given = ParseDict({**COMPUTER, **fields}, assets_pb2.CardFields())
        request = assets_pb2.RegisterAssetRequest(unit=unit, asset_no=asset_no, fields=given)
        return str(ask(self.assets.RegisterAsset, request, origin or self.who(at=unit)).asset_no)

    def change(
        self, asset_no: str, version: int, origin: Origin | None = None, reason: str = "盘点后更正", **fields: Any
    ) -> changes_pb2.FileChangeResponse:
        """File a change of these fields."""
        request = changes_pb2.FileChangeRequest(
            asset_no=asset_no, version=version, reason=reason, changes=ParseDict(fields, assets_pb2.CardFields())
        )
        answer: changes_pb2.FileChangeResponse = ask(self.changes.FileChange, request, origin or self.who())
        return answer

    def get(self, asset_no: str, origin: Origin | None = None) -> assets_pb2.GetAssetResponse:
        """The card's page."""
        answer: assets_pb2.GetAssetResponse = ask(self.assets.GetAsset, assets_pb2.GetAssetRequest(asset_no=asset_no), origin or self.who())
        return answer

    def events(self, subject: str = "") -> list[dict[str, Any]]:
        """The events recorded so far, of one aggregate or of all."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(outbox.c.body, outbox.c.subject).order_by(outbox.c.position))
            return [json.loads(row.body) for row in rows if subject in ("", row.subject)]

    def audited(self) -> list[Any]:
        """The audit records so far."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(audit).order_by(audit.c.position)))


@pytest.fixture
def sessions(database: Callable[[str], str]) -> Iterator[sessionmaker[Session]]:
    engine = databases.engine_for(database("registry"), pool=20)
    with engine.begin() as connection:
        connection.execute(insert(unit), [_region("31", ""), _region("3101", "31"), _region("310151", "31/3101"), *map(_unit, UNITS)])
    yield databases.sessions_of(engine)
    engine.dispose()


@pytest.fixture
def registry(sessions: sessionmaker[Session], tmp_path) -> Iterator[Registry]:
    key = OKPKey.generate_key("Ed25519", {"kid": "k"})
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    server = grpc.server(ThreadPoolExecutor(8), interceptors=[Boundary(tokens.verifier(keys), frozenset())])
    register(server, sessions)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with channel(f"127.0.0.1:{port}") as link:
        yield Registry(
            sessions.kw["bind"], key, assets_pb2_grpc.AssetServiceStub(link), changes_pb2_grpc.ChangeServiceStub(link),
            finding_pb2_grpc.FindingServiceStub(link), overview_pb2_grpc.OverviewServiceStub(link), link,
        )
    server.stop(0).wait()


def _region(code: str, above: str) -> dict[str, Any]:
    path = f"{above}/{code}" if above else code
    return _row(code, "", code, "region", above.rpartition("/")[2] or None, path)


def _unit(budget_code: str) -> dict[str, Any]:
    name, path = UNITS[budget_code]
    kind = "department" if path.count("/") == 3 else "public_institution"
    return _row(f"310151-{budget_code}", budget_code, name, kind, path.split("/")[-2], path)


def _row(org_id: str, budget_code: str, name: str, kind: str, parent: str | None, path: str) -> dict[str, Any]:
    return {
        "id": org_id, "budget_code": budget_code, "name": name, "kind": kind, "region": "310151", "parent_id": parent, "path": path,
        "funding": "", "active": True, "version": 1,
    }
