"""What the simulated platform has taken: offers and demands as they stand, one effect per idempotency key, all in order."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from services.gateway.national.listing import OFFER, Kind


class KeyReused(ValueError):
    """The key came before with another message."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One message that took effect; on an asset or on a demand."""

    number: int
    sender: str
    key: str
    action: str
    sequence: int
    asset_no: str = ""
    demand_id: str = ""


@dataclass(slots=True)
class Standing:
    """An offer or a demand as it stands here; `said` is what was received last, None once withdrawn."""

    number: str
    state: str
    sequence: int
    said: Any
    receipt_no: str


Standings = dict[tuple[str, str], Standing]
"""By sender and number."""


@dataclass(slots=True)
class Ledger:
    """Everything the platform knows, by sender."""

    effects: list[Effect] = field(default_factory=list)
    offers: Standings = field(default_factory=dict)
    demands: Standings = field(default_factory=dict)
    answers: dict[tuple[str, str], tuple[str, dict[str, Any]]] = field(default_factory=dict)
    repeats: int = 0
    lost: set[str] = field(default_factory=set)

    def of(self, kind: Kind) -> Standings:
        """All that stand of a kind."""
        return self.offers if kind is OFFER else self.demands

    def take(
        self, sender: str, key: str, kind: Kind, number: str, action: str, body: Mapping[str, Any], at: datetime
    ) -> tuple[dict[str, Any], bool]:
        """The receipt for a message, and whether it was new; the first one again for a key that came before."""
        digest = sha256(f"{action}\n{kind.path}/{number}\n{body}".encode()).hexdigest()
        known = self.answers.get((sender, key))
        if known is not None:
            if known[0] != digest:
                raise KeyReused(key)
            self.repeats += 1
            return known[1], False
        effect = Effect(len(self.effects) + 1, sender, key, action, int(body["sequence"]), **{kind.number: number})
        self.effects.append(effect)
        receipt = {
            "receipt_no": f"QG{at:%Y%m%d}-{effect.number:08}", "idempotency_key": key, kind.number: number, "accepted_at": at.isoformat(),
        }
        self.answers[sender, key] = (digest, receipt)
        state = "withdrawn" if action == "withdraw" else "published"
        self.of(kind)[sender, number] = Standing(number, state, effect.sequence, body.get(kind.word), receipt["receipt_no"])
        return receipt, True

    def lose(self, sender: str, number: str, key: str = "", kind: Kind = OFFER) -> None:
        """Forget an offer or demand, and the key's answer, as after a restored backup; the effect stays in the history."""
        self.of(kind).pop((sender, number), None)
        self.answers.pop((sender, key), None)
        self.lost.add(key or number)

    def listed(self, sender: str, kind: Kind, after: str, limit: int) -> tuple[list[dict[str, Any]], str | None]:
        """A sender's offers or demands by number, after one; and where the next page begins."""
        standing = self.of(kind)
        found = sorted(number for who, number in standing if who == sender and number > after)
        page = [told(kind, standing[sender, number]) | {kind.word: standing[sender, number].said} for number in found[:limit]]
        return page, found[limit - 1] if len(found) > limit else None

    def history(self) -> Iterator[dict[str, Any]]:
        """Every effect, in order."""
        return map(asdict, self.effects)


def told(kind: Kind, one: Standing) -> dict[str, Any]:
    """How it stands, in the words of its kind, without what it says."""
    return {kind.number: one.number, "state": one.state, "sequence": one.sequence, "receipt_no": one.receipt_no}
