"""Has the registry heard of the organisations yet? Events take a moment; who imports cards right after must wait for them."""

import os

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
