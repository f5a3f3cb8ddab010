"""Which settings sharing has; the only reader of its environment (`GUANZI_SHARING_…`)."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.chassis.settings import ServiceSettings


class SharingSettings(ServiceSettings):
    """What the server and the worker need."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_SHARING_")

    excluded_regions: str = Field(
        default="", pattern=r"^([0-9]{2}([0-9]{2}){0,2}(,[0-9]{2}([0-9]{2}){0,2})*)?$",
        description="codes of regions to which the notice is not addressed (不含大连), with all below them; by commas",
    )
    registry_address: str = Field(description="host:port of the registry's gRPC server")

    @property
    def excluded(self) -> tuple[str, ...]:
        """The excluded regions' codes."""
        return tuple(filter(None, self.excluded_regions.split(",")))
