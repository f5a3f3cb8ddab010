"""How tests come by many cards and many cases quickly: one goes the real way, the database makes its copies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Table, Text, func, insert, literal, select, true
from sqlalchemy import event as hooks
from sqlalchemy.orm import Session, sessionmaker

from services.chassis.ids import new_id
from services.disposal.tables import case, case_asset, draft
from services.registry.tables import card

from .conftest import Office


def cards(office: Office, count: int) -> list[str]:
    """Cards like one that was registered; their numbers, as long as numbers may be."""
    first = office.card(original_value_fen=1_000)
    numbers = [f"SYN-430121-{number:029d}" for number in range(count)]
    names = [column.name for column in card.c if column.name != "asset_no"]
    with office.registry_sessions.begin() as session:
        new = func.unnest(literal(numbers, ARRAY(Text))).table_valued("asset_no", name="new").render_derived()
        copied = (card.c[name] for name in names)
        copies = select(new.c.asset_no, *copied).select_from(card.join(new, true())).where(card.c.asset_no == first)
        session.execute(insert(card).from_select(["asset_no", *names], copies))
    return numbers


def cloned(office: Office, case_id: str, count: int) -> list[str]:
    """Cases like one that was filed, each with cards of its own that only disposal knows of; their ids."""
    this, ids = UUID(case_id), [new_id() for _ in range(count)]
    with office.sessions.begin() as session:
        for each in ids:
            _copy(session, draft, draft.c.id == this, id=each)
            _copy(session, case, case.c.id == this, id=each, number=str(each), reference=f"{each}/1")
            _copy(session, case_asset, case_asset.c.case_id == this, case_id=each, asset_no=str(each))
    return list(map(str, ids))


@contextmanager
def counted(sessions: sessionmaker[Session]) -> Iterator[list[str]]:
    """The statements that these sessions send meanwhile."""
    engine, sent = sessions.kw["bind"], list[str]()

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    hooks.listen(engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        hooks.remove(engine, "before_cursor_execute", hear)


def _copy(session: Session, table: Table, which: ColumnElement[bool], **other: Any) -> None:
    names = [column.name for column in table.c]
    values = [literal(other[name], table.c[name].type) if name in other else table.c[name] for name in names]
    session.execute(insert(table).from_select(names, select(*values).where(which)))
