"""Our side in a test: a gateway database, a clock that can be moved, dispatches that can be started and stopped."""

import json
import random
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.tables import outbox
from services.gateway.deliveries.dispatch import Dispatch, Pace
from services.gateway.deliveries.domain.backoff import Backoff
from services.gateway.deliveries.sealing import Seal
from services.gateway.deliveries.sending import Adapter, Courier
from services.gateway.deliveries.tables import attempt, delivery, target
from services.gateway.deliveries.usecases.enqueueing import Wanted, enqueue
from services.gateway.deliveries.usecases.targets import keep_platform
from services.gateway.deliveries.webhook import Webhook
from services.gateway.national.listing import DEMAND
from services.gateway.national.protocol import KIND, TARGET, Platform

KEY = urlsafe_b64encode(b"a key of 32 bytes, for the tests").decode()
SEAL = Seal.of([KEY])
QUICK = Pace(threads=8, per_target=8, backoff=Backoff(0.05, 0.5), seconds=0.5)


@dataclass
class Clock:
    """The machine's time, moved by the test."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class Ours:
    """The gateway's deliveries, as a test drives them."""

    url: str
    engine: Engine
    sessions: sessionmaker[Session]
    clock: Clock = field(default_factory=Clock)
    _made: list[Dispatch] = field(default_factory=list)

    def know(self, platform: Platform) -> None:
        with self.sessions.begin() as session:
            keep_platform(session, TARGET, KIND, platform.url)

    def dispatch(self, platform: Platform | None = None, pace: Pace = QUICK, dice: Callable[[], float] = random.random) -> Dispatch:
        adapters: dict[str, Adapter] = {"webhook": Webhook(SEAL)}
        if platform is not None:
            adapters[KIND] = platform
        courier = Courier(adapters, self.clock, seconds=pace.seconds, connections=pace.threads)
        self._made.append(Dispatch(self.sessions, courier, self.clock, pace, dice))
        return self._made[-1]

    def enqueue(self, *wanted: Wanted) -> int:
        with self.sessions.begin() as session:
            return enqueue(session, wanted, self.clock())

    def rows(self) -> list[Row[Any]]:
        with self.sessions() as session:
            return list(session.execute(select(delivery).order_by(delivery.c.position)))

    def row(self, key: str) -> Row[Any]:
        return next(row for row in self.rows() if row.key == key)

    def states(self) -> list[str]:
        with self.sessions() as session:
            return list(session.scalars(select(delivery.c.state).order_by(delivery.c.position)))

    def attempts(self, key: str) -> list[str]:
        with self.sessions() as session:
            joined = select(attempt.c.outcome).join(delivery, delivery.c.id == attempt.c.delivery)
            return list(session.scalars(joined.where(delivery.c.key == key).order_by(attempt.c.number)))

    def target(self, name: str = TARGET) -> Row[Any]:
        with self.sessions() as session:
            return session.execute(select(target).where(target.c.id == name)).one()

    def told(self) -> list[tuple[str, int, dict[str, Any]]]:
        """Type, version and data of each event the gateway will publish."""
        with self.sessions() as session:
            rows = session.execute(select(outbox.c.type, outbox.c.version, outbox.c.body).order_by(outbox.c.position))
            return [(row.type, row.version, json.loads(row.body)["data"]) for row in rows]

    def settled(self) -> bool:
        return all(state in ("delivered", "parked", "dropped") for state in self.states())

    def close(self) -> None:
        for each in self._made:
            each.stop(5) if each.alive() else None
        self.engine.dispose()


def publication(asset_no: str, sequence: int = 1, kind: str = "publish", *, name: str = "台式计算机", key: str = "") -> Wanted:
    """What the platform is to be told of one asset."""
    entry = f"entry-of-{asset_no}"
    said: dict[str, Any] = {"action": kind, "sequence": sequence}
    if kind == "withdraw":
        said |= {"entry_id": entry, "reason": "已另行使用"}
    else:
        said["offer"] = {
            "asset_no": asset_no, "entry_id": entry, "mode": "transfer", "scope": "nation",
            "unit": {"budget_code": "004011", "name": "城桥中学"}, "asset": {"name": name, "class_code": "A02010105"},
            "contact": {"name": "王老师", "phone": "021-59610000"},
        }
    return Wanted(
        target=TARGET, subject=asset_no, kind=kind, key=key or str(uuid4()), body=json.dumps(said, ensure_ascii=False),
        aggregate="sharing.entry", aggregate_id=entry, aggregate_version=sequence, correlation_id="c-1",
    )


def demand_publication(demand_id: str, sequence: int = 2, kind: str = "publish", *, supplied: int = 0, key: str = "") -> Wanted:
    """What the platform is to be told of one demand (B-039)."""
    said: dict[str, Any] = {"action": kind, "sequence": sequence}
    if kind == "withdraw":
        said |= {"demand_id": demand_id, "reason": "需求已满足"}
    else:
        said["demand"] = {
            "demand_id": demand_id, "unit": {"budget_code": "004011", "name": "城桥中学", "region": "310151"}, "class_code": "A02010105",
            "name": "台式计算机", "quantity": 5, "supplied": supplied, "lacking": 5 - supplied, "measure_unit": "台",
            "indicators": [{"name": "内存", "relation": "min", "value": "16", "measure_unit": "GB"}], "mode": "either", "scope": "nation",
            "needed_by": "2099-12-31", "contact": {"name": "陈老师", "phone": "13912345678"},
        }  # fmt: skip
    return Wanted(
        target=TARGET, subject=DEMAND.subject(demand_id), kind=kind, key=key or str(uuid4()), body=json.dumps(said, ensure_ascii=False),
        aggregate="sharing.demand", aggregate_id=demand_id, aggregate_version=sequence, correlation_id="c-1",
    )
