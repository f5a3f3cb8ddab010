"""Which dots does an element take?"""

from dataclasses import dataclass

from services.labels.domain.placed import PlacedLine, PlacedSymbol
from services.labels.domain.scale import dots
from services.labels.domain.template import Element


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in dots."""

    x: int
    y: int
    width: int
    height: int

    def meets(self, other: "Box | PlacedSymbol | PlacedLine") -> bool:
        """Whether the two have a dot in common."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def beside(self, other: "Box | None") -> "Box":
        """What the other one leaves of this: the wider side."""
        if other is None or not self.meets(other):
            return self
        left, right = max(0, other.x - self.x), max(0, self.x + self.width - other.x - other.width)
        if left >= right:
            return Box(self.x, self.y, left, self.height)
        return Box(other.x + other.width, self.y, right, self.height)


def box_of(element: Element, dpi: int) -> Box:
    """The element's box in dots; its edges are rounded, so that neighbours stay neighbours."""
    left, top = dots(element.x_mm, dpi), dots(element.y_mm, dpi)
    return Box(left, top, dots(element.x_mm + element.width_mm, dpi) - left, dots(element.y_mm + element.height_mm, dpi) - top)
