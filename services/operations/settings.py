"""Which settings the `guanzi` command itself has: an administrator's URLs of existing servers, the port, the data."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import AnyUrl, Field, PostgresDsn, SecretStr, UrlConstraints, ValidationError
from pydantic_settings import BaseSettings

from services.operations.places import Layout

AmqpUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["amqp", "amqps"])]
HttpUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["http", "https"])]


class OperationsSettings(BaseSettings):
    """Read from the environment by these names, without a prefix where the name is everybody's.

    DATABASE_URL, AMQP_URL: an administrator's; without one a local server is started. RABBITMQ_MANAGEMENT_URL:
    http://administrator:password@host:15672, by default AMQP_URL's host and user. GUANZI_PORT: the web server's; 0 is the
    last one used, or a free one. DATA: which organisations and cards `guanzi up` begins with. GUANZI_VAR: the folder with
    secrets, settings and the local servers' data. GUANZI_PLATFORM_URL, GUANZI_PLATFORM_SECRET: the national platform's; without
    them `up` and `demo` simulate one, and elsewhere what is to be reported waits. GUANZI_LAYOUT: `containers` where every process
    has a container with its name (docker-compose.yml).
    """

    database_url: PostgresDsn | None = Field(default=None, validation_alias="DATABASE_URL")
    amqp_url: AmqpUrl | None = Field(default=None, validation_alias="AMQP_URL")
    management_url: HttpUrl | None = Field(default=None, validation_alias="RABBITMQ_MANAGEMENT_URL")
    port: int = Field(default=0, ge=0, le=65535, validation_alias="GUANZI_PORT")
    data: Literal["demo", "none"] = Field(default="demo", validation_alias="DATA")
    platform_url: HttpUrl | Literal[""] | None = Field(default=None, validation_alias="GUANZI_PLATFORM_URL")
    platform_secret: SecretStr = Field(default=SecretStr(""), validation_alias="GUANZI_PLATFORM_SECRET")
    layout: Layout = Field(default="machine", validation_alias="GUANZI_LAYOUT")
    folder: Path = Field(default=Path("var"), validation_alias="GUANZI_VAR")

    @classmethod
    def load(cls) -> Self:
        """Read the environment; on a fault exit with one line per variable, by its name."""
        try:
            return cls()
        except ValidationError as error:
            raise SystemExit("\n".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors())) from None


def management_url_of(amqp_url: str) -> str:
    """Where RabbitMQ's management interface usually is, for the administrator of this AMQP URL."""
    url = urlsplit(amqp_url)
    scheme, port = ("https", 15671) if url.scheme == "amqps" else ("http", 15672)
    return f"{scheme}://{quote(url.username or 'guest')}:{url.password or 'guest'}@{url.hostname}:{port}"
