"""What other services tell about cards they reserved: `sharing.reservation.*` and `disposal.reservation.*`, with one payload.

The event's subject is the reservation's reference; the registry ends or confirms the hold it placed when it was asked.
"""

from datetime import date
from typing import Literal

from services.contracts.events.payload import Payload


class Reservation(Payload):
    """The reservation named by (service, reference): the service is the publisher."""

    reference: str
    asset_nos: list[str]


class SharingReservationConfirmed(Reservation, type="sharing.reservation.confirmed.v1"):
    """The card is published; it stays held until released (B-050)."""


class SharingReservationReleased(Reservation, type="sharing.reservation.released.v1"):
    """Withdrawn or given up; the card is free."""


class SharingReservationStands(Reservation, type="sharing.reservation.snapshot.v1"):
    """The reservation stands; sent to one consumer that joins later."""


class DisposalReservationConfirmed(Reservation, type="disposal.reservation.confirmed.v1"):
    """The disposal is filed; the card stays held until it ends."""


class DisposalReservationReleased(Reservation, type="disposal.reservation.released.v1"):
    """The filing was returned, withdrawn or refused; the card is free."""


class DisposalReservationFulfilled(Reservation, type="disposal.reservation.fulfilled.v1"):
    """Carried out and replied to: the registry writes the cards off, or moves them to the receiving unit, and ends the hold.

    `to_unit_id` names the receiving unit where the cards move, and is empty where they are written off.
    """

    outcome: Literal["write_off", "move"]
    to_unit_id: str
    method: str
    case_number: str
    reply_no: str
    article: str
    on: date


class DisposalReservationStands(Reservation, type="disposal.reservation.snapshot.v1"):
    """The reservation stands; sent to one consumer that joins later."""
