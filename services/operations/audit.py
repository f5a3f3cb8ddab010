"""How an operator checks that nobody touched the audit records: `guanzi audit verify` walks every service's sealed chain."""

import os
from typing import Annotated

import typer

from services.chassis import audit, database
from services.chassis.audit import Verdict
from services.operations.failures import Failed
from services.operations.process_list import OWNERS

app = typer.Typer(no_args_is_help=True, help="审计记录。")


@app.callback()
def _group() -> None:
    """Keep `verify` a command of its own while it is the only one."""


@app.command()
def verify(
    service: Annotated[str, typer.Argument(help="服务名；不填则逐一校验全部服务")] = "",
    since: Annotated[str, typer.Option(help="以前校验时打印并另行保管的“链首”，形如 42:9f86d0…；末尾被截去也能发现")] = "",
) -> None:
    """校验审计哈希链，并报告尚未封存的记录数；链断裂时以非零状态结束。"""
    if since and not service:
        raise Failed("--since 须与一个服务名同用")
    broken = []
    for each in [service] if service else OWNERS:
        verdict = verified(each, since)
        print(sentence(each, verdict))
        if verdict.broken_at is not None:
            broken.append(each)
    if broken:
        raise Failed(f"审计链断裂：{'、'.join(broken)}")


def verified(service: str, since: str = "") -> Verdict:
    """Walk one service's chain with the settings of the environment, past an earlier head; raises Failed where there are none."""
    url = os.environ.get(f"GUANZI_{service.upper()}_DATABASE_URL")
    if not url:
        raise Failed(f"没有 {service} 的配置，请先执行 guanzi setup")
    engine = database.engine_for(url, pool=1, application="guanzi-audit")
    try:
        with engine.connect() as connection:
            return audit.verify(connection, since)
    finally:
        engine.dispose()


def sentence(service: str, verdict: Verdict) -> str:
    """What a walk found, for people."""
    if verdict.broken_at is not None:
        return f"{service}：第 {verdict.broken_at} 环断裂（{verdict.reason}），其前 {verdict.sealed} 条完整"
    return f"{service}：{verdict.sealed} 条记录的链完整，{verdict.unsealed} 条待封存，链首 {verdict.anchor or '（空）'}"
