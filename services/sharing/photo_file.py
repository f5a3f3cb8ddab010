"""What becomes of an uploaded photo: looked at, refused where it shows too little, kept whole and as a small picture."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from PIL import Image

from services.chassis.file_store import Storage
from services.chassis.picture_file import PictureLimits, picture, written
from services.sharing.domain.photos import refuse_unfit
from services.sharing.photo_measuring import LONGEST_SIDE, measured

THUMBNAIL_SIDE = 480


@dataclass(frozen=True, slots=True)
class Kept:
    """A photo in the store: the digests of the picture and of the small one, dots and bytes of the picture."""

    sha256: str
    thumbnail: str
    width: int
    height: int
    size: int


def keep_photo(content: bytes, store: Storage, limits: PictureLimits) -> Kept:
    """Keep the photo; refuses what is no picture, too large, too small, dark, over-exposed or blurred."""
    shown = picture(content, limits)
    refuse_unfit(measured(_grey(shown), shown.width, shown.height))
    whole, small = written(shown), written(shown, THUMBNAIL_SIDE)
    digests = []
    for each in (whole, small):
        digests.append(sha256(each).hexdigest())
        store.keep(digests[-1], each)
    return Kept(digests[0], digests[1], shown.width, shown.height, len(whole))


def _grey(shown: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    grey = shown.convert("L")
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return np.asarray(grey, dtype=np.uint8)
