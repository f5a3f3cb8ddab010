"""Which settings sharing has; the only reader of its environment (`GUANZI_SHARING_…`)."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from services.chassis.settings import ServiceSettings
from services.sharing.domain.radar import Rules


class SharingSettings(ServiceSettings):
    """What the server and the worker need."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_SHARING_")

    excluded_regions: str = Field(
        default="", pattern=r"^([0-9]{2}([0-9]{2}){0,2}(,[0-9]{2}([0-9]{2}){0,2})*)?$",
        description="codes of regions to which the notice is not addressed (不含大连), with all below them; by commas",
    )
    clear_months: int = Field(
        default=24, ge=0, le=600, description="months after which an offer that found nobody is cleared (清理); 0: never"
    )
    radar_duplicates: int = Field(
        default=3, ge=1, description="how many of one class and model a unit may have before the radar calls idle ones too many"
    )
    radar_past_life_months: int = Field(default=0, ge=0, description="how many months past its service life the radar notices an asset")
    registry_address: str = Field(description="host:port of the registry's gRPC server")
    storage_url: str = Field(description="where photos of assets lie: a folder, file:///… or s3://bucket/prefix")

    @property
    def radar_rules(self) -> Rules:
        """By which the radar looks."""
        return Rules(self.radar_duplicates, self.radar_past_life_months)

    @property
    def excluded(self) -> tuple[str, ...]:
        """The excluded regions' codes."""
        return tuple(filter(None, self.excluded_regions.split(",")))
