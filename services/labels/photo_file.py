"""How a photo is taken in: recognised by its content, turned upright, made smaller, and written anew: nothing but the picture stays.

Telephones write place, time and device into their files; a new JPEG of the dots alone has none of it.
"""

import io
from collections.abc import Iterable

from PIL import Image, ImageOps, UnidentifiedImageError

from services.chassis.errors import FieldFault, Invalid
from services.labels.domain.photos import MEBIBYTE, PhotoLimits

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 85


def collected(pieces: Iterable[bytes], limits: PhotoLimits) -> bytes:
    """The pieces in one; refuses with `photo_too_large` as soon as they are too many."""
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > limits.upload_bytes:
            raise _refused("photo_too_large", f"照片不能超过 {limits.upload_bytes // MEBIBYTE} MB。")
    return bytes(whole)


def cleaned(content: bytes, limits: PhotoLimits) -> bytes:
    """The picture as a JPEG of its own; refuses what is no JPEG, PNG or WebP picture, broken, or of too many dots."""
    if not content:
        raise _refused("photo_empty", "照片文件是空的，请重新选择。")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            most = limits.jpeg_dots if found.format == "JPEG" else limits.dots
            if found.width * found.height > most:
                raise _refused("photo_too_large", f"照片不能超过 {most // 1_000_000} 百万像素，请调低拍摄尺寸。")
            return _written(found, limits)
    except UnidentifiedImageError as error:
        raise _refused("photo_not_an_image", "这不是照片。请选择 JPEG、PNG 或 WebP 格式的照片。") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _refused("photo_broken", "照片文件已损坏，请重新拍摄。") from error


def _written(found: Image.Image, limits: PhotoLimits) -> bytes:
    found.draft("RGB", (limits.longest_side, limits.longest_side))
    upright = ImageOps.exif_transpose(found)
    upright.thumbnail((limits.longest_side, limits.longest_side))
    bare = Image.new("RGB", upright.size, "white")
    shown = upright.convert("RGBA") if upright.has_transparency_data else upright.convert("RGB")
    bare.paste(shown, mask=shown if shown.mode == "RGBA" else None)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _refused(code: str, message: str) -> Invalid:
    return Invalid(code, message, faults=(FieldFault("photo", code, message),))
