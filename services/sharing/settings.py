"""Which settings sharing has; the only reader of its environment (`GUANZI_SHARING_…`)."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.chassis.settings import ServiceSettings


class SharingSettings(ServiceSettings):
    """What the server and the worker need."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_SHARING_")

    registry_address: str = Field(description="host:port of the registry's gRPC server")
