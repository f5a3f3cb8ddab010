"""The unit (单位) that holds a card, as far as the registry needs it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """`id` is `310151-004011`, `path` the ids from the root joined by `/`."""

    id: str
    budget_code: str
    name: str
    path: str
