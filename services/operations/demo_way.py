"""How one idle asset goes through four desks to the national platform, which is away at first: the last part of `guanzi demo`."""

import json
import os
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg

from services.contracts.roles import TERMS, Role
from services.operations.accounts import PROVINCE, REGION, SCHOOL
from services.operations.failures import Failed
from services.operations.processes import wait_until
from services.operations.rest import Rest

AWAY_TIMES, SECONDS = 3, 180
DESKS = ((Role.UNIT_REVIEWER, SCHOOL), (Role.ASSET_AUTHORITY, REGION), (Role.PROVINCIAL_FINANCE, PROVINCE))
"""Who decides after the handler, in this order."""
_BEIJING = ZoneInfo("Asia/Shanghai")
_OUTCOMES = {"received": "已收", "refused": "拒收", "failed": "未成，稍后重试", "interrupted": "中断，稍后重试"}
_CONTACT = {"name": "王老师", "phone": "021-59611234"}


@dataclass(frozen=True, slots=True)
class Way:
    """The asset's way: the entry with its history, the events that told of it, the delivery with its attempts."""

    entry: dict[str, Any]
    events: list[tuple[datetime, str, int]]
    delivery: dict[str, Any]


def go(clerk: Callable[[Role, str], Rest]) -> Way:
    """Enter an idle asset for the nation and let every desk agree while the platform answers 503; waits for the receipt."""
    tell_platform(mode="down", times=AWAY_TIMES, status=503)
    handler, operator = clerk(Role.UNIT_HANDLER, SCHOOL), clerk(Role.SYSTEM_ADMINISTRATOR, REGION)
    asset = handler.get("registry/assets", unit=SCHOOL, state="闲置", limit=1)["items"][0]
    wanted = {"asset_nos": [asset["asset_no"]], "mode": "transfer", "scope": "nation", "contact": _CONTACT, "photos": 4}
    entry_id = handler.post("sharing/entries", wanted)[0]["id"]
    for role, at in DESKS:
        clerk(role, at).post(f"sharing/entries/{entry_id}/decisions", {"decision": "agree", "reason": "演示：同意"})

    def published() -> bool:
        return bool(handler.get(f"sharing/entries/{entry_id}")["state"] == "published_nationally")

    wait_until(published, SECONDS, "全国平台的回执没有到 / no receipt of the national platform", every=0.5)
    tell_platform(mode="normal")
    delivery = operator.get("deliveries", aggregate_id=entry_id)["items"][0]
    way = Way(handler.get(f"sharing/entries/{entry_id}"), _events(entry_id, delivery["id"]), operator.get(f"deliveries/{delivery['id']}"))
    _require_told(way)
    return way


def compare(operator: Rest) -> dict[str, Any]:
    """The comparison with the platform, made now; raises Failed where the two sides differ."""
    asked = operator.post("deliveries/reconciliations", {})["id"]

    def found() -> dict[str, Any]:
        return next(each for each in operator.get("deliveries/reconciliations")["items"] if each["id"] == asked)

    wait_until(lambda: bool(found()["finished_at"]), SECONDS, "与全国平台的核对没有完成 / the comparison did not end", every=0.5)
    if (made := found())["report"]:
        raise Failed(f"与全国平台核对不一致：{made['report'][:1]}")
    return made


def told(way: Way) -> Iterator[str]:
    """The way in lines: desk by desk, event by event, attempt by attempt."""
    asset, posts = way.entry["asset"], {f"{at}-{role.value.replace('_', '-')}": TERMS[role].chinese for role, at in DESKS}
    yield f"{asset['asset_no']} {asset['name']}（{way.entry['owner']['name']}），调剂，范围：全国"
    for step in way.entry["history"]:
        who = posts.get(step["account"], TERMS[Role.UNIT_HANDLER].chinese if step["operation"] == "submitted" else "系统")
        yield f"  岗位  {_clock(step['at'])}  {who:<10}\t{step['operation_name']}"
    for at, kind, version in way.events:
        yield f"  事件  {_clock(at)}  {kind} v{version}"
    for each in way.delivery["tries"]:
        said = f"HTTP {each['status']}" if each["status"] else "没有应答"
        yield f"  报送  {_clock(each['at'])}  第 {each['number']} 次：{said}，{_OUTCOMES[each['outcome']]} {each['reason']}".rstrip()
    yield f"  回执  {way.entry['national_receipt_no']}"


def tell_platform(**orders: object) -> None:
    """Let the simulated platform behave so from now on."""
    url = f"http://{os.environ['GUANZI_NATIONAL_SIMULATOR_ADDRESS']}/control"
    request = urllib.request.Request(url, json.dumps(orders).encode(), {"Content-Type": "application/json"}, method="PUT")
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        answer.read()


def _require_told(way: Way) -> None:
    statuses = [each["status"] for each in way.delivery["tries"]]
    if statuses[:-1] != [503] * AWAY_TIMES or not way.entry["national_receipt_no"]:
        raise Failed(f"报送经过与预期不符：{statuses}，回执“{way.entry['national_receipt_no']}”")
    if way.delivery["receipt_no"] != way.entry["national_receipt_no"]:
        raise Failed("投递的回执与入仓信息的回执不一致")


def _events(entry_id: str, delivery_id: str) -> list[tuple[datetime, str, int]]:
    """What the two services published of the entry and its delivery, by time."""
    found: list[tuple[datetime, str, int]] = []
    query = "SELECT recorded_at, type, version FROM outbox WHERE subject = %s"
    for service, subject in (("sharing", entry_id), ("gateway", delivery_id)):
        with psycopg.connect(os.environ[f"GUANZI_{service.upper()}_DATABASE_URL"], autocommit=True) as connection:
            found.extend((at, str(kind), int(version)) for at, kind, version in connection.execute(query, (subject,)))
    return sorted(found)


def _clock(at: datetime | str) -> str:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return f"{moment.astimezone(_BEIJING):%H:%M:%S.%f}"[:-3]
