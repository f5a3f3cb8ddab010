"""Which labels a caller may know of: one by its code, lists with search, and those that cannot be pasted (A-081)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from services.chassis import search_words
from services.chassis.actor import Actor, Call
from services.chassis.errors import FieldFault, Invalid
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import Reach, reaches, require_anywhere, within
from services.contracts.permissions import permissions
from services.labels.domain.pasting import CHINESE_FIELDS, MARKS, Label, State
from services.labels.pasting_mapping import is_outdated, label_of, labels
from services.labels.pasting_tables import asset_label
from services.labels.tables import unit
from services.labels.usecases.pasting import not_found

READ, PASTE, PRINT = "label.read", "label.paste", "print.order"
VOIDED = "voided"
SHORTEST, LONGEST = 2, 200
_CODE = re.compile(r"[0-9A-Za-z-]{1,40}")


@dataclass(frozen=True, slots=True)
class LabelView:
    """A label with its unit, and what the caller may do with it now."""

    label: Label
    budget_code: str
    unit_name: str
    unit_path: str
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means whatever; without states, every label that is not voided."""

    unit: str = ""
    section: str = ""
    states: tuple[str, ...] = ()
    outdated_only: bool = False
    q: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Labels by asset number, where the list continues, and how many there are."""

    items: list[LabelView]
    next_cursor: str
    total: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a scanned code is: known, voided, elsewhere or unknown, and a sentence for the person with the scanner."""

    outcome: str
    message: str
    view: LabelView | None = None


def look_up(session: Session, call: Call, code: str) -> Found:
    """What the code is, whatever it is; of other units' labels only that they are other units'."""
    reach = require_anywhere(permissions("labels"), call.actor, READ)
    number = "".join(unicodedata.normalize("NFKC", code).split())
    if not _CODE.fullmatch(number):
        return Found("unknown", "这不是资产编号。请扫描资产标签上的条码，或输入标签上的资产编号。")
    row = session.execute(labels().where(asset_label.c.asset_no == number)).first()
    if row is None:
        return Found("unknown", f"系统中没有编号为 {number} 的资产。请核对编号；刚登记的资产请过一分钟再扫。")
    if not any(one.covers(row.unit__path) for one in reach):
        return Found("elsewhere", f"编号 {number} 是其他单位的资产，不在您的权限范围内。请勿移动，并联系该资产的管理单位核对。")
    view = view_of(row, call.actor)
    if view.label.voided:
        return Found(VOIDED, f"编号 {number} 的标签已作废：{view.label.void_reason}。请揭下标签，并核对实物去向。", view)
    return Found("known", _sentence(view.label), view)


def get_label(session: Session, call: Call, asset_no: str) -> LabelView:
    """The label; NotFound where there is none or it is out of the caller's reach."""
    reach = require_anywhere(permissions("labels"), call.actor, READ)
    row = session.execute(labels().where(asset_label.c.asset_no == asset_no, within(unit.c.path, reach))).first()
    if row is None:
        raise not_found(asset_no)
    return view_of(row, call.actor)


def list_labels(session: Session, call: Call, wanted: Wanted, cursor: str, limit: int) -> Page:
    """One page by asset number; a malformed cursor, an unknown state and a search of one character are Invalid."""
    chosen = _chosen(call, wanted)
    total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    behind = read_cursor(cursor, "labels", (str,))
    asked = chosen if behind is None else chosen.where(asset_label.c.asset_no > behind[0])
    rows = list(session.execute(asked.order_by(asset_label.c.asset_no).limit(limit + 1)))
    next_cursor = cursor_after("labels", (rows[limit - 1].asset_no,)) if len(rows) > limit else ""
    return Page([view_of(row, call.actor) for row in rows[:limit]], next_cursor, total)


