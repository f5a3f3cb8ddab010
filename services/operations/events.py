"""How an operator looks after messages: `guanzi events parked|quarantined|replay|drop|dead|snapshot`."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated
from uuid import uuid4

import typer
from sqlalchemy.orm import Session

from services.chassis import database, dead_letters, stuck, topology
from services.chassis.actor import Actor, Call
from services.chassis.errors import ServiceError
from services.chassis.snapshot import Undelivered, publish
from services.operations.failures import Failed
from services.operations.settings import OperationsSettings
from services.operations.subscribers import broker_of

app = typer.Typer(no_args_is_help=True, help="消息运维：搁置、隔离、重放、丢弃、快照。")
Consumer = Annotated[str, typer.Argument(help="消费方，如 registry")]
Key = Annotated[str, typer.Argument(help="消息编号；被隔离的消息用其序号")]


@app.command()
def parked() -> None:
    """列出处理失败而搁置的消息，以及等待前一版本的消息；不显示业务数据。"""
    _print({stuck.PARKED, stuck.WAITING}, "没有搁置的消息。")


@app.command()
def quarantined() -> None:
    """列出无法识别而隔离的消息；不显示业务数据。"""
    _print({stuck.QUARANTINED}, "没有隔离的消息。")


@app.command()
def replay(consumer: Consumer, key: Key) -> None:
    """重新处理一条搁置或隔离的消息。"""
    with _session(consumer) as session:
        stuck.replay(session, _call(), consumer, key)
    print(f"已安排重新处理：{consumer} {key}")


@app.command()
def drop(consumer: Consumer, key: Key, reason: Annotated[str, typer.Option(help="原因，记入审计")]) -> None:
    """丢弃一条搁置或隔离的消息，其对象的后续消息随即继续；记入审计。"""
    with _session(consumer) as session:
        stuck.drop(session, _call(), consumer, key, reason)
    print(f"已丢弃：{consumer} {key}")


@app.command()
def dead(
    revive: Annotated[str, typer.Option(help="把该消费方的死信放回其队列")] = "",
) -> None:
    """列出各消费方的死信数量（多次投递均告失败的消息），或放回队列重新投递。"""
    amqp_url, _ = broker_of(OperationsSettings.load())
    if revive:
        print(f"已放回 {dead_letters.revive(amqp_url, revive)} 条：{revive}")
        return
    for consumer in topology.load().follows:
        print(f"{consumer}\t{dead_letters.count(amqp_url, consumer)}")


@app.command()
def snapshot(
    source: Annotated[str, typer.Option("--from", help="发布方，如 registry")],
    consumer: Annotated[str, typer.Option("--to", help="接收方：服务或外部系统")],
) -> None:
    """把发布方每个对象的当前状态发给一个接收方。"""
    module = f"services.{source}.snapshot"
    if not source.isidentifier() or find_spec(f"services.{source}") is None or find_spec(module) is None:
        raise Failed(f"{source} 没有可发布的快照")
    engine = database.engine_for(_required(source, "DATABASE_URL"), pool=1, application="guanzi-snapshot")
    try:
        count = publish(engine, _required(source, "AMQP_URL"), source, consumer, import_module(module).states)
    except Undelivered:
        raise Failed(f"{consumer} 没有接收 {source} 快照的队列") from None
    finally:
        engine.dispose()
    print(f"已发布 {count} 个对象的快照：{source} → {consumer}")


def _print(kinds: set[str], nothing: str) -> None:
    found = 0
    for service in _services():
        with _session(service) as session:
            for each in stuck.stuck_events(session):
                if each.kind in kinds:
                    found += 1
                    since = each.since.astimezone().isoformat(timespec="seconds")
                    print(f"{each.kind}\t{each.consumer}\t{each.id}\t{each.type}\t{each.subject}\tv{each.version}\t{since}\t"
                          f"尝试 {each.attempts} 次\t其后 {each.held_back} 条\t{each.reason}")
    if not found:
        print(nothing)


def _services() -> list[str]:
    """Every service whose database this installation knows, by its settings."""
    suffix = "_DATABASE_URL"
    return sorted(name[len("GUANZI_"):-len(suffix)].lower() for name in os.environ if name.startswith("GUANZI_") and name.endswith(suffix))


def _required(service: str, name: str) -> str:
    value = os.environ.get(f"GUANZI_{service.upper()}_{name}")
    if not value:
        raise Failed(f"没有 {service} 的配置，请先执行 guanzi setup")
    return value


@contextmanager
def _session(service: str) -> Iterator[Session]:
    engine = database.engine_for(_required(service, "DATABASE_URL"), pool=1, application="guanzi-events")
    try:
        with database.sessions_of(engine).begin() as session:
            yield session
    except ServiceError as error:
        raise Failed(f"{error.message}{error.remedy}") from None
    finally:
        engine.dispose()


def _call() -> Call:
    return Call(Actor(account=f"console:{getpass.getuser()}", name="控制台"), datetime.now(UTC), str(uuid4()))
