"""Where the rows of an import measurement come from: sheets of any length that look like a finance-edition export."""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

HEADER = (
    "资产编号", "资产名称", "资产分类代码", "资产分类名称", "规格型号", "品牌", "数量", "计量单位", "价值类型", "原值", "累计折旧", "净值",
    "取得方式", "取得日期", "入账日期", "会计凭证号", "折旧状态", "使用年限(月)", "已提月数", "资产状态", "使用方向", "管理部门", "管理人",
    "存放地点", "单位预算编码", "单位名称", "是否共享共用", "备注",
)


class Kind(NamedTuple):
    """A kind of asset: what is bought, for how many months, for how much at most (yuan)."""

    name: str
    class_code: str
    models: tuple[str, ...]
    measure_unit: str
    months: int
    price: int


KINDS = (
    Kind("台式计算机", "A02010105", ("启天M450", "超翔TF830", "擎云W525", "开天M740Z"), "台", 72, 9000),
    Kind("便携式计算机", "A02010108", ("昭阳X5", "N60d", "擎云L420"), "台", 72, 12000),
    Kind("A4黑白打印机", "A02021003", ("HL-L5590DN", "P3010DN"), "台", 72, 4000),
    Kind("多功能一体机", "A02020400", ("bizhub 367", "apeos C3070"), "台", 72, 20000),
    Kind("空调机", "A02061804", ("KFR-35GW", "KFR-72LW"), "台", 72, 9000),
    Kind("轿车", "A02030501", ("帕萨特 330TSI", "红旗H5"), "辆", 96, 200000),
    Kind("办公桌", "A05010201", ("1.4m板式", "1.6m实木"), "张", 180, 3000),
    Kind("会议桌", "A05010202", ("2.4m", "3.6m"), "张", 180, 8000),
)
UNITS = (("004011", "城桥中学"), ("004012", "东门小学"), ("001001", "区人民政府办公室"), ("007011", "新华医院分院"))
DEPARTMENTS = ("", "办公室", "财务科", "总务处", "信息科", "业务一科", "业务二科", "人事科")
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗", "伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚丽"


def rows(count: int, seed: int = 1) -> Iterator[Sequence[str]]:
    """`count` good rows; every number differs, the rest repeats itself as such sheets do."""
    dice = random.Random(seed)  # noqa: S311 - figures, not secrets
    for serial in range(1, count + 1):
        yield _row(dice, serial)


def _row(dice: random.Random, serial: int) -> Sequence[str]:
    kind, (unit, unit_name) = dice.choice(KINDS), dice.choice(UNITS)
    bought = date(2012, 1, 1) + timedelta(days=dice.randrange(5000))
    value = dice.randrange(kind.price * 20, kind.price * 100)
    used = min(kind.months, max(0, (date(2026, 10, 1) - bought).days // 30))
    worn = value * used // kind.months
    person = "" if dice.random() < 0.08 else dice.choice(FAMILY) + dice.choice(GIVEN) + dice.choice(("", *GIVEN))
    room = f"{dice.choice('东西南北')}院/{dice.randint(1, 5)}号楼/{dice.randint(1, 9)}层/{dice.randint(101, 950)}室"
    return (
        f"{unit}{bought.year}{serial:07}", kind.name, kind.class_code, kind.name, dice.choice(kind.models), "", "1", kind.measure_unit,
        "原值", _yuan(value), _yuan(worn), _yuan(value - worn), "购置", bought.isoformat(), (bought + timedelta(days=9)).isoformat(),
        f"记-{dice.randint(1, 999):03}", "已完成" if used == kind.months else "提", str(kind.months), str(used),
        dice.choice(("在用", "在用", "在用", "闲置")), "自用", dice.choice(DEPARTMENTS), person, room, unit, unit_name, "否", "",
    )


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def write(path: Path, count: int) -> None:
    """Write a CSV of `count` good rows below the header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))
