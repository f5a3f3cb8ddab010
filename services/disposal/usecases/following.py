"""How disposal keeps up with what other services tell: units, accounts, deputies, and what became of the cards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.latest import keep, keeping
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

_KEEP_ASSET = keeping(asset, "asset_no", ("asset_no", "unit_id", "state", "removed", "version"))
ENDED = sorted({State.REFUSED, State.WITHDRAWN, State.REDEPLOYED, State.CLOSED, State.RECORDED})
_OUTCOME = update(case_asset).where(case_asset.c.case_id == bindparam("the_case"), case_asset.c.asset_no == bindparam("the_no"))
Outcomes = Sequence[tuple[Call, AssetWrittenOff | AssetMoved]]
_UNIT = ("id", "budget_code", "name", "kind", "region", "path", "funding")
_DEPUTY = ("principal", "role", "org_id", "deputy", "starts_at", "ends_at", "ended_at")


def follow_organisation(session: Session, call: Call, state: OrganisationState, version: int) -> None:
    """Take over an organisation's state; where it has another place in the tree, other desks decide on its cases now."""
    before = session.scalar(select(unit.c.path).where(unit.c.id == state.id))
    keep(session, unit, "id", {name: getattr(state, name) for name in _UNIT} | {"version": version})
    if before is None or before == state.path:
        return
    found = chosen(session, cases().where(case.c.unit_id == state.id, case.c.state.not_in(ENDED)))
    by = Decider(call.actor.account)
    record(session, call, [one.unit_moved(by, call.at, replace(one.unit, path=state.path, region=state.region)) for one in found])


def follow_account(session: Session, state: AccountState, version: int) -> None:
    """Take over an account's state: who is disabled acts no more, and deputies act only for those who hold their post."""
    posts = [[post.role, post.org_id] for post in state.posts]
    keep(session, account, "account", {"account": state.account, "disabled": state.disabled, "posts": posts, "version": version})


def follow_deputy(session: Session, state: DeputyStands, version: int) -> None:
    """Take over who stands in for whom, as sharing tells it."""
    row = {name: getattr(state, name) for name in _DEPUTY} | {"id": state.deputy_id, "path": state.org_path, "version": version}
    keep(session, deputy, "id", row)


def follow_assets(session: Session, told: Sequence[tuple[AssetSnapshot | AssetRemoved, int]]) -> None:
    """Take over the states of cards, one or thousands, as an import tells them, with one statement."""
    session.execute(_KEEP_ASSET, [_card(state, version) for state, version in told])


def follow_outcomes(session: Session, told: Outcomes) -> None:
    """The registry did what replies asked for with these cards; a case whose last card is among them is settled (E-038)."""
    replied = (case.c.reference.in_({one.reference for _, one in told})) & (case.c.state == State.REPLIED.value)
    rows = session.execute(select(case.c.id, case.c.reference).where(replied).order_by(case.c.id).with_for_update())
    by_reference: dict[str | None, UUID] = {row.reference: row.id for row in rows}
    done = [
        {"the_case": by_reference[one.reference], "the_no": one.asset_no, "the_outcome": _outcome(one)}
        for _, one in told if one.reference in by_reference
    ]  # fmt: skip
    if done:
        session.connection().execute(_OUTCOME.values(outcome=bindparam("the_outcome")), done)
        _settle(session, {by_reference[one.reference]: call for call, one in told if one.reference in by_reference})


def _settle(session: Session, calls: Mapping[UUID, Call]) -> None:
    """Settle those of these cases of which no card is pending, each in the conversation of its last card."""
    pending = select(case_asset.c.case_id).where(case_asset.c.case_id == case.c.id, case_asset.c.outcome == "pending")
    for one in chosen(session, cases().where(case.c.id.in_(calls), ~pending.exists())):
        call = calls[one.id]
        step = carrying_out.settle(one, Decider(call.actor.account), call.at, one.outcomes or {})
        record(session, call, [step])
        losses.register(session, call, step.case)


def _outcome(told: AssetWrittenOff | AssetMoved) -> str:
    return "moved" if isinstance(told, AssetMoved) else "written_off"


def _card(told: AssetSnapshot | AssetRemoved, version: int) -> dict[str, Any]:
    is_removed = isinstance(told, AssetRemoved)
    state = "" if isinstance(told, AssetRemoved) else str(told.state)
    return {"asset_no": told.asset_no, "unit_id": told.unit_id, "state": state, "removed": is_removed, "version": version}
