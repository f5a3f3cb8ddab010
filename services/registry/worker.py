"""Process 2 of the registry: event → command, nothing else. Follows organisations, and reservations that become final."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.entrypoint import handles, handles_many
from services.chassis.event import Event
from services.contracts.events.identity import OrganisationState
from services.contracts.events.reservation import DisposalReservationFulfilled, Reservation
from services.registry.settings import RegistrySettings
from services.registry.usecases.fulfilling import Fulfil, fulfil
from services.registry.usecases.reserving import confirm, end
from services.registry.usecases.units import follow_organisations


class RegistryWorker:
    """The consumer `registry` of services/contracts/topology.toml."""

    name = "registry"
    settings = RegistrySettings

    @handles_many("identity.organisation.registered.v1")
    @handles_many("identity.organisation.changed.v1")
    @handles_many("identity.organisation.snapshot.v1")
    def organisations(self, session: Session, events: Sequence[Event]) -> None:
        """Keep the picture of the organisations."""
        follow_organisations(session, [(OrganisationState.model_validate(event.data), event.version) for event in events])

    @handles("sharing.reservation.confirmed.v1")
    @handles("sharing.reservation.snapshot.v1")
    @handles("disposal.reservation.confirmed.v1")
    @handles("disposal.reservation.snapshot.v1")
    def reservation_confirmed(self, session: Session, event: Event) -> None:
        """The hold stands until released."""
        told = Reservation.model_validate(event.data)
        confirm(session, _call(event), _service(event), told.reference, told.asset_nos)

    @handles("sharing.reservation.released.v1")
    @handles("disposal.reservation.released.v1")
    def reservation_released(self, session: Session, event: Event) -> None:
        """The cards are free."""
        end(session, _call(event), _service(event), Reservation.model_validate(event.data).reference, "released")

    @handles("disposal.reservation.fulfilled.v1")
    def reservation_fulfilled(self, session: Session, event: Event) -> None:
        """The cards are written off, or another unit's."""
        told = DisposalReservationFulfilled.model_validate(event.data)
        fulfil(session, _call(event), _fulfilment(event, told))


def _fulfilment(event: Event, told: DisposalReservationFulfilled) -> Fulfil:
    return Fulfil(
        _service(event), told.reference, told.asset_nos, told.to_unit_id if told.outcome == "move" else "", told.method, told.case_number,
        told.reply_no, told.article, told.on,
    )


def _call(event: Event) -> Call:
    return Call.from_event(event, RegistryWorker.name, datetime.now(UTC))


def _service(event: Event) -> str:
    return event.type.partition(".")[0]
