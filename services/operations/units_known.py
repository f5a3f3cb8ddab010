"""Which organisations are there yet: at identity, and at the registry, which hears of them by events a moment later."""

import os
from collections.abc import Sequence

import psycopg

from services.operations.processes import wait_until

SECONDS = 60


def await_units(count: int) -> None:
    """Wait until the registry knows at least so many units; raises NotStarted when it does not hear of them."""
    with psycopg.connect(os.environ["GUANZI_REGISTRY_DATABASE_URL"], autocommit=True) as connection:

        def known() -> bool:
            row = connection.execute("SELECT count(*) FROM unit WHERE budget_code <> ''").fetchone()
            return row is not None and row[0] >= count

        wait_until(known, SECONDS, f"登记服务没有收到全部 {count} 个单位 / the registry did not hear of all {count} units")


def units_registered(budget_codes: Sequence[str]) -> bool:
    """Whether identity knows organisations with all these budget codes."""
    with psycopg.connect(os.environ["GUANZI_IDENTITY_DATABASE_URL"], autocommit=True) as connection:
        query = "SELECT count(DISTINCT budget_code) FROM organisation WHERE budget_code = ANY(%s)"
        row = connection.execute(query, (list(budget_codes),)).fetchone()
        return row is not None and row[0] == len(budget_codes)
