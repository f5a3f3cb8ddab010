"""What the simulated platform has taken: offers as they stand, one effect per idempotency key, all in order."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any


class KeyReused(ValueError):
    """The key came before with another message."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One message that took effect."""

    number: int
    sender: str
    key: str
    asset_no: str
    action: str
    sequence: int


@dataclass(slots=True)
class Offer:
    """An offer as it stands here."""

    asset_no: str
    state: str
    sequence: int
    offer: Any
    receipt_no: str


@dataclass(slots=True)
class Ledger:
    """Everything the platform knows, by sender."""

    effects: list[Effect] = field(default_factory=list)
    offers: dict[tuple[str, str], Offer] = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[str, dict[str, Any]]] = field(default_factory=dict)
    repeats: int = 0
    lost: set[str] = field(default_factory=set)

    def take(self, sender: str, key: str, asset_no: str, action: str, body: Mapping[str, Any], at: datetime) -> tuple[dict[str, Any], bool]:
        """The receipt for a message, and whether it was new; the first one again for a key that came before."""
        digest = sha256(f"{action}\n{asset_no}\n{body}".encode()).hexdigest()
        known = self.answers.get((sender, key))
        if known is not None:
            if known[0] != digest:
                raise KeyReused(key)
            self.repeats += 1
            return known[1], False
        effect = Effect(len(self.effects) + 1, sender, key, asset_no, action, int(body["sequence"]))
        self.effects.append(effect)
        receipt = {
            "receipt_no": f"QG{at:%Y%m%d}-{effect.number:08}", "idempotency_key": key, "asset_no": asset_no, "accepted_at": at.isoformat(),
        }
        self.answers[sender, key] = (digest, receipt)
        state = "withdrawn" if action == "withdraw" else "published"
        self.offers[sender, asset_no] = Offer(asset_no, state, effect.sequence, body.get("offer"), receipt["receipt_no"])
        return receipt, True

    def lose(self, sender: str, asset_no: str, key: str = "") -> None:
        """Forget an offer, and the key's answer, as after a restored backup; the effect stays in the history."""
        self.offers.pop((sender, asset_no), None)
        self.answers.pop((sender, key), None)
        self.lost.add(key or asset_no)

    def listed(self, sender: str, after: str, limit: int) -> tuple[list[dict[str, Any]], str | None]:
        """A sender's offers by asset number, after one; and where the next page begins."""
        found = sorted(number for who, number in self.offers if who == sender and number > after)
        page = [asdict(self.offers[sender, number]) for number in found[:limit]]
        return page, page[-1]["asset_no"] if len(found) > limit else None

    def history(self) -> Iterator[dict[str, Any]]:
        """Every effect, in order."""
        return map(asdict, self.effects)
