"""How a service keeps what others tell: the latest state of each, however late or often the tidings come."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session


def keeping(table: Table, key: str, told: Collection[str]) -> Insert:
    """The statement that keeps these columns of a row, or of thousands, each unless the table has a later `version` of it already."""
    row = insert(table)
    later = {name: row.excluded[name] for name in told if name != key}
    return row.on_conflict_do_update(index_elements=[table.c[key]], set_=later, where=table.c.version <= row.excluded.version)


def keep(session: Session, table: Table, key: str, row: Mapping[str, Any]) -> None:
    """Keep this row, its `version` among its columns, unless the table has a later one already."""
    session.execute(keeping(table, key, row), dict(row))
