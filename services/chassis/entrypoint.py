"""How a service's worker says which events it handles: `@handles(type)` on a method `(self, session, event)`.

The method changes the service's state through the session it is given and returns; the chassis decides when it runs
(in order per aggregate, from the inbox) and commits its effect together with the note that the event is done. It must
not commit, and it must not call other services. Raising `Refused` parks the event at once, anything else is tried again.
"""

from collections.abc import Callable
from typing import TypeVar

from nameko.extensions import Entrypoint

from services.chassis.dispatch import Dispatch
from services.chassis.intake import Intake

Method = TypeVar("Method", bound=Callable[..., None])


class EventHandler(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """A nameko entrypoint that the inbox fires."""

    intake = Intake()
    dispatch = Dispatch()

    def __init__(self, event_type: str) -> None:
        self.event_type = event_type
        super().__init__()

    def setup(self) -> None:
        """Tell the dispatch which type this method handles."""
        self.dispatch.register(self.event_type, self)

    def stop(self) -> None:
        """Stop receiving, then handling; nameko waits for the workers only afterwards."""
        self.intake.stop()
        self.dispatch.stop()


def handles(event_type: str) -> Callable[[Method], Method]:
    """Let a worker's method handle one event type (`identity.organisation.registered.v1`); several on one method are fine."""
    decorator: Callable[[Method], Method] = EventHandler.decorator(event_type)
    return decorator
