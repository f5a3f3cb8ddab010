"""The ledger's settings."""

from pydantic_settings import SettingsConfigDict

from services.chassis.settings import ServiceSettings


class LedgerSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GUANZI_LEDGER_")
