"""Which fiscal regions (财政区划) a code stands under: two digits for a province, four for a city, six for a county."""

import re

from services.identity.domain.policy import region_names

_CODE = re.compile(r"\d{2}(\d{2}(\d{2})?)?", re.ASCII)


def is_region_code(code: str) -> bool:
    """Whether the text has the form of a region code: 2, 4 or 6 digits."""
    return _CODE.fullmatch(code) is not None


def lineage(code: str) -> tuple[str, ...]:
    """The region and all above it from the root: 31, 3101, 310151."""
    return tuple(code[:length] for length in (2, 4, 6) if length <= len(code))


def path_of(code: str) -> str:
    """The path of a region: 31/3101/310151."""
    return "/".join(lineage(code))


def name_of(code: str) -> str:
    """Its name, or the code itself where the table has none."""
    return region_names().get(code, code)
