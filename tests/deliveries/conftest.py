"""Both sides of a delivery, real: a gateway database and a platform on loopback."""

from collections.abc import Callable, Iterator

import pytest

from services.chassis.database import engine_for, sessions_of
from tests.deliveries import platform as platforms
from tests.deliveries.ours import Ours
from tests.deliveries.platform import Theirs


@pytest.fixture
def theirs() -> Iterator[Theirs]:
    with platforms.running() as made:
        yield made


@pytest.fixture
def ours(database: Callable[[str], str]) -> Iterator[Ours]:
    url = database("gateway")
    engine = engine_for(url, pool=8)
    made = Ours(url, engine, sessions_of(engine))
    yield made
    made.close()
