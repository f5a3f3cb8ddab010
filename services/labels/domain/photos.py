"""How large the photo of a pasted label may be."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """Bytes of an upload, dots of the picture in it, and dots of the longer side of what is kept.

    A JPEG is made smaller while it is read; another picture has to lie in memory as it is.
    """

    upload_bytes: int = 15 * MEBIBYTE
    dots: int = 30_000_000
    jpeg_dots: int = 120_000_000
    longest_side: int = 2000
