"""The press, without a broker: what labels tells a station is read from the outbox."""

import pytest

from tests.labels.desk import key, registry_sessions, sessions
from tests.labels.press import presses

__all__ = ["key", "press", "registry_sessions", "sessions"]


@pytest.fixture
def press(registry_sessions, sessions, key, tmp_path):
    yield from presses(registry_sessions, sessions, key, tmp_path)
