"""What a label template is: a stock, and what stands where on it. Lengths are millimetres from the upper left corner."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an element draws."""

    TEXT = "text"
    CODE_128 = "code128"
    QR = "qr"
    DATA_MATRIX = "data_matrix"
    LINE = "line"


SYMBOLS = frozenset({Kind.CODE_128, Kind.QR, Kind.DATA_MATRIX})


class Field(StrEnum):
    """What an element says of the asset."""

    ASSET_NO = "asset_no"
    UNIT_NAME = "unit_name"
    NAME = "name"
    CLASS_NAME = "class_name"
    CLASS_CODE = "class_code"
    MODEL = "model"
    DEPARTMENT = "department"
    USER = "user"
    PLACE = "place"
    ACQUIRED_ON = "acquired_on"
    WARNING = "warning"
    FIXED = "fixed"


class Align(StrEnum):
    """Where a line of text stands in its box."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Sheet:
    """A page of labels, such as A4 with three columns and eight rows."""

    page_width_mm: float
    page_height_mm: float
    columns: int
    rows: int
    margin_left_mm: float
    margin_top_mm: float
    gap_x_mm: float = 0
    gap_y_mm: float = 0


@dataclass(frozen=True)
class Stock:
    """One label's size; `sheet` is None for a roll, whose labels stand `gap_mm` apart."""

    width_mm: float
    height_mm: float
    gap_mm: float = 2
    sheet: Sheet | None = None


@dataclass(frozen=True)
class Element:
    """One text, symbol or line in its box. `text` stands before the value, or is the whole for `fixed` and `warning`."""

    kind: Kind
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    field: Field | None = None
    text: str = ""
    font_mm: float = 3
    bold: bool = False
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Template:
    """A template as saved: it must be readable from printers of `dpi` and finer, for asset numbers of up to `asset_no_length`."""

    code: str
    name: str
    stock: Stock
    elements: tuple[Element, ...]
    dpi: int = 203
    asset_no_length: int = 16
    region: str = ""
    version: int = 0


@dataclass(frozen=True)
class Card:
    """What a label can say of one asset; `issue` counts its labels, 2 and more are marked 补印 (reprint)."""

    asset_no: str
    unit_name: str
    name: str
    class_name: str = ""
    class_code: str = ""
    model: str = ""
    department: str = ""
    user: str = ""
    place: str = ""
    acquired_on: str = ""
    issue: int = 1
