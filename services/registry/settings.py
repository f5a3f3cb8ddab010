"""Which settings the registry has; the only reader of its environment (`GUANZI_REGISTRY_…`)."""

from pydantic import Field, PostgresDsn
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.chassis.settings import ServiceSettings
from services.registry.reading.limits import MEBIBYTE, Limits


class ImportLimits(BaseSettings):
    """How large an imported file may be: asked by the server, which takes it, and by the importer, which opens it."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_REGISTRY_")

    import_xlsx_mebibytes: int = Field(default=64, ge=1, le=256)
    import_csv_mebibytes: int = Field(default=512, ge=1, le=4096)

    @property
    def limits(self) -> Limits:
        """How large a file may be."""
        return Limits(xlsx_bytes=self.import_xlsx_mebibytes * MEBIBYTE, csv_bytes=self.import_csv_mebibytes * MEBIBYTE)


class RegistrySettings(ImportLimits, ServiceSettings):
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


class ImporterSettings(ImportLimits):
    """What the importer needs: no broker, no calls; its events leave through the relay."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_REGISTRY_")

    database_url: PostgresDsn
    importer_http_address: str = Field(default="127.0.0.1:0", description="host:port of /healthz, /readyz and /metrics of the importer")
    log_level: str = "INFO"
    log_json: bool = True

    @classmethod
    def load(cls) -> "ImporterSettings":
        """Read the environment."""
        return cls()  # type: ignore[call-arg]  # from the environment
