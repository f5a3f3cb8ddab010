"""A small finance-edition export for the walk: good rows and faulty ones whose rows and columns are known."""

import csv
from pathlib import Path

HEADER = (
    "资产编号", "资产名称", "资产分类代码", "资产分类名称", "规格型号", "品牌", "数量", "计量单位", "价值类型", "原值", "累计折旧", "净值",
    "取得方式", "取得日期", "入账日期", "会计凭证号", "折旧状态", "使用年限(月)", "已提月数", "资产状态", "使用方向", "管理部门", "管理人",
    "存放地点",
    "单位预算编码", "单位名称", "是否共享共用", "备注",
)
GOOD = 12


def write(path: Path, unit: str, name: str) -> None:
    """12 good rows, then one with an amount that is none (row 14, 原值) and one with an unknown state (row 15, 资产状态)."""
    rows = [_row(unit, name, number) for number in range(GOOD)]
    rows.append(_row(unit, name, GOOD) | {"原值": "一千元"})
    rows.append(_row(unit, name, GOOD + 1) | {"资产状态": "不详"})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader()
        writer.writerows(rows)


def _row(unit: str, name: str, number: int) -> dict[str, str]:
    what, code = ("台式计算机", "A02010105") if number else ("触控一体机", "A02020800")
    return {
        "资产编号": f"{unit}2024{number:07d}", "资产名称": what, "资产分类代码": code, "资产分类名称": what, "规格型号": "超翔",
        "品牌": "同方",
        "数量": "1", "计量单位": "台", "价值类型": "原值", "原值": "5000.00", "累计折旧": "1000.00", "净值": "4000.00",
        "取得方式": "购置", "取得日期": "2024-03-15", "入账日期": "2024-03-20", "会计凭证号": "记-12", "折旧状态": "提",
        "使用年限(月)": "72", "已提月数": "12", "资产状态": "在用", "使用方向": "自用", "管理部门": "" if number else "总务处",
        "管理人": "", "存放地点": "北院/2号楼/3层/301室", "单位预算编码": unit, "单位名称": name, "是否共享共用": "否", "备注": "",
    }
