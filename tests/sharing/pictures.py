"""Pictures of an asset as a telephone takes them: sharp, blurred, dark, bright, tiny; made from figures, the same every time."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

PLACE_TAG, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def scene(width: int = 1600, height: int = 1200, seed: int = 1) -> Image.Image:
    """A machine with edges and a plate before a textured wall, in ordinary light."""
    random = np.random.default_rng(seed)
    wall = np.full((height, width, 3), 150, dtype=np.float32) + random.normal(0, 4, (height, width, 1))
    picture = Image.fromarray(wall.clip(0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((width // 5, height // 5, width * 4 // 5, height * 4 // 5), fill=(70, 75, 90), outline=(20, 20, 20), width=6)
    for line in range(height // 4, height * 3 // 4, max(height // 40, 4)):
        draw.line((width // 4, line, width * 3 // 4, line), fill=(215, 215, 205), width=3)
    for column in range(width // 4, width * 3 // 4, max(width // 30, 4)):
        draw.line((column, height // 4, column, height // 2), fill=(30, 30, 30), width=3)
    return picture


def lit(picture: Image.Image, share: float, lift: float = 0) -> Image.Image:
    """The picture with other light: every grey times `share` plus `lift`."""
    return Image.fromarray((np.asarray(picture, dtype=np.float32) * share + lift).clip(0, 255).astype(np.uint8))


def jpeg(picture: Image.Image, exif: Image.Exif | None = None) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90, **({"exif": exif} if exif else {}))
    return out.getvalue()


def sharp(seed: int = 1) -> bytes:
    return jpeg(scene(seed=seed))


def blurred() -> bytes:
    return jpeg(scene().filter(ImageFilter.GaussianBlur(9)))


def dark() -> bytes:
    """Taken with the lights off; its detail is low, too."""
    return jpeg(lit(scene(), 0.08))


def bright() -> bytes:
    return jpeg(lit(scene(), 1.0, 170))


def tiny() -> bytes:
    return jpeg(scene(320, 240))


def of_a_telephone() -> bytes:
    """Lying on its side, with the maker, the place, a comment and a colour profile in the file."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "某牌手机"
    exif.get_ifd(PLACE_TAG)[2] = (31.0, 37.0, 22.0)
    out = io.BytesIO()
    scene().save(out, "JPEG", quality=90, exif=exif, comment=b"GPS 31.37", icc_profile=b"profile")
    return out.getvalue()
