"""A card to try the rules on."""

from datetime import UTC, date, datetime
from typing import Any

from services.registry.domain.card import Card

AT = datetime(2026, 3, 1, tzinfo=UTC)
TODAY = date(2026, 3, 1)


def card(**values: Any) -> Card:
    """A computer of 5,000 yuan."""
    plain: dict[str, Any] = {
        "asset_no": "A1", "unit_id": "310151-004011", "name": "台式计算机", "class_code": "A02010105", "kind": "equipment",
        "original_value_fen": 500_000, "net_value_fen": 500_000, "acquired_on": date(2024, 3, 15), "registered_at": AT, "changed_at": AT,
    }
    return Card(**{**plain, **values})
