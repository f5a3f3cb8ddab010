import pytest

from services.labels.drawing import glyphs
from services.labels.drawing.coverage import Coverage


def test_a_font_knows_its_characters():
    for bold in (False, True):
        coverage = Coverage(glyphs.FACES[bold], 2)
        assert all(map(coverage.has, "国资A…〓龘𠮷㐀"))
        assert not any(map(coverage.has, "😀ا\U0010ffff\x00\x1f"))


def test_another_file_is_no_font(tmp_path):
    (tmp_path / "text.ttc").write_bytes(b"no font at all")
    with pytest.raises(ValueError, match="no font collection"):
        Coverage(tmp_path / "text.ttc", 2)
    with pytest.raises(OSError, match="missing"):
        Coverage(tmp_path / "missing.ttc", 2)
