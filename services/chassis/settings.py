"""Which settings every service has; a service adds its own in its `settings.py`, the only reader of its environment.

A missing or malformed variable stops the process at start with the variable's name.
"""

from pathlib import Path
from typing import Any, Self

from pydantic import Field, PostgresDsn, SecretStr, ValidationError
from pydantic_settings import BaseSettings


class ServiceSettings(BaseSettings):
    """Common settings; the prefix (`GUANZI_REGISTRY_`) comes from the subclass's `model_config`."""

    database_url: PostgresDsn
    amqp_url: SecretStr = Field(description="amqp://user:password@host:port/vhost of this service's own broker user")
    grpc_address: str = Field(default="127.0.0.1:0", description="host:port the gRPC server listens on")
    http_address: str = Field(default="127.0.0.1:0", description="host:port of /healthz, /readyz and /metrics of the server process")
    worker_http_address: str = Field(default="127.0.0.1:0", description="the same of the worker process")
    identity_keys: Path = Field(description="file with identity's public keys, a JWK set")
    database_pool: int = Field(default=10, ge=1, le=200)
    run_relay: bool = Field(default=True, description="run the relay as a thread of the server process")
    outbox_days: int = Field(default=7, ge=1, description="days that published events stay in the outbox")
    inbox_days: int = Field(default=30, ge=1, description="days that processed events stay in the inbox")
    handler_attempts: int = Field(default=8, ge=1, description="failures after which an event is parked")
    log_level: str = "INFO"
    log_json: bool = True

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """Read the environment; on a fault exit with one line per variable, by its full name."""
        try:
            return cls(**overrides)
        except ValidationError as error:
            prefix = str(cls.model_config.get("env_prefix", ""))
            lines = [f"{prefix}{'_'.join(map(str, fault['loc']))}".upper() + f": {fault['msg']}" for fault in error.errors()]
            raise SystemExit("\n".join(lines)) from None
