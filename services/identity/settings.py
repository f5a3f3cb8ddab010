"""Which settings identity has; the only reader of its environment (`GUANZI_IDENTITY_…`)."""

from pathlib import Path
from typing import Self

from pydantic import Field, PostgresDsn, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the server needs."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_IDENTITY_")

    signing_key: Path = Field(description="file with the private JWK (Ed25519) that signs access tokens")
    initial_password: SecretStr = Field(
        default=SecretStr(""), description="of new accounts (B-015); empty gives each a random one, shown once"
    )
    hash_concurrency: int = Field(default=2, ge=1, le=64, description="password checks at a time; each takes 46 MiB")


class CommandSettings(BaseSettings):
    """What the commands need, which work on the database directly."""

    @classmethod
    def load(cls) -> Self:
        """Read the environment; on a fault exit with one line per variable, by its full name."""
        try:
            return cls()  # type: ignore[call-arg]  # from the environment
        except ValidationError as error:
            lines = [f"GUANZI_IDENTITY_{fault['loc'][0]}".upper() + f": {fault['msg']}" for fault in error.errors()]
            raise SystemExit("\n".join(lines)) from None

    model_config = SettingsConfigDict(env_prefix="GUANZI_IDENTITY_")

    database_url: PostgresDsn
    initial_password: SecretStr = SecretStr("")
