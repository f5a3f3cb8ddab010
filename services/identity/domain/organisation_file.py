"""What an organisation file (CSV) says, and everything that is wrong with it at once, by row and column.

Rows are the file's own, the header being row 1. The checks: form of each cell, then duplicates, then the tree that
results from the file laid over what is known already.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from services.identity.domain.organisation import FUNDINGS_BY_NAME, KINDS_BY_NAME, Kind, Particulars, organisation_id
from services.identity.domain.regions import is_region_code

CODE, NAME, KIND, PARENT, REGION, CREDIT, FUNDING = HEADER = (
    "单位预算编码", "单位名称", "单位类型", "上级单位预算编码", "财政区划", "统一社会信用代码", "经费形式",
)
MAX_ROWS = 50_000
_BUDGET_CODE = re.compile(r"[0-9A-Za-z]{3,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileFault:
    """One faulty cell: the file's row (0: the file itself), the header text, a stable code, a Chinese sentence, the value."""

    row: int
    column: str
    code: str
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One good row."""

    row: int
    told: Particulars


@dataclass(frozen=True, slots=True)
class Known:
    """What the tree holds already of one organisation."""

    parent_id: str | None
    kind: Kind


@dataclass
class Reading:
    """What a reading found; `lines` may be followed only when there are no faults."""

    rows: int = 0
    lines: list[Line] = field(default_factory=list)
    faults: list[FileFault] = field(default_factory=list)
    warnings: list[FileFault] = field(default_factory=list)


def read(content: bytes, known: Mapping[str, Known], is_credit_code: Callable[[str], bool]) -> Reading:
    """Read and check the whole file against the organisations that exist already (id → Known)."""
    reading = Reading()
    text = _text(content)
    if text is None:
        reading.faults.append(FileFault(0, "", "encoding", "文件既不是 UTF-8 也不是 GB18030 编码，请另存为“CSV UTF-8”。"))
        return reading
    try:
        _rows(text, reading, is_credit_code)
    except csv.Error:
        reading.faults.append(FileFault(0, "", "not_csv", "文件不是有效的 CSV。"))
        return reading
    _duplicates(reading)
    _tree(reading, known)
    reading.faults.sort(key=lambda fault: fault.row)
    return reading


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _rows(text: str, reading: Reading, is_credit_code: Callable[[str], bool]) -> None:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [cell.strip() for cell in next(rows, [])]
    if missing := [name for name in HEADER[:5] if name not in header]:
        reading.faults.append(FileFault(1, "、".join(missing), "column_missing", f"表头缺少：{'、'.join(missing)}。"))
        return
    for number, cells in enumerate(rows, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        reading.rows += 1
        if reading.rows > MAX_ROWS:
            reading.faults.append(FileFault(number, "", "too_many_rows", f"一次最多导入 {MAX_ROWS} 行，请拆分文件。"))
            return
        row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        _row(number, {name: row.get(name, "") for name in HEADER}, reading, is_credit_code)


def _row(number: int, row: dict[str, str], reading: Reading, is_credit_code: Callable[[str], bool]) -> None:
    if faults := list(_cell_faults(number, row)):
        reading.faults += faults
        return
    if row[CREDIT] and not is_credit_code(row[CREDIT]):
        reading.warnings.append(FileFault(number, CREDIT, "credit_code", "统一社会信用代码的校验位不符，请核对。", row[CREDIT]))
    parent_id = organisation_id(row[REGION], row[PARENT])
    kind, funding = KINDS_BY_NAME[row[KIND]], FUNDINGS_BY_NAME[row[FUNDING]]
    reading.lines.append(Line(number, Particulars(row[REGION], row[CODE], row[NAME], kind, parent_id, funding, row[CREDIT])))


def _cell_faults(number: int, row: dict[str, str]) -> Iterator[FileFault]:
    for column in (CODE, NAME, KIND, REGION):
        if not row[column]:
            yield FileFault(number, column, "empty", f"{column}不能为空。")
    if len(row[NAME]) > 200:
        yield FileFault(number, NAME, "too_long", "单位名称不能超过 200 个字。", row[NAME][:50])
    for column in (CODE, PARENT):
        if row[column] and (message := _code_fault(row[column])):
            yield FileFault(number, column, "budget_code", message, row[column])
    if row[KIND] and row[KIND] not in KINDS_BY_NAME:
        yield FileFault(number, KIND, "kind_unknown", f"单位类型须为{'、'.join(KINDS_BY_NAME)}之一。", row[KIND])
    if row[REGION] and not is_region_code(row[REGION]):
        yield FileFault(number, REGION, "region", "财政区划须为 2、4 或 6 位数字。", row[REGION])
    if row[FUNDING] not in FUNDINGS_BY_NAME:
        yield FileFault(number, FUNDING, "funding_unknown", "经费形式须为全额、差额、自收自支之一，或留空。", row[FUNDING])


def _code_fault(code: str) -> str:
    if not _BUDGET_CODE.fullmatch(code):
        return "预算编码由 3 到 20 位字母或数字组成。"
    if code.isdigit() and len(code) < 6:
        return "预算编码至少 6 位；前面的 0 可能被表格软件去掉了，请把该列设为文本。"
    return ""


def _duplicates(reading: Reading) -> None:
    first: dict[str, int] = {}
    for line in reading.lines:
        earlier = first.setdefault(line.told.id, line.row)
        if earlier != line.row:
            reading.faults.append(FileFault(line.row, CODE, "duplicate", f"与第 {earlier} 行重复。", line.told.budget_code))


def _tree(reading: Reading, known: Mapping[str, Known]) -> None:
    faulty = {fault.row for fault in reading.faults}
    told = {line.told.id: Known(line.told.parent_id, line.told.kind) for line in reading.lines if line.row not in faulty}
    tree = {**known, **told}
    for line in reading.lines:
        if line.row in faulty:
            continue
        if fault := _place_fault(line, tree, unreadable=bool(faulty)):
            reading.faults.append(fault)


def _place_fault(line: Line, tree: Mapping[str, Known], *, unreadable: bool) -> FileFault | None:
    told, parent = line.told, tree.get(line.told.parent_id)
    code = told.parent_id.partition("-")[2]
    if told.parent_id == told.id or _circles(told.id, tree):
        return FileFault(line.row, PARENT, "cycle", "上级关系成环：该单位成了自己的上级。", code)
    if parent is None and told.parent_id != told.region:
        hint = "；它所在的行也有错误" if unreadable else ""
        return FileFault(line.row, PARENT, "parent_unknown", f"文件和系统中都没有这个上级单位{hint}。", code)
    if told.kind is Kind.SECTION and (parent is None or parent.kind is Kind.REGION):
        return FileFault(line.row, PARENT, "section_without_unit", "内设机构须有上级单位。", code)
    if told.kind is Kind.DEPARTMENT and parent is not None and parent.kind not in (Kind.REGION, Kind.DEPARTMENT):
        return FileFault(line.row, PARENT, "department_below_unit", "主管部门的上级只能是主管部门或财政区划。", code)
    return None


def _circles(start: str, tree: Mapping[str, Known]) -> bool:
    seen, here = {start}, tree[start].parent_id
    while here and here in tree:
        if here in seen:
            return here == start
        seen.add(here)
        here = tree[here].parent_id
    return False
