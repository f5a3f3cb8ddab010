"""How sharing keeps up with what other services tell: units, accounts, cards, and what became of deliveries."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.latest import keep
from services.contracts.events.delivery import Delivery, DeliveryReceipted, DeliveryRefused
from services.contracts.events.identity import AccountState, OrganisationState
from services.contracts.events.registry import AssetRemoved, AssetSnapshot, AssetTakenBack
from services.sharing.demand_tables import demand
from services.sharing.domain.entry import Entry, Owner, Step
from services.sharing.mapping import live as not_ended
from services.sharing.tables import account, asset, entry, unit
from services.sharing.usecases.demand_records import locked_demands, record_demands
from services.sharing.usecases.demands import demands_moved
from services.sharing.usecases.handing_over import went
from services.sharing.usecases.loading import chosen
from services.sharing.usecases.radar_scan import mark
from services.sharing.usecases.recording import record

_TERMS = {
    "in_use": "在用", "leased_or_lent": "出租出借", "written_off": "已核销", "idle": "闲置", "inefficient": "低效运转",
    "awaiting_disposal": "待处置",
}  # fmt: skip
Happened_co = TypeVar("Happened_co", covariant=True)
CARD = (
    "name", "class_code", "model", "brand", "quantity", "acquired_on", "service_life_months", "original_value_fen", "net_value_fen",
    "use_department", "place",
)  # fmt: skip
"""What the radar looks at."""
_TOLD = ("unit_id", "state", "shareable", "removed", "version", *CARD)


def follow_organisation(session: Session, call: Call, state: OrganisationState, version: int) -> None:
    """Take over an organisation's state; where it has another place in the tree, other people see its entries now."""
    before = session.scalar(select(unit.c.path).where(unit.c.id == state.id))
    row = {name: getattr(state, name) for name in ("id", "budget_code", "name", "kind", "region", "path")} | {"version": version}
    keep(session, unit, "id", row)
    if before is None or before == state.path:
        return
    was, owner = (Owner(state.id, state.budget_code, state.name, path) for path in (before, state.path))
    here = entry.c.unit_id == state.id
    _each(session, call, here, lambda one: replace(one, owner=was).owner_moved(call.actor.account, call.at, owner))
    demands_moved(session, call, was, owner)


def follow_account(session: Session, state: AccountState, version: int) -> None:
    """Take over an account's state: deputies act only for those who hold their post."""
    posts = [[post.role, post.org_id] for post in state.posts]
    keep(session, account, "account", {"account": state.account, "disabled": state.disabled, "posts": posts, "version": version})


def follow_asset(session: Session, call: Call, told: AssetSnapshot | AssetRemoved, version: int) -> None:
    """Take over a card's state; an asset put to use, written off or gone leaves the warehouse (B-054)."""
    _keep(session, [(call, told, version)])
    _leave(session, call, told, version)


def follow_assets(session: Session, told: Sequence[tuple[Call, AssetSnapshot, int]]) -> None:
    """Take over the states of many cards with few statements, as an import tells thousands; looks closer at those in the warehouse only."""
    _keep(session, told)
    numbers = {state.asset_no for _, state, _ in told}
    entered = set(session.scalars(select(entry.c.asset_no).where(entry.c.asset_no.in_(numbers), not_ended())))
    for call, state, version in told:
        if state.asset_no in entered:
            _leave(session, call, state, version)


def _keep(session: Session, told: Sequence[tuple[Call, AssetSnapshot | AssetRemoved, int]]) -> None:
    """The cards as they are told, and that the radar is to look at their units soon (B-084)."""
    session.execute(_KEEP_ASSET, [_card(state, version) for _, state, version in told])
    mark(session, (state.unit_id for _, state, _ in told), told[0][0].at)


def _keep_asset() -> Insert:
    """The latest state of each; that its loan ended in no use is remembered until it is in use or lent again."""
    row = insert(asset)
    in_no_use = and_(*(row.excluded.state != state for state in ("in_use", "leased_or_lent", "")))
    ended = and_(or_(row.excluded.loan_ended, asset.c.loan_ended), in_no_use)
    later = {name: row.excluded[name] for name in _TOLD} | {"loan_ended": ended}
    return row.on_conflict_do_update(index_elements=[asset.c.asset_no], set_=later, where=asset.c.version <= row.excluded.version)


_KEEP_ASSET = _keep_asset()


def _card(told: AssetSnapshot | AssetRemoved, version: int) -> dict[str, Any]:
    ended = isinstance(told, AssetTakenBack) and told.state != "in_use"
    row = {"asset_no": told.asset_no, "unit_id": told.unit_id, "version": version, "loan_ended": ended}
    if isinstance(told, AssetRemoved):
        return row | {"state": "", "shareable": False, "removed": True} | dict.fromkeys(CARD)
    return row | {"state": str(told.state), "shareable": told.shareable, "removed": False} | {name: getattr(told, name) for name in CARD}


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
    """Keep the national platform's receipt, or why it does not take the entry or demand; withdrawals' receipts change nothing here."""
    if told.target_kind != "national_platform" or told.action == "withdraw":
        return
    if told.aggregate == "sharing.entry":
        _each(session, call, entry.c.id == told.aggregate_id, lambda one: _noted(one, call, told), live=False)
    if told.aggregate == "sharing.demand":
        found = locked_demands(session, demand.c.id == told.aggregate_id)
        record_demands(session, call, [step for one in found if (step := _noted(one, call, told))])


class _Reported(Protocol[Happened_co]):
    """An entry or a demand, of which the national platform is told."""

    @property
    def national_receipt_no(self) -> str: ...

    def receipted(self, by: str, at: datetime, receipt_no: str) -> Happened_co: ...

    def refused_nationally(self, by: str, at: datetime, refusal: str) -> Happened_co: ...


def _noted(one: _Reported[Happened_co], call: Call, told: Delivery) -> Happened_co | None:
    """What the platform's answer comes to; None where it is known already."""
    if isinstance(told, DeliveryReceipted) and told.receipt_no != one.national_receipt_no:
        return one.receipted(call.actor.account, call.at, told.receipt_no)
    if isinstance(told, DeliveryRefused):
        return one.refused_nationally(call.actor.account, call.at, f"{told.code}：{told.message}"[:500])
    return None


def _each(session: Session, call: Call, which: Any, verb: Callable[[Entry], Step | None], *, live: bool = True) -> None:
    found = chosen(session, and_(which, not_ended()) if live else which)
    record(session, call, [step for step in map(verb, found) if step])


def _why(state: str, *, moved: bool) -> str:
    if not state:
        return "资产信息卡已撤销"
    return "资产已划转到其他单位" if moved else f"资产状态已变为“{_TERMS.get(state, state)}”"
