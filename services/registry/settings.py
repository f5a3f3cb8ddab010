"""Which settings the registry has; the only reader of its environment (`GUANZI_REGISTRY_…`)."""

from pydantic import PostgresDsn
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.chassis.settings import ServiceSettings


class RegistrySettings(ServiceSettings):
    """What the server and the worker need."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_REGISTRY_")


class CommandSettings(BaseSettings):
    """What the commands need, which work on the database directly."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_REGISTRY_")

    database_url: PostgresDsn

    @classmethod
    def load(cls) -> "CommandSettings":
        """Read the environment."""
        return cls()  # type: ignore[call-arg]  # from the environment
