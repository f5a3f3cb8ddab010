import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.labels import symbols
from services.labels.domain.template import SYMBOLS, Kind

ASSET_NOS = st.text("0123456789ABCxyz-", min_size=1, max_size=40)
FORMATS = {Kind.QR: zxingcpp.BarcodeFormat.QRCode, Kind.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix}


@given(st.sampled_from(sorted(SYMBOLS)), ASSET_NOS)
def test_a_symbol_is_as_large_as_its_size_says(kind, content):
    rows = symbols.modules(kind, content)
    assert {len(row) for row in rows} == {symbols.size(kind, content)[0]}
    assert len(rows) == symbols.size(kind, content)[1]
    assert set(b"".join(rows)) <= {0, 1}


@pytest.mark.parametrize("alphabet", ["7", "A", "-", "a", "A7", "a7", "-7"])
def test_a_qr_code_takes_the_version_that_segno_takes(alphabet):
    for length in range(1, 41):
        content = (alphabet * 40)[:length]
        assert symbols.qr_side(content) == segno.make_qr(content, error="m", boost_error=False).symbol_size(border=0)[0]


@given(st.sampled_from(sorted(FORMATS)), ASSET_NOS)
def test_every_asset_number_is_read_back(kind, content):
    rows = symbols.modules(kind, content)
    side = len(rows)
    picture = Image.frombytes("L", (side, side), bytes(255 * (1 - one) for row in rows for one in row))
    canvas = Image.new("L", (4 * side + 40, 4 * side + 40), 255)
    canvas.paste(picture.resize((4 * side, 4 * side), Image.Resampling.NEAREST), (20, 20))
    assert [one.text for one in zxingcpp.read_barcodes(canvas, formats=zxingcpp.BarcodeFormats([FORMATS[kind]]))] == [content]


def test_a_data_matrix_holds_the_plainest_encoding_of_its_content():
    assert [symbols.data_matrix_side("1" * length) for length in (6, 7, 16, 24, 40)] == [10, 12, 14, 16, 20]
    assert [symbols.data_matrix_side("a" * length) for length in (3, 4, 8, 12, 40)] == [10, 12, 14, 16, 26]


def test_what_is_no_symbol_is_an_error():
    for kind in (Kind.QR, Kind.DATA_MATRIX):
        with pytest.raises(ValueError, match="too long"):
            symbols.size(kind, "a" * 50)
    with pytest.raises(ValueError, match="no symbol"):
        symbols.modules(Kind.LINE, "1")
