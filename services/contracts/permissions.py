"""Where the permission table is read from (`permissions.toml`); one service's part at a time."""

import tomllib
from functools import cache
from importlib.resources import files

from services.chassis.permissions import Table


@cache
def permissions(service: str) -> Table:
    """The operations of one service: operation → role → scope."""
    with files("services.contracts").joinpath("permissions.toml").open("rb") as source:
        table: Table = tomllib.load(source)[service]
    return table
