"""主要指标 as a clerk types them, one in a line (B-016)."""

import pytest

from services.gateway.pages.feature_lines import features, lines
from services.gateway.pages.usual_indicators import ANYWAY, usual


@pytest.mark.parametrize(("line", "told"), [
    ("内存 16GB", ("内存", "16", "GB")), ("硬盘：512GB", ("硬盘", "512", "GB")), ("成色 八成新", ("成色", "八成新", "")),
    ("排量=1.8 L", ("排量", "1.8", "L")), ("内存16GB", ("内存", "16", "GB")), ("尺寸: 120×60×75cm", ("尺寸", "120×60×75cm", "")),
    ("处理器\tIntel i5-12400", ("处理器", "Intel i5-12400", "")), ("座位数　5座", ("座位数", "5", "座")), ("成色", ("成色", "", "")),
])  # fmt: skip
def test_a_line_is_a_name_and_a_value_however_they_are_parted(line, told):
    [one] = features(f"\n  {line} \r\n\n")
    assert (one.name, one.value, one.measure_unit) == told


def test_what_was_typed_comes_back_as_lines_that_say_the_same():
    told = features("内存 16GB\n成色 八成新\n尺寸：120×60cm")
    assert lines(told) == "内存 16GB\n成色 八成新\n尺寸 120×60cm"
    assert features(lines(told)) == told


def test_the_usual_indicators_are_those_of_the_nearest_class():  # B-040
    assert usual("a02010105")[:3] == ("内存 GB", "硬盘 GB", "处理器")
    assert usual("A02030501")[:2] == ("排量 L", "座位数 座")
    assert usual("A0103")[0] == "土地面积 ㎡"
    assert usual("A01010201")[0] == "建筑面积 ㎡"
    assert usual("A05010201")[0] == "尺寸 "[:2]
    assert usual("") == ANYWAY
