"""How many cards at once get a department, a user or a place: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid, ServiceError
from services.registry.domain.card_rules import texts_fit
from services.registry.domain.change import checked_reason
from services.registry.domain.facts import Assigned
from services.registry.domain.holds import refuse_when_held
from services.registry.usecases.loading import Loaded, cards_for
from services.registry.usecases.recording import record

MOST_CARDS = 5000
ASSIGNABLE = frozenset({"use_department", "user_name", "place"})


@dataclass(frozen=True, slots=True)
class Assign:
    """`assets` are numbers with the version the clerk saw (0: whatever it is); empty values ask for the default again."""

    assets: Sequence[tuple[str, int]]
    values: Mapping[str, str]
    reason: str


def assign(session: Session, call: Call, command: Assign) -> tuple[int, int]:
    """Set the values on every card; answers how many changed and how many already were so.

    One stale, held or written-off card refuses them all, and every such card is named.
    """
    _check(command)
    loaded = cards_for(session, call, "asset.assign", [asset_no for asset_no, _ in command.assets])
    _refuse_any(call, command, loaded)
    reason = checked_reason(command.reason)
    facts = []
    for one in loaded.values():
        if all(getattr(one.card, name) == value for name, value in command.values.items()):
            continue
        after, diff = one.card.with_values(command.values, call.at)
        facts.append((Assigned(card=after, operation="assigned", diff=diff, reason=reason), one.unit))
    if facts:
        _check_texts(facts[0][0])
        record(session, call, facts)
    return len(facts), len(loaded) - len(facts)


def _check(command: Assign) -> None:
    numbers = [asset_no for asset_no, _ in command.assets]
    if not 1 <= len(numbers) <= MOST_CARDS:
        raise Invalid("assets_out_of_range", f"一次可办理 1 至 {MOST_CARDS} 张卡片。")
    if len(set(numbers)) != len(numbers):
        raise Invalid("asset_no_repeated", "同一张卡片被选了两次。")
    if not command.values or not set(command.values) <= ASSIGNABLE:
        raise Invalid("nothing_changes", "请至少填写使用部门、使用人或存放地点之一。")


def _refuse_any(call: Call, command: Assign, loaded: Mapping[str, Loaded]) -> None:
    refusals = []
    for asset_no, version in command.assets:
        try:
            loaded[asset_no].card.alive().at_version(version)
            refuse_when_held(loaded[asset_no].hold, call.at)
        except ServiceError as error:
            refusals.append((asset_no, error))
    if refusals:
        faults = tuple(FieldFault(asset_no, error.code, error.message) for asset_no, error in refusals[:100])
        first = refusals[0][1]
        kind = Conflict if all(isinstance(error, Conflict) for _, error in refusals) else type(first)
        raise kind(first.code, f"{len(refusals)} 张卡片不能办理，全部未改动。{first.message}", first.article, first.remedy, faults)


def _check_texts(fact: Any) -> None:
    faults = [fault for fault in texts_fit(fact.card) if fault.field in ASSIGNABLE]
    if faults:
        raise Invalid("invalid", "内容有误，请按提示修改。", faults=tuple(faults))
