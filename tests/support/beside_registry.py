"""What the tests of every service that works beside the registry need: servers on free ports, callers, units, a card, what was told."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
from google.protobuf.json_format import ParseDict
from joserfc import jwt
from joserfc.jwk import OKPKey
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import tokens
from services.chassis.actor import Actor, Post
from services.chassis.rpc.client import OPTIONS, Origin, ask
from services.chassis.rpc.server import Boundary
from services.chassis.tables import outbox
from services.contracts.rpc.registry.v1 import assets_pb2, assets_pb2_grpc


def server(keys: Path, open_methods: frozenset[str] = frozenset()) -> tuple[grpc.Server, int]:
    """A gRPC server behind the boundary, and its port."""
    made = grpc.server(ThreadPoolExecutor(8), interceptors=[Boundary(tokens.verifier(keys), open_methods)], options=OPTIONS)
    return made, made.add_insecure_port("127.0.0.1:0")


def origin(key: OKPKey, account: str, posts: list[Post], idempotency_key: str = "") -> Origin:
    """A signed-in account with these posts."""
    actor = Actor(account, "某某", tuple(posts), "s")
    claims = {**tokens.claims_of(actor), "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "exp": int(time.time()) + 3600}
    token = jwt.encode({"alg": tokens.ALGORITHM, "kid": "k"}, claims, key, algorithms=[tokens.ALGORITHM])
    return Origin(token, f"c-{uuid4()}", idempotency_key)


def registered(registry: grpc.Channel, clerk: Origin, unit: str, fields: Mapping[str, Any]) -> str:
    """A new card at the registry; its number."""
    request = assets_pb2.RegisterAssetRequest(unit=unit, fields=ParseDict(dict(fields), assets_pb2.CardFields()))
    return str(ask(assets_pb2_grpc.AssetServiceStub(registry).RegisterAsset, request, clerk, 60).asset_no)


def told(sessions: sessionmaker[Session], subject: str = "") -> list[dict[str, Any]]:
    """A service's events so far, of one aggregate or of all."""
    with sessions() as session:
        rows = session.execute(select(outbox.c.body, outbox.c.subject).order_by(outbox.c.position))
        return [json.loads(row.body) for row in rows if subject in ("", row.subject)]


def unit_row(unit_id: str, name: str, kind: str, path: str) -> dict[str, Any]:
    """A unit or region, as every service keeps it."""
    region = next(part for part in reversed(path.split("/")) if part.isdigit())
    return {
        "id": unit_id, "budget_code": unit_id.partition("-")[2], "name": name, "kind": kind, "region": region, "path": path, "version": 1,
    }  # fmt: skip
