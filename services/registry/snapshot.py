"""What the registry tells a consumer that joins later: every card, change document and responsibility, each at its version."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events.registry import AssetStands, ChangeStands, ResponsibilityStands
from services.registry import events
from services.registry.domain.responsibility import Post
from services.registry.mapping import CARD_COLUMNS, UNIT_COLUMNS, card_of, change_of, unit_of
from services.registry.tables import card, change, responsibility, unit

BATCH = 1000


def states(session: Session) -> Iterator[Event]:
    """The current state of each aggregate as a snapshot event."""
    call = Call(Actor("service:registry", "registry"), session.execute(select(func.now())).scalar_one(), str(uuid4()))
    for row in _rows(session, card, *CARD_COLUMNS):
        one = card_of(row)
        yield event(AssetStands(**events.snapshot(one, unit_of(row))), one.asset_no, one.version, call)
    for row in _rows(session, change, change):
        document = change_of(row)
        told = ChangeStands(state=document.state.value, **events.change_facts(document, unit_of(row)))
        yield event(told, str(document.id), document.version, call)
    for row in session.execute(select(responsibility).execution_options(yield_per=BATCH)):
        post = Post(row.unit_id, row.section, row.asset_no)
        stands = ResponsibilityStands(
            unit_id=row.unit_id, layer=post.layer.value, section=row.section, asset_no=row.asset_no, assigned=bool(row.person)
        )
        yield event(stands, post.key, row.version, call)


def _rows(session: Session, table: Any, *columns: Any) -> Iterator[Any]:
    joined = select(*columns, *UNIT_COLUMNS).join(unit, unit.c.id == table.c.unit_id)
    yield from session.execute(joined.execution_options(yield_per=BATCH))
