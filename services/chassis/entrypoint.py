"""How a service's worker says which events it handles: `@handles(type)` on a method `(self, session, event)`.

The method changes the service's state through the session it is given and returns; the chassis decides when it runs
(in order per aggregate, from the inbox) and commits its effect together with the note that the event is done.
"""

from collections.abc import Callable
from typing import TypeVar

from nameko.extensions import Entrypoint

Method = TypeVar("Method", bound=Callable[..., None])


class EventHandler(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """A nameko entrypoint that the inbox fires."""

    def __init__(self, event_type: str) -> None:
        self.event_type = event_type
        super().__init__()


def handles(event_type: str) -> Callable[[Method], Method]:
    """Let a worker's method handle one event type (`identity.organisation.registered.v1`); several on one method are fine."""
    decorator: Callable[[Method], Method] = EventHandler.decorator(event_type)
    return decorator
