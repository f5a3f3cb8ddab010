"""How near an offer is: rings around where somebody looks from, each a condition that follows an index (B-072).

Own department, own county, own city, own province, everywhere else; who looks from several places, from the nearest.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, not_, or_

from services.sharing.domain.audience import Place
from services.sharing.tables import entry

DIGITS = (6, 4, 2)
"""Of a county's, a city's and a province's code."""


def rings_around(places: Sequence[Place]) -> list[list[ColumnElement[bool]]]:
    """The rings, the nearest first; no two have an offer in common, and together they have all."""
    departments = sorted({place.department for place in places} - {""})
    within = [and_(entry.c.department.in_(departments), entry.c.local_audience.is_not(None))]
    within += [or_(*_regions(digits, places)) for digits in DIGITS]
    rings = [[within[0]]]
    rings += [[outer, not_(inner)] for inner, outer in pairwise(within)]
    return [*rings, [not_(within[-1])]]


def _regions(digits: int, places: Iterable[Place]) -> list[ColumnElement[bool]]:
    """The regions that share so many digits; a region of fewer digits, as a city at which a unit is, has its own level alone."""
    codes = sorted({place.region[:digits] for place in places})
    return [
        and_(entry.c.region >= code, entry.c.region < f"{code}:") if len(code) == digits < max(DIGITS) else entry.c.region == code
        for code in codes
    ]
