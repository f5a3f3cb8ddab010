"""How it is put on record that cards were taken away: a workbook, a card book, a printed card (who, which filter, how many)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from posixpath import commonpath
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.registry.domain.card import Card
from services.registry.domain.units import Unit
from services.registry.queries.filters import Filter
from services.registry.usecases.recording import masked

Held = tuple[Card, Unit]


class Counted:
    """Cards on their way out: how many passed, and below which organisation all of them are."""

    def __init__(self, cards: Iterable[Held]) -> None:
        self._cards, self._paths, self.count = cards, set[str](), 0

    def __iter__(self) -> Iterator[Held]:
        for card, unit in self._cards:
            self.count += 1
            self._paths.add(unit.path)
            yield card, unit

    def path(self, call: Call) -> str:
        """The lowest organisation above them all; without any card the caller's own."""
        return commonpath(self._paths or {call.actor.posts[0].path})


def record_list(session: Session, call: Call, operation: str, wanted: Filter, cards: Counted) -> None:
    """Record that all cards of a filter were handed out, and commit, before the first byte leaves."""
    after = {"cards": cards.count, "filter": _told(wanted)}
    audit.record(session, call, audit.Entry(operation, "cards", call.correlation_id, cards.path(call), None, after))
    session.commit()


def record_card(session: Session, call: Call, card: Card, unit: Unit) -> None:
    """Record that one card was printed, and commit."""
    audit.record(session, call, audit.Entry("asset.printed", "asset", card.asset_no, unit.path, None, {"cards": 1}))
    session.commit()


def _told(wanted: Filter) -> dict[str, Any]:
    """What was filtered by, JSON-ready, names of persons masked."""
    filled = {name: _plain(value) for name, value in asdict(wanted).items() if value not in ("", None, (), False)}
    return {name: pair[1] for name, pair in masked({name: [None, value] for name, value in filled.items()}).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date | UUID):
        return str(value)
    return [one.value for one in value] if isinstance(value, tuple) else value
