"""How the example's cards come to be: a fixed seed, so that the same number of cards is always the same cards.

Depreciation is counted to the end of October 2026, straight and by the month from the month of acquisition on (政府会计准则
第3号应用指南，财会〔2017〕4号), so that original value − accumulated depreciation = net value to the fen.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from itertools import accumulate
from random import Random

from services.operations.example import large
from services.operations.example.kinds import KINDS, Kind

HEADER = (
    "资产编号", "资产名称", "资产分类代码", "资产分类名称", "规格型号", "品牌", "数量", "计量单位", "价值类型", "原值", "累计折旧", "净值",
    "取得方式", "取得日期", "入账日期", "会计凭证号", "折旧状态", "使用年限(月)", "已提月数", "资产状态", "使用方向", "管理部门", "管理人",
    "存放地点", "单位预算编码", "单位名称", "是否共享共用", "备注",
)
SERIES = 9_000_000
"""Example numbers have a series of their own, so that a real export can be imported beside them."""
FIRST_DAY, DAYS, LAST_MONTH = date(2012, 1, 1), 5000, 2026 * 12 + 10
DEPARTMENTS = ("办公室", "财务科", "人事科", "信息科", "总务处", "后勤保障部", "业务一科", "业务二科", "")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
METHODS = ("购置", "购置", "购置", "无偿调入", "自建", "接受捐赠")
STATES = ("在用", "闲置", "待处置", "低效运转", "出租出借")
_STATE_SHARES = tuple(accumulate((830, 70, 45, 35, 20)))
_KIND_SHARES = tuple(accumulate(kind.share for kind in KINDS))


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the example, by its budget code."""

    budget_code: str
    name: str


def units() -> list[Unit]:
    """The units of organisations.csv, in its order."""
    text = files(__package__).joinpath("organisations.csv").read_text(encoding="utf-8-sig")
    return [Unit(row["单位预算编码"], row["单位名称"]) for row in csv.DictReader(text.splitlines())]


def cards(count: int, *, seed: int = 20261121) -> Iterator[tuple[str, ...]]:
    """`count` rows under HEADER, all cells text, in constant memory."""
    dice, holders = Random(seed), units()  # noqa: S311  # invented cards, not secrets
    weights = tuple(accumulate(1000 // (place + 1) for place in range(len(holders))))
    for number in range(1, count + 1):
        unit = dice.choices(holders, cum_weights=weights)[0]
        kind = dice.choices(KINDS, cum_weights=_KIND_SHARES)[0]
        card = _card(dice, number, unit, kind)
        yield _large(number, large.LARGE[number], {each.budget_code: each for each in holders}) if number in large.LARGE else card


def _card(dice: Random, number: int, unit: Unit, kind: Kind) -> tuple[str, ...]:
    acquired = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
    booked = acquired + timedelta(days=dice.randrange(1, 31))
    nominal = dice.random() < 0.003
    value = 100 if nominal else dice.randrange(kind.cheapest, kind.dearest)
    life = 0 if nominal else kind.life
    months = min(LAST_MONTH - acquired.year * 12 - acquired.month + 1, life)
    written = value * months // life if life else 0
    depreciation = "不提" if not life else "已完成" if months == life else "提"
    state = dice.choices(STATES, cum_weights=_STATE_SHARES)[0]
    person = dice.choice(SURNAMES) + dice.choice(GIVEN) + (dice.choice(GIVEN) if dice.random() < 0.6 else "")
    return (
        f"{unit.budget_code}{acquired.year}{SERIES + number}", kind.name, kind.code, kind.name, dice.choice(kind.models), "", "1",
        kind.measure,
        "名义金额" if nominal else "原值", yuan(value), yuan(written), yuan(value - written), dice.choice(METHODS), acquired.isoformat(),
        booked.isoformat(), f"记-{dice.randrange(1, 1000):03d}", depreciation, str(life), str(months),
        state, "出租" if state == "出租出借" else "自用", dice.choice(DEPARTMENTS), person if dice.random() < 0.92 else "", _place(dice),
        unit.budget_code, unit.name, "是" if dice.random() < 0.06 else "否", "",
    )


def _large(number: int, one: large.Large, holders: Mapping[str, Unit]) -> tuple[str, ...]:
    """A card that is past its life: written off to nothing, waiting for its disposal."""
    unit, day = holders[one.budget_code], one.acquired.isoformat()
    return (
        f"{unit.budget_code}{one.acquired.year}{SERIES + number}", one.name, large.CODE, large.CLASS_NAME, one.model, "", "1", "台",
        "原值", yuan(one.value), yuan(one.value), yuan(0), "购置", day, day, f"记-{number:03d}", "已完成", str(large.LIFE), str(large.LIFE),
        large.STATE, "自用", "信息科", "王磊", "东院/1号楼/1层/101室", unit.budget_code, unit.name, "否", "",
    )


def _place(dice: Random) -> str:
    return f"{dice.choice('东南西北')}院/{dice.randrange(1, 5)}号楼/{dice.randrange(1, 10)}层/{dice.randrange(101, 999)}室"


def yuan(fen: int) -> str:
    """Fen as the export writes them: yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"
