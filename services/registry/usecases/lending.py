"""How a card is leased, lent and taken back (B-077)."""

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.ids import new_id
from services.registry.domain import lending as rules
from services.registry.domain.card import Card
from services.registry.domain.facts import Lent, TakenBack
from services.registry.domain.holds import DISPOSAL, refuse_when_held
from services.registry.domain.lending import Lending, Terms
from services.registry.domain.states import State
from services.registry.mapping import lending_of
from services.registry.tables import lending
from services.registry.usecases.loading import card_for, free_card_for
from services.registry.usecases.recording import record


def lend_card(session: Session, call: Call, asset_no: str, version: int, terms: Terms) -> tuple[Card, Lending]:
    """Lease or lend a free card; refuses one that is awaiting disposal, written off or lent already."""
    loaded = free_card_for(session, call, "asset.lend", asset_no, version)
    after, diff, lent = rules.lend(loaded.card, terms, new_id(), call.actor.account, call.at)
    fact = Lent(card=after, operation="lent", diff=diff, reason=terms.purpose.strip(), lending=lent)
    record(session, call, [(fact, loaded.unit)])
    session.execute(insert(lending).values({column.name: getattr(lent, column.name) for column in lending.c}))
    return after, lent


def take_back_card(session: Session, call: Call, asset_no: str, version: int, judged: State | None, note: str) -> Card:
    """Take a leased or lent card back into the state judged on return; a card imported as lent comes back without a lending.

    Unlike everything else, this is done while a disposal holds the card, too: the disposal cannot end before.
    """
    loaded = card_for(session, call, "asset.lend", asset_no)
    loaded.card.alive().at_version(version)
    if loaded.hold is None or loaded.hold.purpose != DISPOSAL:
        refuse_when_held(loaded.hold, call.at)
    row = session.execute(select(lending).where(lending.c.asset_no == asset_no, lending.c.taken_back_at.is_(None))).first()
    open_ = None if row is None else lending_of(row)
    after, diff = rules.take_back(loaded.card, open_, judged, call.at)
    fact = TakenBack(card=after, operation="taken_back", diff=diff, reason=note.strip()[:500], lending_id=str(open_.id) if open_ else "")
    record(session, call, [(fact, loaded.unit)])
    if open_ is not None:
        over = open_.taken_back(call.actor.account, call.at, note.strip()[:500])
        values = {"taken_back_at": over.taken_back_at, "taken_back_by": over.taken_back_by, "note": over.note}
        session.execute(update(lending).where(lending.c.id == over.id).values(**values))
    return after
