"""Which column of a sheet holds which field: the finance edition's header texts and their newer names (A-070)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registry.domain.importing import faults
from services.registry.domain.importing.card_row import CardRow
from services.registry.domain.importing.cells import Cell, plain
from services.registry.domain.importing.faults import HEADER_ROW, Fault, fault

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "asset_no": ("资产编号",),
    "name": ("资产名称",),
    "class_code": ("资产分类代码",),
    "model": ("规格型号",),
    "brand": ("品牌",),
    "quantity": ("数量",),
    "measure_unit": ("计量单位",),
    "value_type": ("价值类型",),
    "original_value_fen": ("原值",),
    "accumulated_depreciation_fen": ("累计折旧",),
    "net_value_fen": ("净值",),
    "acquisition_method": ("取得方式",),
    "acquired_on": ("取得日期",),
    "booked_on": ("入账日期",),
    "voucher_no": ("会计凭证号",),
    "depreciation_state": ("折旧状态",),
    "service_life_months": ("使用年限(月)",),
    "depreciated_months": ("已提月数",),
    "state": ("资产状态",),
    "use_direction": ("使用方向",),
    "use_department": ("使用部门", "管理部门"),
    "user_name": ("使用人", "管理人"),
    "place": ("存放地点",),
    "unit": ("单位预算编码",),
    "shareable": ("是否共享共用",),
    "remark": ("备注",),
}
"""Field → header texts, the preferred first. 资产分类名称 and 单位名称 follow from the codes and are not read."""

REQUIRED = frozenset(
    {"asset_no", "name", "class_code", "quantity", "original_value_fen", "acquired_on", "state", "unit"}
)
DERIVED = frozenset({"资产分类名称", "单位名称"})
_WIDE = str.maketrans({"（": "(", "）": ")", "*": None, " ": None, "\u3000": None, "\n": None, "\ufeff": None})


@dataclass(frozen=True, slots=True)
class Header:
    """A usable header: per field of a card the column's index (None where absent) and text, and what is not read."""

    columns: tuple[int | None, ...]
    texts: tuple[str, ...]
    width: int
    ignored: tuple[str, ...]


def read_header(cells: Sequence[Cell]) -> Header | tuple[Fault, ...]:
    """Find every field's column, or say which required ones are missing and which stand twice."""
    shown = [plain(cell) for cell in cells]
    names = [text.translate(_WIDE).removesuffix("(元)") for text in shown]
    found = {field: _place(field, names) for field in CardRow._fields}
    wrong = [fault(HEADER_ROW, HEADINGS[field][-1], faults.COLUMN_MISSING, "") for field in CardRow._fields
             if field in REQUIRED and found[field] is None]
    used = {index for index in found.values() if index is not None}
    taken = {names[index] for index in used}
    wrong += [fault(HEADER_ROW, shown[index], faults.COLUMN_REPEATED, shown[index]) for index, name in enumerate(names)
              if name in taken and index not in used]
    if wrong:
        return tuple(wrong)
    return Header(
        columns=tuple(found.values()),
        texts=tuple(HEADINGS[field][-1] if index is None else shown[index] for field, index in found.items()),
        width=max((index for index, name in enumerate(names) if name), default=-1) + 1,
        ignored=tuple(shown[index] for index, name in enumerate(names) if name and index not in used and name not in DERIVED),
    )


def _place(field: str, names: Sequence[str]) -> int | None:
    return next((names.index(heading) for heading in HEADINGS[field] if heading in names), None)
