"""How the demo disposes: a scrapping above 1,000,000 yuan through three desks, and a month whose third filing lifts all three."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from services.contracts.roles import TERMS, Role
from services.operations.accounts import BUREAU, REGION, SCHOOL
from services.operations.example.cards import SERIES
from services.operations.example.large import LARGE
from services.operations.failures import expect
from services.operations.rest import Rest

Clerk = Callable[[Role, str], Rest]
DESKS = ((Role.DEPARTMENT_REVIEWER, BUREAU), (Role.FINANCE_REVIEWER, REGION), (Role.COUNTY_APPROVER, REGION))
"""Who decides on a case that goes to the county government, in this order."""
GOVERNMENT, BATCH = "county_government", "month_batch"
_BEIJING = ZoneInfo("Asia/Shanghai")
_ASSET = {
    "kind": "equipment", "nominal": False, "temporary_body": False, "title": "clear", "lawfully_acquired": True, "secured": False,
    "newly_bought_for_this": False, "to_be_demolished": False,
}
_CIRCUMSTANCES = {"emergency": False, "secret": False, "technology_result": "none"}


@dataclass(frozen=True, slots=True)
class Scrapping:
    """The case after its last desk, its papers, why it cannot be carried out yet, and the file that proves all of it."""

    case: dict[str, Any]
    papers: int
    refusal: str
    bundle: Path


def scrap(clerk: Clerk, folder: Path) -> Scrapping:
    """File the school's server room for scrapping and let every desk agree; the public notice then runs, whatever one asks."""
    handler = clerk(Role.UNIT_HANDLER, SCHOOL)
    case, papers = file(handler, folder, _numbers(SCHOOL)[0])
    for role, at in DESKS:
        case = clerk(role, at).post(f"disposal/cases/{case['id']}/decisions", {"decision": "agree", "reason": "同意"})
    expect(case["state"] == "approved" and bool(case["notice_through"]), f"报废未按三个岗位办结：{case['state_name']}")
    refusal = handler.refused(f"disposal/cases/{case['id']}/actions", {"action": "begin_execution"})
    expect("notice_running" in refusal, f"公示期内竟可执行：{refusal}")
    case = handler.get(f"disposal/cases/{case['id']}")
    bundle = handler.download(f"disposal/cases/{case['id']}/bundle.zip", folder / "bundle.zip")
    return Scrapping(case, papers, refusal, bundle)


def fill_month(clerk: Clerk, folder: Path) -> Iterator[list[dict[str, Any]]]:
    """File three cards of 400,000 yuan one after the other; after each filing the month's cases as they stand."""
    handler = clerk(Role.UNIT_HANDLER, BUREAU)
    cases: list[dict[str, Any]] = []
    for number in _numbers(BUREAU):
        filed, _ = file(handler, folder, number)
        cases = [handler.get(f"disposal/cases/{one['id']}") for one in (*cases, filed)]
        yield cases
    authorities = [one["assessment"]["final_authority"] for one in cases]
    expect(authorities == [GOVERNMENT] * 3, f"本月三件没有一并报县政府：{authorities}")


def file(handler: Rest, folder: Path, asset_no: str) -> tuple[dict[str, Any], int]:
    """Draft, every paper the law asks for, filed; how many papers."""
    facts = {"assets": [_ASSET | {"asset_no": asset_no}], "circumstances": _CIRCUMSTANCES}
    case_id = handler.post("disposal/cases", {"method": "scrap", "asset_nos": [asset_no], "facts": facts})["id"]
    lines = [line for line in handler.get(f"disposal/cases/{case_id}/materials")["lines"] if line["stage"] == "filing"]
    for line in lines:
        scan = folder / f"{asset_no}-{line['code'].replace('/', '-')}.pdf"
        scan.write_bytes(blank_page(f"{line['code']} {asset_no}"))
        handler.post_file(f"disposal/cases/{case_id}/materials", scan, code=line["code"])
    return handler.post(f"disposal/cases/{case_id}/filing", {}), len(lines)


def verify(bundle: Path) -> str:
    """Check the bundle with the program it brings along, in an interpreter that knows neither this system nor its settings."""
    unpacked = bundle.with_suffix("")
    command = [sys.executable, "-m", "zipfile", "-e", str(bundle), str(unpacked)]
    subprocess.run(command, check=True)
    bare = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"}
    done = subprocess.run([sys.executable, "-I", str(unpacked / "verify.py")], env=bare, capture_output=True, text=True, check=False)
    expect(done.returncode == 0, f"案卷包校验未通过：{done.stdout}{done.stderr}")
    return done.stdout.partition("\n")[0]


def told_scrapping(way: Scrapping) -> Iterator[str]:
    """The way in lines: why it goes where it goes, desk by desk, until when the notice runs."""
    case, found = way.case, way.case["assessment"]
    yield f"{case['number']} {case['assets'][0]['name']}（{case['unit']['name']}），报废，原值 {_yuan(case['original_value_fen'])} 元"
    for rule in ("value_from_limit", "scrap_above_limit"):
        yield from (f"  依据  {one['article']}  {one['text']}" for one in found["findings"] if one["rule"] == rule)
    appraisal = "、".join(one["name"] for one in found["materials"] if one["code"].startswith("13/"))
    yield f"  材料  {way.papers} 份，其中因超过 100 万元而需：{appraisal}"
    posts = {f"{at}-{role.value.replace('_', '-')}": TERMS[role].chinese for role, at in DESKS}
    for step in case["history"]:
        who = posts.get(step["account"], TERMS[Role.UNIT_HANDLER].chinese)
        yield f"  岗位  {_clock(step['at'])}  {who:<10}\t{step['operation_name']} {step['article']}"
    days = f"{found['publicity_working_days']} 个工作日"
    yield f"  公示  {case['notice_from']} 起 {days}，至 {case['notice_through']}；期满次日起方可执行，有效期至 {case['valid_until']}"
    yield f"  执行  此刻办理被拒绝：{way.refusal.partition(' ')[2]}"


def told_month(cases: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The month after a filing: each case with its route, and the citation where the batch decides."""
    filed_fen = sum(one["original_value_fen"] for one in cases)
    yield f"第 {len(cases)} 次申报 {_yuan(cases[-1]['original_value_fen'])} 元，本月累计 {_yuan(filed_fen)} 元"
    for one in cases:
        way = " → ".join(_PLACES[desk["step"]] for desk in one["desks"])
        yield f"  路线  {one['number']} {one['assets'][0]['name']}：{way}"
    cited = [rule for rule in cases[0]["assessment"]["findings"] if rule["rule"] == BATCH]
    yield from (f"  依据  {rule['article']}  {rule['text']}" for rule in cited)


def blank_page(title: str) -> bytes:
    """The smallest PDF there is: one empty page, which says what it stands for in a comment."""
    parts = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]
    made, offsets = f"%PDF-1.4\n% {title}\n".encode(), []
    for number, part in enumerate(parts, 1):
        offsets.append(len(made))
        made += b"%d 0 obj%sendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return made + b"xref\n0 4\n0000000000 65535 f \n%strailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(made))


_PLACES = {"department_review": "主管部门", "finance_approval": "县财政局", "government_approval": "县政府"}


def _numbers(unit: str) -> list[str]:
    return [f"{unit}{one.acquired.year}{SERIES + number}" for number, one in LARGE.items() if one.budget_code == unit]


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


def _clock(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(_BEIJING):%H:%M:%S.%f}"[:-3]
