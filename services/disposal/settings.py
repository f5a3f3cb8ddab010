"""Which settings disposal has; the only reader of its environment (`GUANZI_DISPOSAL_…`)."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.chassis.settings import ServiceSettings


class DisposalSettings(ServiceSettings):
    """What the server and the worker need."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_DISPOSAL_")

    registry_address: str = Field(description="host:port of the registry's gRPC server")
    policy: str = Field(default="changsha-2024", description="name of the policy by which this installation files")
