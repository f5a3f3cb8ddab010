"""What is told of an asset by name: by its card in a list that names nobody, by its handler in lines that are checked (B-016)."""

from services.sharing.domain.feature import OF_CARD, Feature, faults, merged, named, of_card, stripped


def test_a_card_tells_what_bears_on_its_use_and_nothing_that_names_anybody():
    vehicle = {
        "plate_no": "沪A12345", "vin": "LSVAU2180N2183294", "engine_no": "E1", "use_class": "机要通信",
        "displacement_ml": 1798.0, "seats": 5.0, "mileage_km": 85000.0,
    }  # fmt: skip
    told = [f"{one.name} {one.chinese}" for one in of_card("vehicle", vehicle)]
    assert told == ["排量 1798mL", "座位数 5座", "行驶里程 85000公里"]
    house = {"location": "城桥镇1号", "certificate_no": "沪字1号", "structure": "砖混结构", "floor_area": "120.50"}
    assert of_card("house", house) == (Feature("建筑结构", "砖混结构"), Feature("建筑面积", "120.50", "㎡"))
    assert of_card("other", {"description": "王老师的柜子"}) == ()
    fields_told = {field for fields in OF_CARD.values() for field, _, _ in fields}
    never = {
        "plate_no", "vin", "engine_no", "serial_no", "certificate_no", "registration_no", "contract_no", "invoice_no", "holder", "location",
        "description", "supplier",
    }  # fmt: skip
    assert not fields_told & never


def test_a_handlers_line_outweighs_the_cards_of_the_same_name():
    card = (Feature("建筑面积", "120", "㎡"), Feature("建筑结构", "砖混结构"))
    assert merged(card, (Feature("面积", "118", "平方米"),)) == (Feature("面积", "118", "平方米"), Feature("建筑结构", "砖混结构"))
    assert merged(card, ()) == card


def test_features_are_found_by_any_name_people_use_for_them():
    features = (Feature("运行内存", "16", "GB"), Feature("固态硬盘", "512", "GB"), Feature("CPU（型号）", "i5-12400"))
    found = [named(name, features) for name in ("内存", "硬盘", "处理器", "显卡")]
    assert [one and one.value for one in found] == ["16", "512", "i5-12400", None]
    assert named("建筑面积", (Feature("面积", "100"), Feature("建筑面积", "90"))) == Feature("建筑面积", "90")


def test_a_faulty_line_is_named_with_what_is_wrong_with_it():
    lines = stripped([
        Feature("内存", " "), Feature("内", "一" * 101), Feature("硬盘", "512", "GB"), Feature("硬 盘", "1", "TB"), Feature("车牌号", "x"),
        Feature("备注", "请找王老师13800005678"), Feature("说明", "原沪A12345"), Feature("成色", "八成新"),
    ])  # fmt: skip
    found = [(one.field, one.code) for one in faults(lines)]
    assert found == [
        ("features[0]", "feature_incomplete"), ("features[1]", "too_long"), ("features[3]", "feature_repeated"),
        ("features[4]", "feature_not_public"), ("features[5]", "feature_not_public"), ("features[6]", "feature_not_public"),
    ]  # fmt: skip
    assert next(faults(lines)).message == "第 1 项主要指标：请写明名称和数值，例如“内存 16GB”。"
    assert [one.code for one in faults([Feature(str(each), "1") for each in range(21)])] == ["out_of_range"]
