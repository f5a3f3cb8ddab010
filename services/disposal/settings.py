"""Which settings disposal has; the only reader of its environment (`GUANZI_DISPOSAL_…`)."""

from pydantic import Field, PostgresDsn
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.chassis.settings import ServiceSettings
from services.disposal.domain.uploads import MEBIBYTE, UploadLimits


class DisposalSettings(ServiceSettings):
    """What the server and the worker need."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_DISPOSAL_")

    registry_address: str = Field(description="host:port of the registry's gRPC server")
    policy: str = Field(default="changsha-2024", description="name of the policy by which this installation files")
    storage_url: str = Field(description="where uploaded files lie: a folder, file:///… or s3://bucket/prefix")
    material_mebibytes: int = Field(default=50, ge=1, le=500, description="how large one uploaded file may be")
    case_mebibytes: int = Field(default=500, ge=1, le=10_000, description="how much the files of one case may weigh together")

    @property
    def upload_limits(self) -> UploadLimits:
        """How much may be uploaded."""
        return UploadLimits(self.material_mebibytes * MEBIBYTE, self.case_mebibytes * MEBIBYTE)


class CommandSettings(BaseSettings):
    """What the commands need, which work on the database directly."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_DISPOSAL_")

    database_url: PostgresDsn

    @classmethod
    def load(cls) -> "CommandSettings":
        """Read the environment."""
        return cls()  # type: ignore[call-arg]  # from the environment
