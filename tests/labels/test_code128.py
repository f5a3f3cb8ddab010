import pytest
import zxingcpp
from barcode import Code128
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.labels import symbols
from services.labels.code128 import START_B, START_C, TO_B, TO_C, characters
from services.labels.domain.template import Kind

ASSET_NOS = st.text("0123456789ABCxyz-", min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("12", (START_C, 12)),
        ("1234567890123456", (START_C, 12, 34, 56, 78, 90, 12, 34, 56)),
        ("123", (START_C, 12, TO_B, 19)),
        ("7", (START_B, 23)),
        ("12AB", (START_B, 17, 18, 33, 34)),
        ("1234AB", (START_C, 12, 34, TO_B, 33, 34)),
        ("A1234", (START_B, 33, TO_C, 12, 34)),
        ("A12345", (START_B, 33, 17, TO_C, 23, 45)),
        ("A1234B", (START_B, 33, 17, 18, 19, 20, 34)),
        ("A123456B", (START_B, 33, TO_C, 12, 34, 56, TO_B, 34)),
    ],
)
def test_digits_go_in_pairs_where_that_is_shorter(content, values):
    assert characters(content) == values


@pytest.mark.parametrize("content", ["", "国", "a\n"])
def test_what_code_128_cannot_say_is_an_error(content):
    with pytest.raises(ValueError, match="Code 128"):
        characters(content)


@given(ASSET_NOS)
def test_no_bar_code_is_wider_than_python_barcodes_own(content):
    if not content.startswith("99"):
        assert len(symbols.modules(Kind.CODE_128, content)[0]) <= len(Code128(content).build()[0])


def test_a_first_pair_of_99_is_said():
    """python-barcode's own way takes it for the change to set C and leaves it out."""
    assert characters("990001") == (START_C, 99, 0, 1)
    assert Code128("990001").encoded != [START_C, 99, 0, 1]


@given(ASSET_NOS)
def test_every_asset_number_is_read_back(content):
    (row,) = symbols.modules(Kind.CODE_128, content)
    line = Image.frombytes("L", (len(row), 1), bytes(255 * (1 - one) for one in row))
    picture = line.resize((3 * len(row), 40), Image.Resampling.NEAREST)
    canvas = Image.new("L", (picture.width + 80, 80), 255)
    canvas.paste(picture, (40, 20))
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128])
    assert [one.text for one in zxingcpp.read_barcodes(canvas, formats=formats)] == [content]
