"""Process: the gateway's worker. What services tell becomes deliveries to the national platform and to webhooks, and the events feed."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from services.chassis.entrypoint import handles
from services.chassis.event import Event, aggregate_of
from services.contracts.events import disposal, identity, labels, registry, sharing, warehouse
from services.contracts.events.identity import OrganisationState
from services.contracts.events.payload import REGISTERED
from services.gateway.deliveries.domain.feed import OPERATIONS
from services.gateway.deliveries.usecases.hearing import hear
from services.gateway.deliveries.usecases.targets import follow_organisation
from services.gateway.national.reporting import report
from services.gateway.settings import DeliverySettings

SPOKEN = (disposal, identity, labels, registry, sharing, warehouse)
"""The modules whose import makes their types known."""
Method = TypeVar("Method", bound=Callable[..., None])


def hears(*aggregates: str) -> Callable[[Method], Method]:
    """Let a method handle every type of these aggregates."""

    def mark(method: Method) -> Method:
        for event_type in sorted(REGISTERED):
            if aggregate_of(event_type) in aggregates:
                method = handles(event_type)(method)
        return method

    return mark


class GatewayWorker:
    """The consumer `gateway` of services/contracts/topology.toml."""

    name = "gateway"
    settings = DeliverySettings

    @hears("identity.organisation")
    def organisation(self, session: Session, event: Event) -> None:
        """Know where it sits, then let others hear it."""
        told = OrganisationState.model_validate(event.data)
        follow_organisation(session, told.id, told.path, told.name, event.version)
        hear(session, event, datetime.now(UTC))

    @hears("sharing.entry", "sharing.demand")
    def listed(self, session: Session, event: Event) -> None:
        """Let others hear it, and report to the national platform what it is to list."""
        now = datetime.now(UTC)
        hear(session, event, now)
        report(session, event, now)

    @hears(*(set(OPERATIONS) - {"identity.organisation", "sharing.entry", "sharing.demand"}))
    def other(self, session: Session, event: Event) -> None:
        """Let others hear it."""
        hear(session, event, datetime.now(UTC))
