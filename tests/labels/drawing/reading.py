"""What do scanners read from a picture of a label?"""

import zxingcpp
from PIL import Image

from services.labels.domain.placed import Placed
from services.labels.domain.template import Kind

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.DataMatrix])


def read(picture: Image.Image) -> list[str]:
    """The contents of all its symbols, found without turning, shrinking or inverting the picture."""
    found = zxingcpp.read_barcodes(picture, formats=_FORMATS, try_rotate=False, try_downscale=False, try_invert=False)
    return [one.text for one in found]


def says(placed: Placed) -> list[str]:
    """What should be read."""
    return [placed.asset_no] * len(placed.symbols)


def same(one: Image.Image, other: Image.Image, but: Placed | None = None) -> bool:
    """Dot for dot, black or white; `but` for the cells of a label's QR codes, whose mask every encoder chooses for itself."""
    if but:
        one, other = _without_qr(one, but), _without_qr(other, but)
    black = [picture.convert("1", dither=Image.Dither.NONE) for picture in (one, other)]
    return one.size == other.size and black[0].tobytes() == black[1].tobytes()


def _without_qr(picture: Image.Image, placed: Placed) -> Image.Image:
    """Their finder patterns stay, so that place and size are compared."""
    left = picture.copy()
    for one in placed.symbols:
        if one.kind is Kind.QR:
            side, finder = one.width, 7 * one.module
            for x, y in ((finder, 0), (0, finder)):
                left.paste(255, (one.x + x, one.y + y, one.x + side - x, one.y + side - y))
            left.paste(255, (one.x + finder, one.y + finder, one.x + side, one.y + side))
    return left
