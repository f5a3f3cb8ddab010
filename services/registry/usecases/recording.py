"""How a card's fact is committed: row, history, event and audit record, in one transaction, one or thousands at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, cast, update
from sqlalchemy.dialects.postgresql import TSVECTOR, insert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict
from services.registry import events
from services.registry.domain.facts import Fact
from services.registry.domain.units import Unit
from services.registry.mapping import as_tsvector, card_row, json_diff
from services.registry.tables import card, card_history

Told = Sequence[tuple[Fact, Unit]]


def record_new(session: Session, call: Call, facts: Told) -> None:
    """Commit cards that came into being; refuses a number that a card of the installation already has, without telling whose."""
    for fact, _ in facts:
        free = insert(card).values(**as_tsvector(card_row(fact.card))).on_conflict_do_nothing(index_elements=[card.c.asset_no])
        if session.scalar(free.returning(card.c.asset_no)) is None:
            raise Conflict("asset_no_exists", f"资产编号 {fact.card.asset_no} 已被使用。", remedy="请更换编号，或留空由系统编号。")
    _tell(session, call, facts)


def record(session: Session, call: Call, facts: Told) -> None:
    """Commit what happened to cards that were loaded for update; refuses when one moved on nevertheless."""
    touched = {name for fact, _ in facts for name in fact.diff}
    names = frozenset(touched | {"version", "changed_at"} | ({"place"} & touched))
    rows = [_renamed(card_row(fact.card, names), fact) for fact, _ in facts]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _columns(rows[0])}
    if "search" in values:
        values["search"] = cast(bindparam("new_search"), TSVECTOR)
    statement = update(card).where(card.c.asset_no == bindparam("the_no"), card.c.version == bindparam("the_version")).values(**values)
    updated = session.connection().execute(statement, rows)
    if updated.rowcount != len(rows):
        raise Conflict("stale_version", "卡片已被他人修改。", remedy="请刷新后重新办理。")
    _tell(session, call, facts)


def _renamed(row: Mapping[str, Any], fact: Fact) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()} | {"the_no": fact.card.asset_no, "the_version": fact.card.version - 1}


def _columns(row: Mapping[str, Any]) -> list[str]:
    return [name.removeprefix("new_") for name in row if name.startswith("new_")]


def _tell(session: Session, call: Call, facts: Told) -> None:
    session.execute(insert(card_history), [_history(fact, call) for fact, _ in facts])
    outbox.append_many(session, [events.asset_event(fact, unit, call) for fact, unit in facts])
    audit.record_many(session, call, [_entry(fact, unit) for fact, unit in facts])


def _history(fact: Fact, call: Call) -> dict[str, Any]:
    return {
        "asset_no": fact.card.asset_no, "version": fact.card.version, "at": call.at, "actor": call.actor.account,
        "operation": fact.operation, "reason": fact.reason, "changes": json_diff(fact.diff), "article": fact.article,
    }


def _entry(fact: Fact, unit: Unit) -> audit.Entry:
    diff = masked(json_diff(fact.diff))
    before, after = ({name: pair[side] for name, pair in diff.items()} for side in (0, 1))
    return audit.Entry(
        f"asset.{fact.operation}", "asset", fact.card.asset_no, unit.path, before or None, after or {"version": fact.card.version},
        fact.article,
    )


def masked(diff: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """The difference with the names of persons cut to their first character."""
    return {name: [_mask(value) for value in pair] if name in events.PERSONAL else pair for name, pair in diff.items()}


def _mask(value: Any) -> Any:
    return value[:1] + "*" * (len(value) - 1) if isinstance(value, str) else value
