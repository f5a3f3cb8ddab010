"""How a picture is taken in: recognised by its content, turned upright, made smaller, written anew: nothing but the picture stays.

Telephones write place, time and device into their files; a new JPEG of the dots alone has none of it.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from services.chassis.errors import FieldFault, Invalid

FORMATS = ("JPEG", "PNG", "WEBP")
MEBIBYTE = 1024 * 1024
QUALITY = 88


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """Bytes of an upload, dots of the picture in it, and dots of the longer side of what is kept.

    A JPEG is made smaller while it is read; another picture has to lie in memory as it is.
    """

    upload_bytes: int = 15 * MEBIBYTE
    dots: int = 60_000_000
    jpeg_dots: int = 120_000_000
    longest_side: int = 3000


def collected(pieces: Iterable[bytes], limits: PictureLimits) -> bytes:
    """The pieces in one; refuses with `photo_too_large` as soon as they are too many."""
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > limits.upload_bytes:
            raise _refused("photo_too_large", f"照片不能超过 {limits.upload_bytes // MEBIBYTE} MB。")
    return bytes(whole)


def picture(content: bytes, limits: PictureLimits) -> Image.Image:
    """The bare picture, upright, on white; refuses what is no JPEG, PNG or WebP picture, broken, or of too many dots."""
    if not content:
        raise _refused("photo_empty", "照片文件是空的，请重新选择。")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            most = limits.jpeg_dots if found.format == "JPEG" else limits.dots
            if found.width * found.height > most:
                raise _refused("photo_too_large", f"照片不能超过 {most // 1_000_000} 百万像素，请调低拍摄尺寸。")
            return _bare(found, limits.longest_side)
    except UnidentifiedImageError as error:
        raise _refused("photo_not_an_image", "这不是照片。请选择 JPEG、PNG 或 WebP 格式的照片。") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused("photo_broken", "照片文件已损坏，请重新拍摄。") from error


def written(shown: Image.Image, longest_side: int | None = None) -> bytes:
    """A JPEG of the picture, of a copy made smaller where its longer side has more dots."""
    if longest_side is not None:
        shown = shown.copy()
        shown.thumbnail((longest_side, longest_side))
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _bare(found: Image.Image, longest_side: int) -> Image.Image:
    found.draft("RGB", (longest_side, longest_side))
    upright = ImageOps.exif_transpose(found)
    upright.thumbnail((longest_side, longest_side))
    bare = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA") if upright.has_transparency_data else upright.convert("RGB")
    bare.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    return bare


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, faults=(FieldFault("photo", code, message),))
