"""What a label template looks like: a stock, and what stands where on it. Lengths are millimetres from the upper left corner."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.gateway.api.values import BIGGEST, Asked, Flag, Line, Name, OrganisationId, Said

TemplateCode = Annotated[str, StringConstraints(pattern=r"^[0-9a-z-]{1,40}$")]
Millimetres = Annotated[float, Field(ge=0, le=1000)]
Align = Literal["left", "centre", "right"]
ElementKind = Literal["text", "code128", "qr", "data_matrix", "line"]
LabelField = Literal[
    "", "asset_no", "unit_name", "name", "class_name", "class_code", "model", "department", "user", "place", "acquired_on", "warning",
    "fixed",
]  # fmt: skip
Dpi = Literal[203, 300, 600]


class Sheet(Asked):
    """A page of labels, such as A4 with three columns and eight rows."""

    page_width_mm: Millimetres
    page_height_mm: Millimetres
    columns: int = Field(ge=1, le=50)
    rows: int = Field(ge=1, le=100)
    margin_left_mm: Millimetres = 0
    margin_top_mm: Millimetres = 0
    gap_x_mm: Millimetres = 0
    gap_y_mm: Millimetres = 0


class Stock(Asked):
    """One label's size; without `sheet` a roll, whose labels stand `gap_mm` apart."""

    width_mm: Millimetres
    height_mm: Millimetres
    gap_mm: Millimetres = 2
    sheet: Sheet | None = None


class Element(Asked):
    """One text, symbol or line in its box; a symbol always says the asset number."""

    kind: ElementKind
    field: LabelField = ""
    text: Line = ""
    x_mm: Millimetres
    y_mm: Millimetres
    width_mm: Millimetres
    height_mm: Millimetres
    font_mm: Millimetres = 3
    bold: Flag = False
    align: Align = "left"


class Draft(Asked):
    """A template as it is to be."""

    name: Name
    stock: Stock
    elements: Annotated[list[Element], Field(max_length=60)]
    dpi: Dpi = 203
    asset_no_length: int = Field(default=16, ge=1, le=40, description="the longest asset number it must carry")


class DraftToCheck(Draft):
    """A template to examine or preview without saving."""

    code: TemplateCode = "draft"
    region: OrganisationId | None = None


class SaveTemplate(Draft):
    """A template for a region; `version` is the one that was seen, 0 for a new one."""

    region: OrganisationId
    version: int = Field(default=0, ge=0, le=BIGGEST)


class SaidSheet(Said):
    """A page of labels."""

    page_width_mm: float
    page_height_mm: float
    columns: int
    rows: int
    margin_left_mm: float
    margin_top_mm: float
    gap_x_mm: float
    gap_y_mm: float


class SaidStock(Said):
    """One label's size, and its sheet where it is not a roll."""

    width_mm: float
    height_mm: float
    gap_mm: float
    sheet: SaidSheet | None


class SaidElement(Said):
    """One text, symbol or line in its box."""

    kind: str
    field: str
    text: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    font_mm: float
    bold: bool
    align: str


class Template(Said):
    """A label template; without `region` it comes with the product."""

    code: str
    name: str
    region: str
    version: int
    stock: SaidStock
    elements: list[SaidElement]
    dpi: int
    asset_no_length: int


class Templates(Said):
    """The templates that hold for an organisation."""

    items: list[Template]


class TemplateFault(Said):
    """One thing wrong with a template."""

    field: str
    message: str


class Checked(Said):
    """What is wrong with a template; nothing when it may be saved."""

    faults: list[TemplateFault]


class OrganisationQuery(Asked):
    """For which organisation; without one, that of the caller's post."""

    organisation: OrganisationId | None = None


class RegionQuery(Asked):
    """Of which region."""

    region: OrganisationId


class PreviewQuery(Asked):
    """By which template, from a printer of which density."""

    template: TemplateCode
    dpi: Dpi = 203
