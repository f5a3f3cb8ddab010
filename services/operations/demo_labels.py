"""How a school's labels are printed: a station is let in, 200 labels go to a printer, each is read back; a part of `guanzi demo`."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zxingcpp

from services.contracts.roles import Role
from services.labels.simulator import LabelPrinter
from services.operations.accounts import SCHOOL
from services.operations.failures import expect
from services.operations.printed_labels import DOTS_PER_MM, drawn
from services.operations.processes import wait_until
from services.operations.rest import Rest

LABELS, DPI, TEMPLATE, SECONDS = 200, 203, "60x40-qr", 120
WIDTH_MM, HEIGHT_MM = 60, 40


@dataclass(frozen=True, slots=True)
class Printed:
    """What became of the job, and the bytes that came out of the printer."""

    job: dict[str, Any]
    asset_nos: list[str]
    labels: list[bytes]


def print_school(clerk: Callable[[Role, str], Rest], base_url: str, folder: Path) -> Printed:
    """Register a station, let its program in with the one-time code, print the school's first cards, and paste one label."""
    keeper = clerk(Role.ASSET_ADMINISTRATOR, SCHOOL)
    asset_nos = [card["asset_no"] for card in keeper.get("registry/assets", unit=SCHOOL, limit=LABELS)["items"]]
    with LabelPrinter("zpl") as printer:
        wanted = {"driver": "zpl", "address": printer.address, "dpi": DPI, "rendering": "station"}
        made = keeper.post("stations", {"name": "演示打印站", "printer": wanted})
        with station_running(base_url, made["enrolment_code"], folder / "station"):
            asked = {"station_id": made["station"]["id"], "template": TEMPLATE, "asset_nos": asset_nos}
            job_id = keeper.post("labels/jobs", asked)["job"]["id"]
            job = f"labels/jobs/{job_id}"
            wait_until(lambda: keeper.get(job)["state"] == "done", SECONDS, "标签没有全部打印 / not all labels were printed")
        return Printed(keeper.get(job), asset_nos, list(printer.labels))


def decoded(printed: Printed) -> list[str]:
    """What a scanner reads from each label as it came out, in order; raises Failed for a label that holds no code or several."""
    dots = DOTS_PER_MM[DPI]
    pictures = drawn([(label, WIDTH_MM * dots, HEIGHT_MM * dots, DPI) for label in printed.labels])
    found = [[code.text for code in zxingcpp.read_barcodes(picture)] for picture in pictures]
    expect(all(len(codes) == 1 for codes in found), "有标签读不出编号")
    return [codes[0] for codes in found]


def paste(clerk: Callable[[Role, str], Rest], asset_no: str) -> str:
    """Confirm that a label was pasted, as a telephone's scan does; answers the state's name."""
    keeper = clerk(Role.ASSET_ADMINISTRATOR, SCHOOL)
    return str(keeper.post(f"labels/assets/{asset_no}/pasting", {"place": "教学楼/3层/301室"})["state_name"])


@contextmanager
def station_running(base_url: str, code: str, folder: Path, window: int = 1) -> Iterator[int]:
    """The station's own program, as on the small machine beside the printer; `window` labels go to the printer at once. Gives its pid."""
    program = [sys.executable, "-m", "services.labels.station"]
    subprocess.run([*program, "enrol", "--server", base_url, "--code", code, "--folder", str(folder)], check=True, capture_output=True)
    words = [*program, "run", "--folder", str(folder), "--window", str(window)]
    running = subprocess.Popen(words, stderr=(folder / "log").open("wb"))
    try:
        yield running.pid
    finally:
        running.terminate()
        running.wait(30)
