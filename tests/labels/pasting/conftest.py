"""The desk at which labels are asked for."""

from tests.labels.desk import desk, key, registry_sessions, sessions

__all__ = ["desk", "key", "registry_sessions", "sessions"]
