"""Which settings the registry has: `GUANZI_REGISTRY_*`."""

from pydantic_settings import SettingsConfigDict

from services.chassis.settings import ServiceSettings


class RegistrySettings(ServiceSettings):
    """The common settings of a service."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_REGISTRY_")
