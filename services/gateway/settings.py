"""Which settings the gateway has: the only reader of its environment (`GUANZI_GATEWAY_…`, and `GUANZI_PORT`)."""

from ipaddress import ip_address
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AliasChoices, Field, PostgresDsn, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.chassis.settings import ServiceSettings
from services.gateway.deliveries.sealing import Seal

PREFIX = "GUANZI_GATEWAY_"


def _are_keys(keys: SecretStr) -> SecretStr:
    Seal.of(keys.get_secret_value().split(","))
    return keys


WebhookKeys = Annotated[SecretStr, AfterValidator(_are_keys)]
"""Keys that seal webhooks' secrets: 32 bytes each in URL-safe base64, separated by commas; the first seals, all open."""


class GatewaySettings(BaseSettings):
    """Where it listens, whom it asks, how much it takes.

    Plain http is served on loopback only, or in a container whose port is published there. Elsewhere a proxy must end TLS
    in front of it (`behind_tls_proxy`), and the names it is reached by must be listed (`hosts`).
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", populate_by_name=True)

    host: str = "127.0.0.1"
    published_on: str = Field(default="", description="in a container: the host's address on which the engine publishes the port")
    port: int = Field(default=8000, ge=0, le=65535, validation_alias=AliasChoices("GUANZI_GATEWAY_PORT", "GUANZI_PORT", "port"))
    http_address: str = Field(default="127.0.0.1:0", description="host:port of /healthz, /readyz and /metrics for operators")
    database_url: PostgresDsn = Field(description="the gateway's own database: deliveries, webhooks, the events feed")
    database_pool: int = Field(default=10, ge=1, le=200)
    webhook_keys: WebhookKeys = Field(description="what seals webhooks' secrets in the database; made by guanzi setup")
    identity_address: str = Field(description="host:port of identity's gRPC server")
    registry_address: str = Field(description="host:port of the registry's gRPC server")
    sharing_address: str = Field(description="host:port of sharing's gRPC server")
    disposal_address: str = Field(description="host:port of disposal's gRPC server")
    labels_address: str = Field(description="host:port of the gRPC server of labels")
    dispatcher_address: str = Field(
        default="127.0.0.1:1", description="host:port of the dispatcher's gRPC server, which answers operators",
        validation_alias=AliasChoices("GUANZI_GATEWAY_DISPATCHER_ADDRESS", "GUANZI_GATEWAY_GRPC_ADDRESS", "dispatcher_address"),
    )
    behind_tls_proxy: bool = False
    trusted_proxies: str = Field(default="127.0.0.1", description="addresses whose X-Forwarded-* headers are believed, comma separated")
    hosts: tuple[str, ...] = Field(default=("localhost", "127.0.0.1", "[::1]"), description="names in the Host header, JSON list")
    upload_bytes: int = Field(default=512 * 1024 * 1024, ge=1024, description="largest file taken")
    body_bytes: int = Field(default=1024 * 1024, ge=1024, description="largest other request body taken")
    sign_in_rate: str = Field(default="120/minute", description="sign-ins per address, in the notation of the limits library")
    session_rate: str = Field(default="300/second;12000/minute", description="requests per session")
    anonymous_rate: str = Field(default="100/second;3000/minute", description="requests per address without a session")
    identity_cache_seconds: float = Field(default=2.0, ge=0, le=5, description="how long a revoked session may still be believed")
    pages: bool = Field(default=True, description="serve the web UI beside the REST API")
    support: tuple[tuple[str, str], ...] = Field(default=(), description="whom to ask (A-100): JSON list of [name, value]")
    threads: int = Field(default=32, ge=4, le=256, description="requests served at once")
    drain_seconds: int = Field(default=20, ge=1)
    log_level: str = "INFO"
    log_json: bool = True

    @model_validator(mode="after")
    def _plain_http_stays_home(self) -> Self:
        if not self.behind_tls_proxy and not _is_loopback(self.published_on or self.host):
            raise ValueError("plain http is served on loopback only; set GUANZI_GATEWAY_BEHIND_TLS_PROXY behind a TLS proxy")
        return self

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """Read the environment; on a fault exit with one line per variable, by its full name."""
        try:
            return cls(**overrides)
        except ValidationError as error:
            lines = [f"{PREFIX}{'_'.join(map(str, fault['loc']))}".upper() + f": {fault['msg']}" for fault in error.errors()]
            raise SystemExit("\n".join(lines)) from None


class DeliverySettings(ServiceSettings):
    """What the worker and the dispatcher need; the platform's address and secret are the installation's, hence their own names."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", populate_by_name=True)

    dispatcher_http_address: str = Field(default="127.0.0.1:0", description="host:port of the dispatcher's /healthz, /readyz and /metrics")
    platform_url: str = Field(
        default="", validation_alias=AliasChoices("GUANZI_PLATFORM_URL", "platform_url"),
        description="where the national platform is; empty: publications wait",
    )
    platform_secret: SecretStr = Field(
        default=SecretStr(""), validation_alias=AliasChoices("GUANZI_PLATFORM_SECRET", "platform_secret"), description="shared with it"
    )
    platform_sender: str = Field(
        default="guanzi", validation_alias=AliasChoices("GUANZI_PLATFORM_SENDER", "platform_sender"), description="what it calls us"
    )
    webhook_keys: WebhookKeys = Field(description="the web server's GUANZI_GATEWAY_WEBHOOK_KEYS")
    delivery_seconds: float = Field(default=10.0, gt=0, le=20, description="how long one attempt waits for its answer")
    delivery_threads: int = Field(default=16, ge=1, le=128, description="attempts made at once by one dispatcher")
    delivery_per_target: int = Field(default=12, ge=1, le=128, description="attempts made at once towards one target")
    reconcile_hour: int = Field(default=2, ge=0, le=23, description="Beijing hour of the daily comparison with the platform")
    delivery_days: int = Field(
        default=400, ge=31,
        description="days that finished deliveries and their attempts stay to be read: a year and the weeks in which it is closed; "
        "at least as long as the inbox (30 days) can tell a repeated event",
    )
    feed_days: int = Field(default=30, ge=1, description="days that events stay in the feed")


class SimulatorSettings(BaseSettings):
    """What the simulated platform needs (`GUANZI_NATIONAL_…`)."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_NATIONAL_", extra="ignore", populate_by_name=True)

    simulator_address: str = Field(description="host:port it listens on")
    platform_secret: SecretStr = Field(validation_alias=AliasChoices("GUANZI_PLATFORM_SECRET", "platform_secret"))
    log_level: str = "WARNING"
    log_json: bool = True

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """Read the environment; raises ValidationError."""
        return cls(**overrides)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
