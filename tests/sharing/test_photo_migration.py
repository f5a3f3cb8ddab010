"""Entries that were there before photos came get what squares are filtered by; and the step back loses no entry."""

from datetime import date

from alembic import command
from sqlalchemy import text

from services.chassis import database as databases

from .conftest import FAR, PROVINCIAL, SCHOOL
from .test_squares import keep, offered


def test_entries_of_before_get_department_state_and_day(warehouse):
    keep(warehouse, offered(SCHOOL, 1), offered(FAR, 2, state="inefficient", acquired_on=date(2020, 2, 29)), offered(PROVINCIAL, 3))
    engine = warehouse.sessions.kw["bind"]
    url = engine.url.render_as_string(hide_password=False).replace("+psycopg", "")
    engine.dispose()
    command.downgrade(databases.migration_config("sharing", url), "sharing@sharing_0002")
    databases.migrate("sharing", url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT department, asset_state, acquired_on, stored_photos FROM entry ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [
        ("310151-004001", "idle", date(2024, 3, 15), 0), ("430121-004001", "inefficient", date(2020, 2, 29), 0),
        ("310201-004001", "idle", date(2024, 3, 15), 0),
    ]  # fmt: skip
