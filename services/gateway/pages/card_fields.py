"""Which fields a person enters on a card, how, and how they become the wire's `CardFields`, changed ones only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from services.contracts.rpc.registry.v1.assets_pb2 import Card, CardFields
from services.gateway.pages.detail_fields import DETAIL_FIELDS, DetailField
from services.gateway.pages.formats import yuan
from services.gateway.pages.forms import Form, fault

BY_HAND = ("在用", "闲置", "待处置", "低效运转")
CLEARABLE = frozenset({"service_life_months", "depreciated_months"})
DETAIL = "details."


@dataclass(frozen=True, slots=True)
class CardField:
    """One field: its block on the form and how it is entered (text, area, date, whole, yuan, yes_no, choice)."""

    name: str
    block: str
    entry: str = "text"
    need: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""


FIELDS = (
    CardField("name", "基本信息", need=True),
    CardField("class_code", "基本信息", need=True, hint="国标分类代码，A 加八位数字"),
    CardField("model", "基本信息"),
    CardField("brand", "基本信息"),
    CardField("quantity", "基本信息", "whole", need=True),
    CardField("measure_unit", "基本信息", hint="台、套、平方米…"),
    CardField("acquisition_method", "基本信息", "choice", choices=("购置", "调拨", "接受捐赠", "自建", "置换", "盘盈", "其他")),
    CardField("acquired_on", "基本信息", "date", need=True),
    CardField("remark", "基本信息", "area"),
    CardField("value_type", "财务信息", "choice", choices=("原值", "名义金额", "暂估值", "重置值", "评估值", "无价值")),
    CardField("original_value_fen", "财务信息", "yuan", need=True, hint="元"),
    CardField("accumulated_depreciation_fen", "财务信息", "yuan", hint="元；净值自动得出"),
    CardField("depreciation_state", "财务信息", "choice", choices=("提", "不提", "已完成")),
    CardField("service_life_months", "财务信息", "whole"),
    CardField("depreciated_months", "财务信息", "whole"),
    CardField("booked_on", "财务信息", "date"),
    CardField("voucher_no", "财务信息"),
    CardField("state", "使用信息", "choice", choices=BY_HAND),
    CardField("use_direction", "使用信息", "choice", choices=("自用", "出租", "出借", "对外投资", "其他")),
    CardField("use_department", "使用信息", hint="不填为“待查找”"),
    CardField("user_name", "使用信息", hint="不填为“待查寻”"),
    CardField("place", "使用信息", hint="院落/楼栋/楼层/房间"),
    CardField("shareable", "使用信息", "yes_no"),
)
BLOCKS = tuple(dict.fromkeys(field.block for field in FIELDS))


def shown(card: Card) -> dict[str, str]:
    """The card's fields as the form shows them."""
    texts = {field.name: _text(card, field) for field in FIELDS}
    details = {f"{DETAIL}{field.name}": _detail_text(card, field) for field in DETAIL_FIELDS.get(card.kind, ())}
    return texts | details


def given(form: Form, kind: str) -> dict[str, str]:
    """What the form says of each field it has."""
    names = [field.name for field in FIELDS] + [f"{DETAIL}{field.name}" for field in DETAIL_FIELDS.get(kind, ())]
    return {name: form.text(name) for name in names if form.has(name)}


def as_fields(form: Form, names: Iterable[str], kind: str) -> CardFields:
    """The named fields of the form for the wire; refuses the first that is no number, amount or day."""
    made, names = CardFields(), set(names)
    for field in FIELDS:
        if field.name in names:
            _set(made, field, form)
    if any(name.startswith(DETAIL) for name in names):
        made.details.update(_details(form, kind))
        made.details.SetInParent()
    return made


def changed(now: Mapping[str, str], was: Mapping[str, str]) -> set[str]:
    """The fields that a person altered."""
    return {name for name, value in now.items() if value != was.get(name, "")}


def _set(made: CardFields, field: CardField, form: Form) -> None:
    text = form.text(field.name)
    if field.need and not text:
        raise fault(field.name, "required", "此项必填。")
    if field.entry == "yes_no":
        setattr(made, field.name, form.is_on(field.name))
    elif field.entry in ("whole", "yuan"):
        number = form.number(field.name) if field.entry == "whole" else form.fen(field.name)
        if number is None and field.name in CLEARABLE:
            made.clear.append(field.name)
        else:
            setattr(made, field.name, number or 0)
    else:
        setattr(made, field.name, text)


def _details(form: Form, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in DETAIL_FIELDS.get(kind, ()):
        text = form.text(f"{DETAIL}{field.name}")
        if text:
            found[field.name] = _detail(field, form, text)
    return found


def _detail(field: DetailField, form: Form, text: str) -> object:
    if field.entry == "whole":
        return form.number(f"{DETAIL}{field.name}")
    return text.replace(",", "") if field.entry == "decimal" else text


def _text(card: Card, field: CardField) -> str:
    value = getattr(card, field.name)
    if field.name in CLEARABLE and not card.HasField(cast("Literal['service_life_months', 'depreciated_months']", field.name)):
        return ""
    if field.entry == "yuan":
        return yuan(value).replace(",", "")
    return ("1" if value else "0") if field.entry == "yes_no" else str(value)


def _detail_text(card: Card, field: DetailField) -> str:
    if field.name not in card.details.fields:
        return ""
    value = card.details[field.name]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
