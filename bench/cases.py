"""How fast 1,000 disposal cases go through the whole flow at once, from the draft to the closed file, and where the time goes.

Real processes: the servers, relays and workers of disposal and registry, RabbitMQ, PostgreSQL; callers speak gRPC. Every
case is a scrapping by the shipped policy with two desks; all are at the same step together, many callers at a time. Not
measured: the uploads, whose rows are laid into the database, and the five working days of the notice, which is moved back.
There is no limit: the figures say what a case costs. It ends by itself, also where not every case has got through.
"""

import argparse
import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from google.protobuf.json_format import ParseDict

from bench.case_office import DEPARTMENT, REGION, Office
from services.chassis.rpc.client import Origin, ask, channel
from services.contracts.rpc.disposal.v1 import cases_pb2 as pb
from services.contracts.rpc.disposal.v1 import cases_pb2_grpc
from services.contracts.rpc.registry.v1 import assets_pb2, assets_pb2_grpc

CASES, CALLERS, SECONDS = 1000, 24, 150
PER_UNIT = 10
"""So that no unit's month comes near the limit of Art. 10."""
CALL_SECONDS = 60
CARD = {
    "name": "台式计算机", "class_code": "A02010105", "original_value_fen": 500_000, "acquired_on": "2015-03-15", "quantity": 1,
    "state": "待处置", "place": "东院/1号楼/2层/203室", "service_life_months": 72,
}  # fmt: skip
ASSET = {"kind": "equipment", "nominal": False, "temporary_body": False, "title": "clear", "lawfully_acquired": True, "secured": False}
CIRCUMSTANCES = {"emergency": False, "secret": False, "technology_result": "none"}
Step = Callable[[int], object]
PAPERS = """
INSERT INTO material (id, case_id, code, stage, name, file_name, media_type, size, sha256, uploaded_by, uploaded_at)
SELECT gen_random_uuid(), draft.id, code, 'filing', '材料', 'a.pdf', 'application/pdf', 1, md5(draft.id || code), 'bench', now()
FROM draft, unnest(%s::text[]) code
"""
NOTICE = 'UPDATE "case" SET notice_from = notice_from - 30, notice_through = notice_through - 30'


