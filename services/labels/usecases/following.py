"""How labels keeps up with what other services tell: organisations, and every card of the registry."""

from collections.abc import Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.latest import keep
from services.contracts.events.identity import OrganisationState
from services.contracts.events.registry import AssetRemoved, AssetSnapshot, AssetWrittenOff
from services.labels.domain.pasting import Label, Picture, Step
from services.labels.pasting_mapping import locked
from services.labels.tables import unit
from services.labels.usecases.pasting import record_each

CardState = AssetSnapshot | AssetRemoved
REMOVED = "资产信息卡已撤销"


def follow_organisation(session: Session, _call: Call, state: OrganisationState, version: int) -> None:
    """Take over an organisation's state: its name, and where it stands in the tree."""
    row = {name: getattr(state, name) for name in ("id", "budget_code", "name", "kind", "region", "path")} | {"version": version}
    keep(session, unit, "id", row)


def follow_asset_removed(session: Session, call: Call, state: AssetRemoved, version: int) -> None:
    """The card is no more: its label is void."""
    follow_assets(session, [(call, state, version)])


def follow_assets(session: Session, told: Sequence[tuple[Call, CardState, int]]) -> None:
    """Take over the states of many cards with a few statements, as an import tells thousands.

    What nobody was told of changes in silence; a printed or marked label that is outdated or voided by it is told of.
    """
    _know_units(session, [state for _, state, _ in told if isinstance(state, AssetSnapshot)])
    found, steps = locked(session, sorted({state.asset_no for _, state, _ in told})), list[tuple[Call, Step]]()
    for call, state, version in told:
        step = _followed(found.get(state.asset_no), state, version)
        if step is not None:
            found[state.asset_no] = step.after
            steps.append((call, step))
    record_each(session, steps)


def _followed(label: Label | None, state: CardState, version: int) -> Step | None:
    if isinstance(state, AssetRemoved):
        known = label or Label(state.asset_no, Picture(state.unit_id))
        return known.followed(known.picture, version, REMOVED)
    picture = Picture(
        state.unit_id, state.use_department, state.name, state.model, state.class_code, state.place, state.acquired_on.isoformat()
    )
    return (label or Label(state.asset_no, picture)).followed(picture, version, _void_reason(state))


def _void_reason(state: AssetSnapshot) -> str:
    if state.state != "written_off":
        return ""
    return f"资产已核销（{state.reply_no}）" if isinstance(state, AssetWrittenOff) and state.reply_no else "资产已核销"


def _know_units(session: Session, states: Sequence[AssetSnapshot]) -> None:
    """A unit that identity's events have not told of yet is known as the registry tells it."""
    rows = {
        state.unit_id: {
            "id": state.unit_id, "budget_code": state.budget_code, "name": state.unit_name, "kind": "",
            "region": state.unit_id.partition("-")[0], "path": state.unit_path, "version": 0,
        }
        for state in states
    }
    if rows:
        session.execute(insert(unit).on_conflict_do_nothing(), [rows[one] for one in sorted(rows)])
