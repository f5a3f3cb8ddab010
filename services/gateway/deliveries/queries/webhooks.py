"""What an operator sees of webhooks; never their secrets."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.gateway.deliveries.tables import target

T = target.c


def webhooks(session: Session) -> list[Mapping[str, Any]]:
    """Every webhook that has not been ended, by name."""
    columns = (T.id, T.name, T.url, T.seat, T.types, T.organisations, T.active, T.created_at, T.created_by)
    wanted = select(*columns).where(T.kind == "webhook", func.cardinality(T.types) > 0).order_by(T.name, T.id)
    return [dict(row) for row in session.execute(wanted).mappings()]
