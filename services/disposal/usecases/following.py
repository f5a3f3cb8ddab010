"""How disposal keeps up with what other services tell: units, accounts, deputies, and what became of the cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Table, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.contracts.events.identity import AccountState, OrganisationState
from services.contracts.events.registry import AssetMoved, AssetRemoved, AssetSnapshot, AssetWrittenOff
from services.contracts.events.sharing import DeputyStands
from services.disposal.domain import carrying_out
from services.disposal.domain.route import Decider
from services.disposal.domain.states import State
from services.disposal.mapping import cases
from services.disposal.tables import account, asset, case, case_asset, deputy, unit
from services.disposal.usecases import losses
from services.disposal.usecases.loading import chosen
from services.disposal.usecases.recording import record

_CARD = insert(asset)
_KEEP_ASSET = _CARD.on_conflict_do_update(
    index_elements=[asset.c.asset_no], where=asset.c.version <= _CARD.excluded.version,
    set_={name: _CARD.excluded[name] for name in ("unit_id", "state", "removed", "version")},
)
ENDED = sorted({State.REFUSED, State.WITHDRAWN, State.REDEPLOYED, State.CLOSED, State.RECORDED})
_UNIT = ("id", "budget_code", "name", "kind", "region", "path", "funding")
_DEPUTY = ("principal", "role", "org_id", "deputy", "starts_at", "ends_at", "ended_at")


def follow_organisation(session: Session, call: Call, state: OrganisationState, version: int) -> None:
    """Take over an organisation's state; where it has another place in the tree, other desks decide on its cases now."""
    before = session.scalar(select(unit.c.path).where(unit.c.id == state.id))
    _keep(session, unit, "id", {name: getattr(state, name) for name in _UNIT} | {"version": version})
    if before is None or before == state.path:
        return
    found = chosen(session, cases().where(case.c.unit_id == state.id, case.c.state.not_in(ENDED)))
    by = Decider(call.actor.account)
    record(session, call, [one.unit_moved(by, call.at, replace(one.unit, path=state.path, region=state.region)) for one in found])


def follow_account(session: Session, state: AccountState, version: int) -> None:
    """Take over an account's state: who is disabled acts no more, and deputies act only for those who hold their post."""
    posts = [[post.role, post.org_id] for post in state.posts]
    _keep(session, account, "account", {"account": state.account, "disabled": state.disabled, "posts": posts, "version": version})


def follow_deputy(session: Session, state: DeputyStands, version: int) -> None:
    """Take over who stands in for whom, as sharing tells it."""
    row = {name: getattr(state, name) for name in _DEPUTY} | {"id": state.deputy_id, "path": state.org_path, "version": version}
    _keep(session, deputy, "id", row)


def follow_assets(session: Session, told: Sequence[tuple[AssetSnapshot | AssetRemoved, int]]) -> None:
    """Take over the states of cards, one or thousands, as an import tells them, with one statement."""
    session.execute(_KEEP_ASSET, [_card(state, version) for state, version in told])


def follow_outcome(session: Session, call: Call, told: AssetWrittenOff | AssetMoved) -> None:
    """The registry did what the reply asked for with one card; after the last one the case is settled (E-038)."""
    found = chosen(session, cases().where(case.c.reference == told.reference, case.c.state == State.REPLIED.value))
    for one in found:
        outcome = "moved" if isinstance(told, AssetMoved) else "written_off"
        here = (case_asset.c.case_id == one.id) & (case_asset.c.asset_no == told.asset_no)
        session.execute(update(case_asset).where(here).values(outcome=outcome))
        left = select(func.count()).where(case_asset.c.case_id == one.id, case_asset.c.outcome == "pending")
        if session.scalar(left) == 0:
            outcomes = {**(one.outcomes or {}), told.asset_no: outcome}
            step = carrying_out.settle(one, Decider(call.actor.account), call.at, outcomes)
            record(session, call, [step])
            losses.register(session, call, step.case)


def _card(told: AssetSnapshot | AssetRemoved, version: int) -> dict[str, Any]:
    is_removed = isinstance(told, AssetRemoved)
    state = "" if isinstance(told, AssetRemoved) else str(told.state)
    return {"asset_no": told.asset_no, "unit_id": told.unit_id, "state": state, "removed": is_removed, "version": version}


def _keep(session: Session, table: Table, key: str, row: Mapping[str, Any]) -> None:
    known = insert(table).values(**row)
    later = {name: known.excluded[name] for name in row if name != key}
    newer = table.c.version <= literal(row["version"])
    session.execute(known.on_conflict_do_update(index_elements=[table.c[key]], set_=later, where=newer))
