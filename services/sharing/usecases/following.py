"""How sharing keeps up with what other services tell: units, accounts, cards, and what became of deliveries."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.latest import keep, keeping
from services.contracts.events.delivery import Delivery, DeliveryReceipted, DeliveryRefused
from services.contracts.events.identity import AccountState, OrganisationState
from services.contracts.events.registry import AssetRemoved, AssetSnapshot
from services.sharing.domain.entry import Entry, Owner, Step
from services.sharing.mapping import live as not_ended
from services.sharing.tables import account, asset, entry, unit
from services.sharing.usecases.demands import demands_moved
from services.sharing.usecases.handing_over import went
from services.sharing.usecases.loading import chosen
from services.sharing.usecases.recording import record

_TERMS = {
    "in_use": "在用", "leased_or_lent": "出租出借", "written_off": "已核销", "idle": "闲置", "inefficient": "低效运转",
    "awaiting_disposal": "待处置",
}  # fmt: skip
OURS = "sharing.entry"
_KEEP_ASSET = keeping(asset, "asset_no", ("asset_no", "unit_id", "state", "shareable", "removed", "version"))


def follow_organisation(session: Session, call: Call, state: OrganisationState, version: int) -> None:
    """Take over an organisation's state; where it has another place in the tree, other people see its entries now."""
    before = session.scalar(select(unit.c.path).where(unit.c.id == state.id))
    row = {name: getattr(state, name) for name in ("id", "budget_code", "name", "kind", "region", "path")} | {"version": version}
    keep(session, unit, "id", row)
    if before is None or before == state.path:
        return
    owner = Owner(state.id, state.budget_code, state.name, state.path)
    _each(session, call, entry.c.unit_id == state.id, lambda one: one.owner_moved(call.actor.account, call.at, owner))
    demands_moved(session, call, owner)


def follow_account(session: Session, state: AccountState, version: int) -> None:
    """Take over an account's state: deputies act only for those who hold their post."""
    posts = [[post.role, post.org_id] for post in state.posts]
    keep(session, account, "account", {"account": state.account, "disabled": state.disabled, "posts": posts, "version": version})


def follow_asset(session: Session, call: Call, told: AssetSnapshot | AssetRemoved, version: int) -> None:
    """Take over a card's state; an asset put to use, written off or gone leaves the warehouse (B-054)."""
    session.execute(_KEEP_ASSET, _card(told, version))
    _leave(session, call, told, version)


def follow_assets(session: Session, told: Sequence[tuple[Call, AssetSnapshot, int]]) -> None:
    """Take over the states of many cards with two statements, as an import tells thousands; looks closer at those in the warehouse only."""
    session.execute(_KEEP_ASSET, [_card(state, version) for _, state, version in told])
    numbers = {state.asset_no for _, state, _ in told}
    entered = set(session.scalars(select(entry.c.asset_no).where(entry.c.asset_no.in_(numbers), not_ended())))
    for call, state, version in told:
        if state.asset_no in entered:
            _leave(session, call, state, version)


def _card(told: AssetSnapshot | AssetRemoved, version: int) -> dict[str, Any]:
    row = {"asset_no": told.asset_no, "unit_id": told.unit_id, "version": version}
    if isinstance(told, AssetRemoved):
        return row | {"state": "", "shareable": False, "removed": True}
    return row | {"state": str(told.state), "shareable": told.shareable, "removed": False}


def _leave(session: Session, call: Call, told: AssetSnapshot | AssetRemoved, version: int) -> None:
    """Let the card's entry leave where it may not stay."""
    removed = isinstance(told, AssetRemoved)
    state, shareable = ("", False) if isinstance(told, AssetRemoved) else (str(told.state), told.shareable)

    def leave(one: Entry) -> Step | None:
        if not removed and one.owner.id == told.unit_id and one.stays(state, shareable=shareable):
            return None
        why = _why(state, moved=one.owner.id != told.unit_id)
        return went(session, call, one, told.unit_id, why) or one.leave(call.actor.account, call.at, why)

    older = entry.c.asset["version"].as_integer() < version  # what tells nothing new locks nothing
    _each(session, call, entry.c.asset_no == told.asset_no if removed else and_(entry.c.asset_no == told.asset_no, older), leave)


def follow_delivery(session: Session, call: Call, told: Delivery) -> None:
    """Keep the national platform's receipt, or why it does not take the entry; withdrawals' receipts change nothing here."""
    if told.aggregate != OURS or told.target_kind != "national_platform" or told.action == "withdraw":
        return

    def note(one: Entry) -> Step | None:
        if isinstance(told, DeliveryReceipted) and told.receipt_no != one.national_receipt_no:
            return one.receipted(call.actor.account, call.at, told.receipt_no)
        if isinstance(told, DeliveryRefused):
            return one.refused_nationally(call.actor.account, call.at, f"{told.code}：{told.message}"[:500])
        return None

    _each(session, call, entry.c.id == told.aggregate_id, note, live=False)


def _each(session: Session, call: Call, which: Any, verb: Callable[[Entry], Step | None], *, live: bool = True) -> None:
    found = chosen(session, and_(which, not_ended()) if live else which)
    record(session, call, [step for step in map(verb, found) if step])


def _why(state: str, *, moved: bool) -> str:
    if not state:
        return "资产信息卡已撤销"
    return "资产已划转到其他单位" if moved else f"资产状态已变为“{_TERMS.get(state, state)}”"
