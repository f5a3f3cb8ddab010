"""Where a thing stands, in layers: 院落, 楼栋, 楼层, 房间 (B-080)."""

import re
from dataclasses import dataclass
from functools import lru_cache

_CAMPUS = re.compile(r"院区?$|校区$|园区$|分部$|区$")
_BUILDING = re.compile(r"(楼|栋|幢|座|馆|仓|库)$")
_FLOOR = re.compile(r"(层|[0-9A-Za-z]+[Ff])$")
_ROOM = re.compile(r"(室|房|间|房间|厅|号)$")


@dataclass(frozen=True, slots=True)
class Place:
    """The layers from the outside in; an unknown layer is empty."""

    campus: str = ""
    building: str = ""
    floor: str = ""
    room: str = ""

    def __str__(self) -> str:
        return "/".join(layer for layer in (self.campus, self.building, self.floor, self.room) if layer)

    @property
    def complete(self) -> bool:
        """Whether every layer is known, as publication asks for."""
        return bool(self.campus and self.building and self.floor and self.room)


@lru_cache(maxsize=10_000)
def layered(written: str) -> Place:
    """The layers of a place written with slashes (`东院/1号楼/2层/203室`); what has no such form has no layers."""
    parts = [part.strip() for part in re.split(r"[/／\\]", written) if part.strip()]
    if len(parts) == 4:
        return Place(*parts)
    if len(parts) not in (2, 3):
        return Place()
    return _recognised(parts)


def _recognised(parts: list[str]) -> Place:
    layers: dict[str, str] = {}
    shapes = (("room", _ROOM), ("floor", _FLOOR), ("building", _BUILDING), ("campus", _CAMPUS))
    for part in parts:
        name = next((name for name, shape in shapes if shape.search(part)), "")
        if not name or name in layers:
            return Place()
        layers[name] = part
    return Place(**layers)