def unpastable(session: Session, call: Call, wanted: Wanted, most: int) -> Iterator[LabelView]:
    """Up to `most` labels that cannot be pasted, or not yet, by unit and number; of the filter's states only those two count."""
    states = tuple(one for one in wanted.states if one in MARKS) or tuple(MARKS)
    chosen = _chosen(call, Wanted(wanted.unit, wanted.section, states, wanted.outdated_only, wanted.q))
    asked = chosen.order_by(unit.c.path, asset_label.c.asset_no).limit(most).execution_options(yield_per=500)
    return (view_of(row, call.actor) for row in session.execute(asked))


def view_of(row: Any, actor: Actor) -> LabelView:
    """The label of a row with its unit, as the actor sees it."""
    label = label_of(row)
    allowed = () if label.voided else _allowed(actor, row.unit__path)
    return LabelView(label, row.unit__budget_code, row.unit__name, row.unit__path, allowed)


def _allowed(actor: Actor, path: str) -> tuple[str, ...]:
    def may(operation: str) -> bool:
        return any(one.covers(path) for one in reaches(permissions("labels"), actor, operation))

    return tuple(name for name, operation in (("paste", PASTE), ("mark", PASTE), ("print", PRINT)) if may(operation))


def _chosen(call: Call, wanted: Wanted) -> Select[*tuple[Any, ...]]:
    reach = require_anywhere(permissions("labels"), call.actor, READ)
    return labels().where(*_conditions(wanted, reach))


def _conditions(wanted: Wanted, reach: tuple[Reach, ...]) -> list[ColumnElement[bool]]:
    found = [within(unit.c.path, reach), _state_condition(wanted.states)]
    if wanted.unit:
        found.append(or_(unit.c.id == wanted.unit, unit.c.budget_code == wanted.unit))
    if wanted.section:
        found.append(asset_label.c.section == wanted.section)
    if wanted.outdated_only:
        found.append(is_outdated())
    searching = _searched(wanted.q)
    return found if searching is None else [*found, searching]


def _state_condition(states: tuple[str, ...]) -> ColumnElement[bool]:
    known = {state.value for state in State}
    if wrong := [state for state in states if state not in known and state != VOIDED]:
        message = f"没有“{wrong[0][:40]}”这种粘贴状态。"
        raise Invalid("states_invalid", message, faults=(FieldFault("states", "unknown_word", message),))
    live: ColumnElement[bool] = asset_label.c.voided.is_(False)
    plain = sorted(known & set(states))
    if plain:
        live &= asset_label.c.state.in_([literal_column(f"'{state}'") for state in plain])
    if VOIDED not in states:
        return live
    return or_(live, asset_label.c.voided) if plain else asset_label.c.voided.is_(True)


def _searched(text: str) -> ColumnElement[bool] | None:
    """The condition of the search text: words of number and name, or the beginning of a number."""
    text = text.strip()
    if not text:
        return None
    query = search_words.query(text[:LONGEST]) if len(text) >= SHORTEST else None
    if query is None:
        message = "请输入至少两个汉字、字母或数字。"
        raise Invalid("search_too_short", message, faults=(FieldFault("q", "search_too_short", message),))
    return asset_label.c.search.op("@@", is_comparison=True)(cast(literal(query), TSQUERY))


def _sentence(label: Label) -> str:
    named = f"{label.picture.name or '资产'}（{label.asset_no}）"
    if label.outdated:
        fields = "、".join(CHINESE_FIELDS[one] for one in label.outdated)
        return f"{named}的标签内容已过时（{fields}有变动），请补印后重新粘贴。"
    match label.state:
        case State.NEVER_PRINTED:
            return f"{named}，系统中没有打印记录。标签已贴好的，请确认粘贴。"
        case State.PRINTED:
            return f"{named}，标签已打印，尚未确认粘贴。贴好后请确认。"
        case State.PASTED:
            where = f"（{label.pasting.place}）" if label.pasting and label.pasting.place else ""
            return f"{named}，标签已粘贴{where}。"
        case _:
            return f"{named}，已登记为{label.state.chinese}：{label.reason}。如已贴好，请确认粘贴。"
