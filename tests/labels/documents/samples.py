"""Cards for the tests of documents: 20 of every day, and as many of the worst kind as wanted; and how a PDF is looked at."""

import subprocess
import tempfile
from itertools import cycle, islice, product
from pathlib import Path

import zxingcpp
from PIL import Image

from services.labels import symbols
from services.labels.documents import pdf
from services.labels.domain.template import Card, Template
from services.labels.layout import lay_out

NAMES = (
    "台式计算机", "便携式计算机（教学用）", "A4黑白打印机", "多功能一体机", "空调机 KFR-72LW", "轿车", "1.4m板式办公桌", "会议桌", "投影仪",
    "全自动生化免疫流水线一体化分析系统（含进样、离心、冷藏存储模块）", "㙟㙦龘䶮椅", "Server (rack, 2U) – spare", "图书《辞海》第七版",
    "“双创”展板", "路由器/交换机", "救护车（改装）", "石凳", "电梯 №3", "消防水泵 50%", "中央空调主机 & 冷却塔",
)  # fmt: skip
ODD = (
    "", " ", "长" * 300, "^XA^FO0,0^FDx^FS^XZ", "~JA\\&\r\n第二行\t三", '#panic("x")', "= 标题 *粗* _斜_ $x$ `c`",
    ']) #read("data.json") [(', "{{ data }} \\u{0}", "שלום עולם", "مرحبا \u202eرجع\u202c", "😀👩\u200d👩\u200d👧🇨🇳",
    "e\u0301\u0327\u200b\ufeff", "\x00\x1b[0m\x7f", "𠮷𪚥𫝆㐂", "\ud800", "<b>&amp;</b> %00", "'; DROP TABLE x;--", "〓〓",
    "\u2028\u2029\x85",
)  # fmt: skip
_ALPHABET = "aB3-Zx9Qy0WmK7"


def number(serial: int, length: int) -> str:
    """An asset number of so many characters, which fits neither digit pairs nor capitals; each serial's differs."""
    letters = "".join(islice(cycle(_ALPHABET[serial % 14 :] + _ALPHABET[: serial % 14]), length))
    return f"{serial:03d}a{letters}"[:length]


def card(serial: int, length: int = 16, name: str | None = None, issue: int = 1) -> Card:
    """One of the cards of every day, or of a name."""
    return Card(
        asset_no=number(serial, length), unit_name="上海市崇明区城桥中学", name=NAMES[serial % len(NAMES)] if name is None else name,
        class_name="台式计算机", class_code="A02010105", model="启天M450", department="信息科", user="陈霞洋",
        place="东院/1号楼/2层/203室", acquired_on="2024-03-15", issue=issue,
    )  # fmt: skip


def worst_cards(count: int, length: int) -> list[Card]:
    """Cards whose every text is odd."""
    pairs = islice(cycle(product(ODD, ODD)), count)
    return [
        Card(number(serial, length), *(one, other, one, other, one + other, other + one, one, other, one))
        for serial, (one, other) in enumerate(pairs)
    ]


def printed(template: Template, cards: list[Card], **more: int) -> bytes:
    """The PDF of the cards."""
    return pdf.labels(template, [lay_out(template, one, pdf.density(template)) for one in cards], symbols.modules, **more)


def pages(content: bytes, dpi: int) -> list[Image.Image]:
    """The pages as poppler draws them for a printer."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["pdftoppm", "-gray", "-r", str(dpi), "-", f"{folder}/page"], input=content, check=True)
        found: list[Image.Image] = []
        for path in sorted(Path(folder).iterdir(), key=lambda one: int(one.stem.rpartition("-")[2])):
            with Image.open(path) as image:
                image.load()
                found.append(image)
        return found


def codes(image: Image.Image) -> list[str]:
    """What a scanner reads."""
    return [one.text for one in zxingcpp.read_barcodes(image)]


def words(content: bytes) -> list[str]:
    """The texts page by page, without blanks, as they are copied out of the PDF."""
    told = subprocess.run(["pdftotext", "-", "-"], input=content, check=True, capture_output=True).stdout.decode()
    return ["".join(page.split()) for page in told.split("\f")[:-1]]
