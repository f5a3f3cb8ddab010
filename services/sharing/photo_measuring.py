"""What a photo is in figures: pure functions on an array of grey dots (0 black to 255 white)."""

import numpy as np
from numpy.typing import NDArray

from services.sharing.domain.photos import Measured

LONGEST_SIDE = 1024
"""Dots of the longer side of the copy that is measured: the figures mean the same for every camera."""
WHITE = 250
Grey = NDArray[np.uint8]


def measured(grey: Grey, width: int, height: int) -> Measured:
    """The figures of a grey copy of a picture of so many dots."""
    dark_end, bright_end = (float(each) for each in np.percentile(grey, (5, 95)))
    return Measured(width, height, float(grey.mean()), bright_end, dark_end, clipped(grey), sharpness(grey))


def clipped(grey: Grey) -> float:
    """The share of dots that are white, from 0 to 1."""
    return float((grey >= WHITE).mean())


def sharpness(grey: Grey) -> float:
    """The variance of the Laplacian: some hundreds for a sharp photo, below ten for a blurred one."""
    dots = grey.astype(np.float32)
    if min(dots.shape) < 3:
        return 0.0
    inner = dots[1:-1, 1:-1]
    laplacian = dots[:-2, 1:-1] + dots[2:, 1:-1] + dots[1:-1, :-2] + dots[1:-1, 2:] - 4 * inner
    return float(laplacian.var())
