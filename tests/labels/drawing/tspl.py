"""TSPL read as strictly as its grammar allows, and drawn: a label is these commands in this order, byte by byte, and nothing else.

After TSC's TSPL/TSPL2 programming manual: SIZE, GAP, REFERENCE, CLS, BITMAP, BAR, BARCODE, QRCODE, DMATRIX, PRINT.
"""

import re
from collections.abc import Iterator

from PIL import Image

from services.labels import symbols
from services.labels.domain.template import Kind

_MM = rb"(\d{1,3}\.\d) mm"
_NUMBER = rb"(\d{1,5})"
_CONTENT = rb'"([0-9A-Za-z-]{1,40})"'
_HEAD = re.compile(rb"SIZE %b,%b\r\nGAP %b,0 mm\r\nREFERENCE 0,0\r\nCLS\r\n" % (_MM, _MM, _MM))
_TAIL = b"PRINT 1,1\r\n"
_BITMAP = re.compile(rb"BITMAP %b,%b,%b,%b,0," % ((_NUMBER,) * 4))
_BAR = re.compile(rb"BAR %b,%b,%b,%b\r\n" % ((_NUMBER,) * 4))
_BARCODE = re.compile(rb'BARCODE %b,%b,"128",%b,0,0,(\d{1,2}),(\d{1,2}),%b\r\n' % (*(_NUMBER,) * 3, _CONTENT))
_QRCODE = re.compile(rb"QRCODE %b,%b,M,(\d{1,2}),A,0,M2,%b\r\n" % (_NUMBER, _NUMBER, _CONTENT))
_DMATRIX = re.compile(rb"DMATRIX %b,%b,%b,%b,x(\d{1,2}),(\d{2}),(\d{2}),%b\r\n" % (*(_NUMBER,) * 4, _CONTENT))

Command = tuple[str, list[int], bytes]


def commands(label: bytes) -> Iterator[Command]:
    """Name, numbers and data of each drawing command; raises ValueError at the first byte that is none."""
    head = _HEAD.match(label)
    if not head or not label.endswith(_TAIL):
        raise ValueError("no label")
    at, end = head.end(), len(label) - len(_TAIL)
    while at < end:
        name, found = next(((name, hit) for name, one in _GRAMMAR.items() if (hit := one.match(label, at, end))), ("", None))
        if found is None:
            raise ValueError(f"no command: {label[at : at + 40]!r}")
        at = found.end()
        if name == "BITMAP":
            x, y, wide, high = map(int, found.groups())
            data, at = label[at : at + wide * high], at + wide * high
            if label[at : at + 2] != b"\r\n":
                raise ValueError("a bitmap is longer than it says")
            yield name, [x, y, wide, high], data
            at += 2
        else:
            *numbers, content = found.groups() if name != "BAR" else (*found.groups(), b"")
            yield name, [int(one) for one in numbers], content


_GRAMMAR = {"BITMAP": _BITMAP, "BAR": _BAR, "BARCODE": _BARCODE, "QRCODE": _QRCODE, "DMATRIX": _DMATRIX}


def drawn(label: bytes, width: int, height: int) -> Image.Image:
    """The label as a printer's memory would hold it."""
    canvas = Image.new("1", (width, height), 1)
    for name, numbers, data in commands(label):
        if name == "BITMAP":
            x, y, wide, high = numbers
            canvas.paste(Image.frombytes("1", (8 * wide, high), data), (x, y))
        elif name == "BAR":
            x, y, wide, high = numbers
            canvas.paste(0, (x, y, x + wide, y + high))
        else:
            _symbol(canvas, name, numbers, data.decode())
    return canvas.convert("L")


def _symbol(canvas: Image.Image, name: str, numbers: list[int], content: str) -> None:
    kind = {"BARCODE": Kind.CODE_128, "QRCODE": Kind.QR, "DMATRIX": Kind.DATA_MATRIX}[name]
    rows = symbols.modules(kind, content)
    x, y, module = numbers[0], numbers[1], {"BARCODE": 3, "QRCODE": 2, "DMATRIX": 4}[name]
    wide = numbers[module]
    high = numbers[2] if kind is Kind.CODE_128 else wide
    if kind is Kind.CODE_128:
        assert numbers[3] == numbers[4]
    if kind is Kind.DATA_MATRIX:
        assert numbers[2:4] == [wide * len(rows)] * 2
        assert numbers[5:] == [len(rows)] * 2
    for down, row in enumerate(rows):
        for right, dark in enumerate(row):
            if dark:
                left, top = x + right * wide, y + down * high
                canvas.paste(0, (left, top, left + wide, top + high))
