"""Scores: six criteria, each explained; the nearer, newer, better and more, the higher."""

from dataclasses import replace
from datetime import date

import pytest

from services.sharing.domain.audience import Place
from services.sharing.domain.indicator import Indicator
from services.sharing.domain.matching import Need, Supply, beginnings, kin, score
from services.sharing.domain.offer import Mode
from tests.sharing.domain.samples import ASSET, OWNER

TODAY = date(2026, 11, 20)
NEED = Need("A02010105", 1, (), None, OWNER.place)
SUPPLY = Supply(replace(ASSET, service_life_months=72), Mode.TRANSFER, OWNER.place)


def part(name, need=NEED, supply=SUPPLY, today=TODAY):
    return next(one for one in score(need, supply, today).criteria if one.name == name)


def test_the_best_offer_gets_every_point_but_for_its_years():
    found = score(NEED, SUPPLY, TODAY)
    assert [(one.name, one.most) for one in found.criteria] == [
        ("class", 40), ("indicators", 20), ("place", 15), ("age", 10), ("condition", 10), ("quantity", 5),
    ]  # fmt: skip
    assert found.points == 90 + 5
    assert part("age").explanation == "已使用 2 年 8 个月，使用年限 6 年"
    assert found.enough
    assert found.serves


@pytest.mark.parametrize(("path", "points", "words"), [
    ("31/3101/310151/310151-004001/310151-004012", 15, "同一部门"), ("31/3101/310151/310151-007001", 13, "同一区县"),
    ("31/3101/310115/310115-004001", 10, "同一地市"), ("31/3102/310201", 5, "同一省份"), ("43/4301", 2, "外省"),
])  # fmt: skip
def test_nearer_is_better(path, points, words):
    found = part("place", supply=replace(SUPPLY, place=Place(path)))
    assert (found.points, found.explanation) == (points, f"地点：{words}")


def test_classes_count_by_how_near_they_are():
    def points(code, wanted="A02010105"):
        return part("class", replace(NEED, class_code=wanted), replace(SUPPLY, asset=replace(ASSET, class_code=code))).points

    assert [points("A02010105"), points("A0201010501"), points("A02010108"), points("A02020400"), points("A05010201")] == [40, 40, 20, 0, 0]
    assert points("A02010108", "A0201") == 40
    assert [kin("A02010105"), kin("A0202"), kin("A02")] == ["A020101", "", ""]
    assert beginnings("A02010105") == ["A02010105", "A020101", "A0201", "A02"]


def test_an_indicator_that_cannot_be_judged_earns_half_and_says_so():
    wanted = (Indicator("内存", "min", "16", "GB"), Indicator("颜色", "equal", "黑"))
    found = part("indicators", replace(NEED, indicators=wanted), replace(SUPPLY, asset=replace(ASSET, model="32GB")))
    assert (found.points, found.explanation) == (15, "内存≥16GB：符合（32GB）；颜色＝黑：未注明")
    missed = score(replace(NEED, indicators=wanted), replace(SUPPLY, asset=replace(ASSET, model="8GB")), TODAY)
    assert missed.enough
    assert not missed.serves


def test_old_bad_and_few_count_less():
    assert part("age", supply=replace(SUPPLY, asset=replace(ASSET, service_life_months=24))).explanation.endswith("已满")
    bought = [replace(SUPPLY, asset=replace(ASSET, acquired_on=date(year, 1, 1))) for year in (2025, 2022, 2018, 2000)]
    assert [part("age", supply=one).points for one in bought] == [10, 7, 4, 1]
    states = [part("condition", supply=replace(SUPPLY, asset=replace(ASSET, state=state))).points
              for state in ("idle", "in_use", "inefficient", "awaiting_disposal", "")]  # fmt: skip
    assert states == [10, 8, 6, 4, 2]
    assert [part("quantity", replace(NEED, quantity=many)).points for many in (1, 2, 10)] == [5, 2, 0]


def test_the_wrong_mode_fits_nothing():
    found = score(replace(NEED, mode=Mode.SHARE), SUPPLY, TODAY)
    assert (found.points, found.enough) == (0, False)
