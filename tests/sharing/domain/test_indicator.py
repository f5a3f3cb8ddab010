"""Indicators against what a card says: met, missed, or not to be told (B-040)."""

from dataclasses import replace

import pytest

from services.sharing.domain.indicator import Indicator, faults, met
from tests.sharing.domain.samples import ASSET

CASES = [  # relation, value, unit, model → verdict
    ("min", "16", "GB", "M300 16GB", True),
    ("min", "16", "GB", "M300 16 GB", True),
    ("min", "16", "GB", "M300 16G", True),
    ("min", "16", "GB", "M300 8GB", False),
    ("min", "16", "GB", "M300", None),
    ("min", "16", "GB", "M300 8GB/512GB", None),
    ("min", "4", "GB", "M300 8GB/512GB", True),
    ("max", "15", "英寸", "14英寸", True),
    ("max", "13", "英寸", "14英寸", False),
    ("equal", "14", "英寸", "14英寸", True),
    ("equal", "黑色", "", "钢制 黑色", True),
    ("equal", "黑色", "", "钢制", None),
    ("contains", "固态", "", "512GB 固态硬盘", True),
    ("contains", "固态", "", "512GB", None),
]


@pytest.mark.parametrize(("relation", "value", "unit", "model", "verdict"), CASES)
def test_an_indicator_is_judged_only_where_the_card_says_something(relation, value, unit, model, verdict):
    assert met(Indicator("指标", relation, value, unit), replace(ASSET, model=model)) is verdict


def test_brand_model_and_value_are_fields_of_the_card():
    asset = replace(ASSET, brand="联想", model="M300", original_value_fen=500_000)
    assert met(Indicator("品牌", "equal", "联想"), asset) is True
    assert met(Indicator("品牌", "equal", "惠普"), asset) is False
    assert met(Indicator("品牌", "equal", "惠普"), replace(asset, brand="")) is None
    assert met(Indicator("型号", "contains", "m3"), asset) is True
    assert met(Indicator("原值", "max", "0.5", "万元"), asset) is True
    assert met(Indicator("原值", "max", "4999", "元"), asset) is False


def test_faulty_indicators_are_all_named():
    wrong = [Indicator("", "min", "1"), Indicator("内存", "more", "1"), Indicator("内存", "min", "很多")]
    given = [*wrong, Indicator("内存", "min", "16", "GB")]
    assert [(one.field, one.code) for one in faults(given)] == [
        ("indicators[0]", "indicator_incomplete"), ("indicators[1]", "relation_unknown"), ("indicators[2]", "number_malformed"),
    ]  # fmt: skip
    assert [one.code for one in faults([given[3]] * 21)] == ["out_of_range"]


def test_numbers_no_decimal_can_hold_are_faults_and_not_crashes():
    for value in ("NaN", "Infinity", "1e", "１６", "٣"):
        list(faults([Indicator("内存", "min", value, "GB")]))
        met(Indicator("内存", "min", value, "GB"), replace(ASSET, model="8GB"))
