"""What moves along when an organisation moves."""

from services.identity.domain.organisation import Kind, Organisation, Particulars, region_particulars
from services.identity.domain.tree import follow


def unit(code, parent, name=""):
    return Particulars("310151", code, name or code, Kind.DEPARTMENT, f"310151-{parent}" if parent else "310151")


def told(*units):
    return {each.id: each for each in units}


def a_tree():
    tree: dict[str, Organisation] = {}
    regions = {code: region_particulars(code) for code in ("31", "3101", "310151")}
    follow(tree, regions | told(unit("000001", ""), unit("000002", "000001"), unit("000003", "000002"), unit("000009", "")))
    return tree


def test_paths_run_from_the_root():
    assert a_tree()["310151-000003"].path == "31/3101/310151/310151-000001/310151-000002/310151-000003"


def test_regions_are_named_from_their_codes():
    assert [a_tree()[code].name for code in ("31", "3101", "310151")] == ["上海市", "市辖区", "崇明区"]
    assert region_particulars("999999").name == "999999"


def test_descendants_move_along_each_with_one_new_version():
    tree = a_tree()
    followed = follow(tree, told(unit("000001", "000009")))
    assert [(each.id[-1], each.version) for each in followed.changed] == [("1", 2), ("2", 2), ("3", 2)]
    assert tree["310151-000003"].path.endswith("000009/310151-000001/310151-000002/310151-000003")


def test_one_that_moves_and_is_renamed_in_the_same_file_changes_once():
    tree = a_tree()
    followed = follow(tree, told(unit("000001", "000009"), unit("000003", "000002", "新名")))
    assert [each.version for each in followed.changed] == [2, 2, 2]


def test_the_same_again_changes_nothing():
    tree = a_tree()
    followed = follow(tree, told(unit("000001", ""), unit("000002", "000001")))
    assert (followed.registered, followed.changed) == ([], [])
