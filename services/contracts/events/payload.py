"""What every event payload is: a closed pydantic model that names its event type; contracts only grow."""

from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

REGISTERED: dict[str, type["Payload"]] = {}


class Payload(BaseModel):
    """Subclass with `type="service.aggregate.fact.v1"`; readers ignore fields they do not know yet."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    TYPE: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__()
        if "type" in kwargs:
            cls.TYPE = kwargs["type"]
            REGISTERED[cls.TYPE] = cls

    def data(self) -> Mapping[str, Any]:
        """The payload as JSON-ready values."""
        return self.model_dump(mode="json")
