"""Indicators against what a card says: met, missed, or not to be told (B-040)."""

from dataclasses import replace

import pytest

from services.sharing.domain.feature import Feature
from services.sharing.domain.indicator import Indicator, faults, met, verdict
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
FEATURES = [  # wanted, feature → what the score says
    (("内存", "min", "16", "GB"), ("内存", "16", "GB"), "内存≥16GB：符合（16GB）"),
    (("内存", "min", "16", "GB"), ("运行内存", "8GB DDR4", ""), "内存≥16GB：不符合（8GB DDR4）"),
    (("内存", "min", "16", "GB"), ("内存", "16", ""), "内存≥16GB：符合（16）"),
    (("内存", "min", "16", "GB"), ("内存", "很大", ""), "内存≥16GB：无法比较（很大）"),
    (("硬盘", "min", "512", "GB"), ("固态硬盘", "1TB", ""), "硬盘≥512GB：符合（1TB）"),
    (("内存", "min", "16384", "MB"), ("内存", "16", "GB"), "内存≥16384MB：符合（16GB）"),
    (("硬盘", "min", "1", "TB"), ("硬盘", "1000GB", ""), "硬盘≥1TB：符合（1000GB）"),
    (("硬盘", "min", "1", "TB"), ("硬盘", "512GB固态", ""), "硬盘≥1TB：不符合（512GB固态）"),
    (("排量", "max", "1.8", "L"), ("排量", "1798", "mL"), "排量≤1.8L：符合（1798mL）"),
    (("排量", "max", "1.8", "升"), ("排量", "2.0L", ""), "排量≤1.8升：不符合（2.0L）"),
    (("排量", "max", "1.8", ""), ("排量", "1798", "mL"), "排量≤1.8：符合（1798mL）"),
    (("面积", "min", "100", "㎡"), ("建筑面积", "120.50", "㎡"), "面积≥100㎡：符合（120.50㎡）"),
    (("面积", "min", "100", "平方米"), ("建筑面积", "90", "m²"), "面积≥100平方米：不符合（90m²）"),
    (("土地面积", "min", "2", "亩"), ("土地面积", "1400", "㎡"), "土地面积≥2亩：符合（1400㎡）"),
    (("行驶里程", "max", "10", "万公里"), ("里程", "85,000", "km"), "行驶里程≤10万公里：符合（85,000km）"),
    (("座位数", "min", "7", "座"), ("座位数", "5", "座"), "座位数≥7座：不符合（5座）"),
    (("座位数", "min", "5", ""), ("核定载客", "5人", ""), "座位数≥5：符合（5人）"),
    (("质保", "min", "2", "年"), ("保修期", "24个月", ""), "质保≥2年：符合（24个月）"),
    (("功率", "max", "2", "kW"), ("功率", "1500W", ""), "功率≤2kW：符合（1500W）"),
    (("成色", "min", "8", "成"), ("成色", "九五成新", ""), "成色≥8成：符合（九五成新）"),
    (("成色", "min", "80", "%"), ("成色", "七成新", ""), "成色≥80%：不符合（七成新）"),
    (("主频", "min", "3", "GHz"), ("主频", "2900MHz", ""), "主频≥3GHz：不符合（2900MHz）"),
    (("核心数", "min", "6", "核"), ("核心数", "8核16线程", ""), "核心数≥6核：符合（8核16线程）"),
    (("市场价", "max", "0.5", "万元"), ("市场价", "4,500元", ""), "市场价≤0.5万元：符合（4,500元）"),
    (("颜色", "equal", "黑色", ""), ("颜色", "黑色", ""), "颜色＝黑色：符合（黑色）"),
    (("颜色", "equal", "黑色", ""), ("颜色", "白色", ""), "颜色＝黑色：不符合（白色）"),
    (("颜色", "equal", "黑", ""), ("颜色", "黑色", ""), "颜色＝黑：无法比较（黑色）"),
    (("处理器", "contains", "I5", ""), ("CPU", "Intel i5-12400", ""), "处理器含I5：符合（Intel i5-12400）"),
    (("处理器", "contains", "i7", ""), ("CPU", "Intel i5-12400", ""), "处理器含i7：不符合（Intel i5-12400）"),
    (("座位数", "min", "5", "座"), ("排量", "1.6", "L"), "座位数≥5座：未注明"),
]


@pytest.mark.parametrize(("relation", "value", "unit", "model", "verdict"), CASES)
def test_an_indicator_is_judged_only_where_the_card_says_something(relation, value, unit, model, verdict):
    assert met(Indicator("指标", relation, value, unit), replace(ASSET, model=model)) is verdict


@pytest.mark.parametrize(("wanted", "told", "explained"), FEATURES)
def test_an_indicator_is_judged_by_the_feature_of_its_name_and_says_what_was_found(wanted, told, explained):  # B-040
    one = Indicator(*wanted)
    assert f"{one.chinese}：{verdict(one, replace(ASSET, features=(Feature(*told),))).chinese}" == explained


def test_a_feature_outweighs_what_the_text_of_the_card_seems_to_say():
    asset = replace(ASSET, model="M300 8GB/512GB", brand="联想", features=(Feature("内存", "16", "GB"), Feature("品牌", "联想 ThinkPad")))
    assert met(Indicator("内存", "min", "16", "GB"), asset) is True
    assert met(Indicator("内存", "min", "16", "GB"), replace(asset, features=())) is None
    assert met(Indicator("品牌", "contains", "ThinkPad"), asset) is True
    assert verdict(Indicator("原值", "max", "1", "万元"), replace(asset, original_value_fen=500_000)).chinese == "符合（0.5万元）"


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
