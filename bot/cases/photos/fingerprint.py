"""A fingerprint that survives recompression and scaling: the signs of a picture's coarsest waves, 64 bits.

The picture is brought to 32 x 32 greys; of its discrete cosine transform the 8 x 8 lowest waves (the mean left out) are
compared with their median. The same photo sent twice, once as a file and once compressed, differs in a few bits.
"""

import math
from collections.abc import Iterable, Sequence
from operator import mul
from statistics import median

from PIL import Image, ImageStat

SIDE = 32  # pixels
WAVES = 8
LEAST_CONTRAST = 8.0  # standard deviation of the greys, 0 to 255: a wall, a dark pocket, an empty page have less

_COSINES = tuple(
    tuple(math.cos(math.pi * wave * (2 * at + 1) / (2 * SIDE)) for at in range(SIDE)) for wave in range(1, WAVES + 1)
)


def fingerprint_of(image: Image.Image) -> str | None:
    """16 hex digits; None of a picture too flat to be told from another flat one."""
    grey = image.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    if ImageStat.Stat(grey).stddev[0] < LEAST_CONTRAST:
        return None
    waves = _waves(grey.tobytes())
    middle = median(waves)
    return f"{sum((wave > middle) << place for place, wave in enumerate(waves)):016x}"


def _waves(greys: bytes) -> list[float]:
    rows = [greys[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)]
    across = [[_product(cosine, row) for cosine in _COSINES] for row in rows]
    return [_product(cosine, column) for column in zip(*across, strict=True) for cosine in _COSINES]


def _product(one: Sequence[float], other: Iterable[float]) -> float:
    return float(sum(map(mul, one, other)))