class Flow:
    """The steps, each for one case by its place."""

    def __init__(self, office: Office, cases: Any, assets: Any, count: int) -> None:
        self._office, self._cases, self._assets = office, cases, assets
        self.units = [office.units[number // PER_UNIT] for number in range(count)]
        self._handlers = {unit: office.handler(unit) for unit in office.units}
        self._desks = {
            "department": office.who("department_reviewer", DEPARTMENT, f"{REGION}/{DEPARTMENT}"),
            "finance": office.who("finance_reviewer", "430121", REGION),
        }
        self.numbers, self.drafts = [""] * count, [pb.Case()] * count

    def register(self, place: int) -> None:
        """A card for the case; not measured."""
        request = assets_pb2.RegisterAssetRequest(unit=self.units[place], fields=ParseDict(CARD, assets_pb2.CardFields()))
        self.numbers[place] = ask(self._assets.RegisterAsset, request, self._clerk(place), CALL_SECONDS).asset_no

    def draft(self, place: int) -> None:
        """Read the card, lay down the facts."""
        number = self.numbers[place]
        facts = json.dumps({"assets": [ASSET | {"asset_no": number}], "circumstances": CIRCUMSTANCES})
        request = pb.DraftCaseRequest(method="scrap", asset_nos=[number], facts=facts)
        self.drafts[place] = ask(self._cases.DraftCase, request, self._clerk(place), CALL_SECONDS).case

    def file(self, place: int) -> None:
        """Compare, reserve, count the month, decide the route."""
        ask(self._cases.FileCase, pb.FileCaseRequest(case_id=self.drafts[place].id), self._clerk(place), CALL_SECONDS)

    def decide(self, desk: str) -> Step:
        """This desk agrees."""

        def step(place: int) -> object:
            request = pb.DecideCaseRequest(case_id=self.drafts[place].id, decision="agree")
            return ask(self._cases.DecideCase, request, self._desks[desk], CALL_SECONDS)

        return step

    def act(self, action: str, desk: str = "", **more: Any) -> Step:
        """The unit, or this desk, does it."""

        def step(place: int) -> object:
            request = pb.ActOnCaseRequest(case_id=self.drafts[place].id, action=action, **more)
            return ask(self._cases.ActOnCase, request, self._desks[desk] if desk else self._clerk(place), CALL_SECONDS)

        return step

    def lay_papers(self) -> None:
        """Every paper that these cases need, as if uploaded."""
        codes = [one.code for one in self.drafts[0].assessment.materials if one.stage == "filing"]
        self._office.rows("disposal", PAPERS, codes)

    def _clerk(self, place: int) -> Origin:
        return self._handlers[self.units[place]]


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=CASES)
    arguments.add_argument("--seconds", type=int, default=SECONDS, help="after which no further step begins")
    given = arguments.parse_args()
    with TemporaryDirectory(prefix="guanzi-bench-") as folder, Office(Path(folder), -(-given.cases // PER_UNIT)) as office:
        print("\n".join(measure(office, given.cases, given.seconds)))


def measure(office: Office, count: int, seconds: int) -> list[str]:
    """A line for each step, for the whole, and for each part's share."""
    with channel(office.addresses["disposal"]) as disposal, channel(office.addresses["registry"]) as registry:
        flow = Flow(office, cases_pb2_grpc.CaseServiceStub(disposal), assets_pb2_grpc.AssetServiceStub(registry), count)
        _at_once(flow.register, count, time.monotonic() + seconds)
        _await(office.quiet, time.monotonic() + seconds)
        before, began = office.seconds(), time.monotonic()
        deadline = began + seconds
        took = _go(flow, office, count, deadline)
        _await(office.quiet, deadline + 10)
        whole = time.monotonic() - began
    spent = {part: used - before[part] for part, used in office.seconds().items()}
    closed = int(office.rows("disposal", "SELECT count(*) FROM \"case\" WHERE state = 'closed'")[0][0])
    return report(took, spent, office.rules(), closed, whole, count)


def _go(flow: Flow, office: Office, count: int, deadline: float) -> list[tuple[str, int, float]]:
    """How many cases took each step, in how many seconds."""
    today = (datetime.now(UTC) + timedelta(hours=8)).date().isoformat()
    settled = "SELECT count(*) = 0 FROM \"case\" WHERE state = 'replied'"
    took = [_timed("draft", flow.draft, count, deadline)]
    flow.lay_papers()
    took += [_timed("file", flow.file, count, deadline)]
    took += [_timed(f"agree ({desk})", flow.decide(desk), count, deadline) for desk in ("department", "finance")]
    office.rows("disposal", NOTICE)
    took += [
        _timed("begin execution", flow.act("begin_execution"), count, deadline),
        _timed("finish execution", flow.act("finish_execution", on=today), count, deadline),
        _timed("reply", flow.act("reply", "finance"), count, deadline),
    ]
    began = time.monotonic()
    _await(lambda: bool(office.rows("disposal", settled)[0][0]), deadline)
    took += [
        ("registry writes off, told by events", count, time.monotonic() - began),
        _timed("book", flow.act("book", booking_no="记-1"), count, deadline),
        _timed("close", flow.act("close", "finance"), count, deadline),
    ]
    return took


def report(
    took: Sequence[tuple[str, int, float]], spent: dict[str, float], rules: dict[str, float], closed: int, whole: float, count: int
) -> list[str]:
    """Rates, then the shares of all processor time."""
    lines = [f"{name:38} {done:6,} in {seconds:6.2f} s {done / max(seconds, 0.001):9,.0f}/s" for name, done, seconds in took]
    lines.append(f"{'from draft to closed':38} {closed:6,} in {whole:6.2f} s {closed / whole:9,.1f}/s")
    if closed < count:
        lines.append(f"not every case got through in time: {closed:,} of {count:,}")
    spent["disposal's server"] -= rules["seconds"]
    parts = {f"rules ({rules['assessments']:,.0f} assessments)": rules["seconds"], **spent}
    total = sum(parts.values())
    lines.append(f"processor time of a case {total / count * 1000:,.1f} ms, of which")
    lines += [f"    {part:44} {used / count * 1000:8.2f} ms {used / total:7.1%}" for part, used in parts.items()]
    return lines


def _timed(name: str, step: Step, count: int, deadline: float) -> tuple[str, int, float]:
    began = time.monotonic()
    done = _at_once(step, count, deadline)
    return name, done, time.monotonic() - began


def _at_once(step: Step, count: int, deadline: float) -> int:
    """Every case takes the step, many at a time; how many did before the deadline."""

    def take(place: int) -> int:
        if time.monotonic() > deadline:
            return 0
        step(place)
        return 1

    with ThreadPoolExecutor(CALLERS) as callers:
        return sum(callers.map(take, range(count)))


def _await(holds: Callable[[], bool], deadline: float) -> None:
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)


if __name__ == "__main__":
    main()
