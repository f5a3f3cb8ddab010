"""Places in layers (B-080)."""

import pytest

from services.registry.domain.place import Place, layered


@pytest.mark.parametrize(
    ("written", "layers"),
    [
        ("北院/4号楼/2层/347室", Place("北院", "4号楼", "2层", "347室")),
        ("甲／乙／丙／丁", Place("甲", "乙", "丙", "丁")),
        ("4号楼/2层/347室", Place("", "4号楼", "2层", "347室")),
        ("东校区/图书馆", Place("东校区", "图书馆")),
        ("仓库里", Place()), ("", Place()), ("a/b", Place()), ("1室/2室", Place()), ("a/b/c/d/e", Place()),
    ],
)
def test_what_is_written_in_layers_is_read_in_layers_and_nothing_is_guessed(written, layers):
    assert layered(written) == layers


def test_a_place_is_complete_with_all_four_layers():  # B-083
    assert layered("北院/4号楼/2层/347室").complete
    assert not layered("4号楼/2层/347室").complete
    assert str(Place("北院", "4号楼", "2层", "347室")) == "北院/4号楼/2层/347室"
