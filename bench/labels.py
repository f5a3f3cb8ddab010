"""How many labels a second are laid out and drawn, beside what python-barcode alone writes as bare PNG symbols, and beside zint.

Every label says what a card says, in Chinese. ZPL at least 3 times python-barcode's Code 128 without its text, PDF at least as many,
each with Code 128; the other symbols are shown beside them.
"""

import argparse
import io
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count as numbered
from pathlib import Path
from tempfile import TemporaryDirectory

from barcode import Code128
from barcode.writer import ImageWriter

from bench import sheet
from services.labels import symbols
from services.labels.documents import pdf
from services.labels.domain.template import Card, Template
from services.labels.drawing import zpl
from services.labels.layout import lay_out
from services.labels.shipped_templates import shipped

COUNT = 1_000
ROUNDS = 5
DPI = 203
MEASURED = ("60x40-code128", "60x40-qr", "50x30-data-matrix", "a4-3x8-code128")
BARE, ZINT = "python-barcode, bare PNG symbols, Code 128", "zint, PNG symbols, Code 128, as the limit"
LIMITS = {"zpl labels, 60x40-code128": 3.0, "pdf labels, 60x40-code128": 1.0}
Work = Callable[[Sequence[Card]], object]


def main() -> None:
    """Measure and print; exit status 1 beyond a limit."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--count", type=int, default=COUNT)
    took = seconds(arguments.parse_args().count)
    print("\n".join(report(took)))
    raise SystemExit(int(any(ratio(took, name) < limit for name, limit in LIMITS.items())))


def seconds(count: int) -> dict[str, list[float]]:
    """How long so many took, by work, in rounds; within a round one follows the other, so that both meet the same machine."""
    cards, works = _cards(), _works()
    took: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work([next(cards)])
    for _ in range(ROUNDS):
        for name, work in works.items():
            given = [next(cards) for _ in range(count)]
            began = time.perf_counter()
            work(given)
            took[name].append((time.perf_counter() - began) / count)
    return took


def ratio(took: dict[str, list[float]], name: str) -> float:
    """How many times as many as python-barcode: the median of the rounds."""
    return statistics.median(bare / own for own, bare in zip(took[name], took[BARE], strict=True))


def report(took: dict[str, list[float]]) -> list[str]:
    """A line for each work: labels a second in its fastest round, and the ratio."""
    goals = {name: f"at least {limit:g}" for name, limit in LIMITS.items()}
    fastest = {name: 1 / min(times) for name, times in took.items()}
    return [f"{name:45} {rate:8,.0f} a second {ratio(took, name):7.2f} times  {goals.get(name, '')}" for name, rate in fastest.items()]


def _works() -> dict[str, Work]:
    templates = {one.code: one for one in shipped()}
    works: dict[str, Work] = {BARE: _python_barcode, ZINT: _zint}
    for code in MEASURED:
        works |= {f"zpl labels, {code}": zpl_labels(templates[code]), f"pdf labels, {code}": pdf_labels(templates[code])}
    return works


def zpl_labels(template: Template) -> Work:
    """Laid out and written as ZPL."""
    return lambda cards: [zpl.write(lay_out(template, one, DPI)) for one in cards]


def pdf_labels(template: Template) -> Work:
    """Laid out and printed as one PDF."""
    return lambda cards: pdf.labels(template, [lay_out(template, one, pdf.density(template)) for one in cards], symbols.modules)


def _zint(cards: Sequence[Card]) -> None:
    """In its own batch mode, so that starting it once is next to nothing."""
    with TemporaryDirectory(prefix="guanzi-bench-") as folder:
        numbers = Path(folder, "numbers")
        numbers.write_text("".join(f"{one.asset_no}\n" for one in cards), encoding="ascii")
        command = ["zint", "--batch", "--barcode=CODE128", "--notext", "--filetype=PNG", "-i", str(numbers), "-o", f"{folder}/~~~~~~.png"]
        subprocess.run(command, check=True, capture_output=True)
        assert len(list(Path(folder).glob("*.png"))) == len(cards)


def _python_barcode(cards: Sequence[Card]) -> None:
    for one in cards:
        Code128(one.asset_no, writer=ImageWriter()).write(io.BytesIO(), options={"write_text": False})


def _cards() -> Iterator[Card]:
    """Cards without end, no asset number twice: 16 characters of letters and digits."""
    for serial in numbered(1):
        values = dict(zip(sheet.HEADER, next(sheet.rows(1, seed=serial)), strict=True))
        yield Card(
            asset_no=f"ZCa-{serial:08d}-Bd7", unit_name=f"上海市崇明区{values['单位名称']}", name=values["资产名称"],
            class_name=values["资产分类名称"], class_code=values["资产分类代码"], model=values["规格型号"], department=values["管理部门"],
            user=values["管理人"], place=values["存放地点"], acquired_on=values["取得日期"],
        )  # fmt: skip


if __name__ == "__main__":
    main()
