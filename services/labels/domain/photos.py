"""How large the photo of a pasted label may be."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """Bytes of an upload, dots of the picture in it, and dots of the longer side of what is kept."""

    upload_bytes: int = 15 * MEBIBYTE
    dots: int = 60_000_000
    longest_side: int = 2000
