"""Which settings labels has; the only reader of its environment (`GUANZI_LABELS_…`)."""

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from services.chassis.settings import ServiceSettings


class LabelsSettings(ServiceSettings):
    """What the server and the worker need."""

    model_config = SettingsConfigDict(env_prefix="GUANZI_LABELS_")

    registry_address: str = Field(description="host:port of the registry's gRPC server")
    storage_url: str = Field(description="where photos of pasted labels lie: a folder, file:///… or s3://bucket/prefix")
    broker_management_url: SecretStr = Field(
        description="http://user:password@host:port of RabbitMQ's management, of the user that makes stations' queues and users"
    )
    station_broker_url: SecretStr = Field(description="amqp://host:port/vhost that stations are told, without a user")
