"""How another system comes to hear our events: `guanzi subscriber add NAME --types 'registry.#'` gives it a queue and a user of its own."""

import json
import re
import secrets
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import pika
import typer

from services.chassis import topology
from services.chassis.broker_users import BrokerUsers
from services.chassis.topology import Topology
from services.operations.failures import Failed
from services.operations.local_broker import LocalBroker
from services.operations.settings import OperationsSettings, management_url_of

app = typer.Typer(no_args_is_help=True, help="外部系统订阅。")
_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
_PATTERN = re.compile(r"[a-z_]+(\.([a-z0-9_]+|\*|#))+")


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="外部系统名称：小写字母、数字和连字符")],
    types: Annotated[list[str], typer.Option("--types", help="事件类型，可用 * 和 #，如 registry.#；可重复")],
) -> None:
    """为外部系统建立队列和只能读取该队列的用户，并打印一次连接串。"""
    amqp_url, management_url = broker_of(OperationsSettings.load())
    print(subscribe(amqp_url, management_url, name, types))


@app.command()
def remove(name: Annotated[str, typer.Argument(help="外部系统名称")]) -> None:
    """删除外部系统的用户和队列，未读取的消息随之删除。"""
    amqp_url, management_url = broker_of(OperationsSettings.load())
    unsubscribe(amqp_url, management_url, name)
    print(f"已删除：{name}")


def subscribe(amqp_url: str, management_url: str, name: str, types: list[str], manifest: Topology | None = None) -> str:
    """Make queue, bindings and user as an administrator; returns the subscriber's own connection string, which is kept nowhere.

    Its user may read its queue and nothing else. Raises Failed for a name that is taken or a type that nobody publishes.
    """
    manifest, users = manifest or topology.load(), BrokerUsers(management_url, _vhost(amqp_url))
    _require_free(name, manifest)
    _require_published(types, manifest)
    if users.exists(name):
        raise Failed(f"{name} 已存在；要换新的连接串，请先 guanzi subscriber remove {name}")
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        topology.declare_queue(channel, name, one_reader=True)
        topology.bind(channel, name, types)
        for publisher in {pattern.partition(".")[0] for pattern in types}:
            channel.queue_bind(topology.queue_of(name), topology.snapshots_of(publisher), name)
    password = secrets.token_urlsafe(24)
    users.put(name, password, topology.reader_of(name))
    parts = urlsplit(amqp_url)
    return urlunsplit(parts._replace(netloc=f"{name}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"))


def unsubscribe(amqp_url: str, management_url: str, name: str) -> None:
    """Remove a subscriber's user, queue and dead letters; raises Failed for the name of a service."""
    _require_free(name, topology.load())
    users = BrokerUsers(management_url, _vhost(amqp_url))
    if not users.exists(name):
        raise Failed(f"没有这个订阅方：{name}")
    users.delete(name)
    with pika.BlockingConnection(pika.URLParameters(amqp_url)) as connection:
        channel = connection.channel()
        channel.queue_delete(topology.queue_of(name))
        channel.queue_delete(topology.dead_letters_of(name))


def broker_of(settings: OperationsSettings) -> tuple[str, str]:
    """An administrator's AMQP and management URL: those the settings name, else the running local broker's."""
    if settings.amqp_url is not None:
        amqp_url = str(settings.amqp_url)
        return amqp_url, str(settings.management_url or management_url_of(amqp_url))
    local = LocalBroker(settings.folder / "rabbitmq")
    ports = local.folder / "ports"
    if not ports.exists():
        raise Failed("RabbitMQ 没有运行：请先执行 guanzi up，或以 AMQP_URL 指定现有服务器")
    local.ports = json.loads(ports.read_text(encoding="utf-8"))
    return local.url, local.management_url


def _require_free(name: str, manifest: Topology) -> None:
    if not _NAME.fullmatch(name) or name in {*manifest.publishes, *manifest.follows}:
        raise Failed(f"名称不可用：{name}（2 至 40 个小写字母、数字和连字符，以字母开头，且不是本系统的服务名）")


def _require_published(types: list[str], manifest: Topology) -> None:
    wrong = [pattern for pattern in types if not _PATTERN.fullmatch(pattern) or pattern.partition(".")[0] not in manifest.publishes]
    if wrong or not types:
        raise Failed(f"没有服务发布这些类型：{'、'.join(wrong)}（例：registry.#）")


def _vhost(amqp_url: str) -> str:
    return unquote(urlsplit(amqp_url).path[1:]) or "/"
