"""What the gateway says of what it delivered to an outside system (`gateway.delivery`; subject = delivery id)."""

from typing import Literal

from services.contracts.events.payload import Payload


class Delivery(Payload):
    """What was delivered: the aggregate (`sharing.entry`), its id and the version that the delivered event had."""

    delivery_id: str
    target: str
    target_kind: Literal["national_platform", "webhook"]
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    action: Literal["publish", "change", "withdraw", "event"]


class DeliveryReceipted(Delivery, type="gateway.delivery.receipted.v1"):
    """The target took it and gave a receipt."""

    receipt_no: str


class DeliveryRefused(Delivery, type="gateway.delivery.refused.v1"):
    """The target will not take it as it is; it is parked until an operator decides."""

    code: str
    message: str
