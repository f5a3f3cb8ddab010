"""Which tables the gateway has: those of deliveries and of the events feed."""

from services.gateway.deliveries import tables as _deliveries
from services.gateway.schema import metadata

__all__ = ["metadata"]
assert _deliveries.delivery.metadata is metadata  # noqa: S101  # imported for the tables it defines
