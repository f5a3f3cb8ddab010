"""How a service's worker says which events it handles: `@handles(type)` on a method `(self, session, event)`.

Where events come by the thousand, `@handles_many(type)` on a method `(self, session, events)` takes those that are ready
together, in order, with few statements instead of a few for each. If it fails they come again one by one, each as a list of one.

The method changes the service's state through the session it is given and returns; the chassis decides when it runs
(in order per aggregate, from the inbox) and commits its effect together with the note that the event is done. It must
not commit, and it must not call other services. Raising `Refused` parks the event at once, anything else is tried again.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from nameko.extensions import Entrypoint
from sqlalchemy.orm import Session

from services.chassis.dispatch import Dispatch
from services.chassis.event import Event
from services.chassis.intake import Intake

Single = TypeVar("Single", bound=Callable[[Any, Session, Event], None])
Many = TypeVar("Many", bound=Callable[[Any, Session, Sequence[Event]], None])


class EventHandler(Entrypoint):  # type: ignore[misc]  # nameko has no types
    """A nameko entrypoint that the inbox fires."""

    intake = Intake()
    dispatch = Dispatch()

    def __init__(self, event_type: str, *, many: bool = False) -> None:
        self.event_type, self.many = event_type, many
        super().__init__()

    def setup(self) -> None:
        """Tell the dispatch which type this method handles."""
        self.dispatch.register(self.event_type, self)

    def stop(self) -> None:
        """Stop receiving, then handling; nameko waits for the workers only afterwards."""
        self.intake.stop()
        self.dispatch.stop()


def handles(event_type: str) -> Callable[[Single], Single]:
    """Let a worker's method handle one event type (`identity.organisation.registered.v1`); several on one method are fine."""
    decorator: Callable[[Single], Single] = EventHandler.decorator(event_type)
    return decorator


def handles_many(event_type: str) -> Callable[[Many], Many]:
    """Let a worker's method handle the events of one type that are ready together, of one aggregate in the order of their versions."""
    decorator: Callable[[Many], Many] = EventHandler.decorator(event_type, many=True)
    return decorator
