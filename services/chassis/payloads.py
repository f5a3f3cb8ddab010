"""Whether an event's payload fits its contract: the models in `services/contracts/events`, by type."""

from pydantic import ValidationError

from services.chassis.event import Event, Unreadable
from services.contracts.events.payload import REGISTERED


def check(event: Event) -> None:
    """Raise Unreadable naming the faulty fields; a type whose model this process does not know passes."""
    model = REGISTERED.get(event.type)
    if model is None:
        return
    try:
        model.model_validate(event.data)
    except ValidationError as error:
        fields = sorted({".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)})
        raise Unreadable(f"payload does not fit its contract: {', '.join(fields)[:200]}") from None
