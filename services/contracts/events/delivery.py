"""What the gateway says of what it delivered to an outside system (`gateway.delivery`; subject = delivery id)."""

from datetime import datetime
from typing import Literal

from services.contracts.events.payload import Payload


class Delivery(Payload):
    """What was delivered: the aggregate (`sharing.entry`, `sharing.demand`), its id and the version that the delivered event had.

    `subject` is what arrives in order (the asset number, `sharing.demand/<id>`); `attempts` counts those made so far.
    """

    delivery_id: str
    target: str
    target_kind: Literal["national_platform", "webhook"]
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    action: Literal["publish", "change", "withdraw", "event"]
    subject: str = ""
    attempts: int = 0


class DeliveryReceipted(Delivery, type="gateway.delivery.receipted.v1"):
    """The target took it and gave a receipt."""

    receipt_no: str
    receipted_at: datetime | None = None


class DeliveryRefused(Delivery, type="gateway.delivery.refused.v1"):
    """The target will not take it as it is; it is parked until an operator decides."""

    code: str
    message: str


class DeliveryReplayed(Delivery, type="gateway.delivery.replayed.v1"):
    """An operator has it tried again."""


class DeliveryDropped(Delivery, type="gateway.delivery.dropped.v1"):
    """An operator has given it up; what waited behind it goes on."""

    reason: str
