"""What a webhook gets: the event as CloudEvents JSON, signed; any 2xx means received."""

from dataclasses import dataclass

from services.chassis.event import CONTENT_TYPE
from services.gateway.deliveries.sealing import Seal
from services.gateway.deliveries.sending import Letter
from services.gateway.deliveries.usecases.claiming import Claimed, Target


@dataclass(frozen=True, slots=True)
class Webhook:
    """The adapter of webhooks; their secrets are kept sealed."""

    seal: Seal

    def letter(self, target: Target, claimed: Claimed) -> Letter:
        """POST the event to the subscriber's address."""
        headers = {"Content-Type": CONTENT_TYPE, "X-Guanzi-Event": claimed.kind, "User-Agent": "guanzi-webhook/1"}
        return Letter("POST", target.url, claimed.body.encode(), self.seal.open(target.secret).encode(), headers=headers)
