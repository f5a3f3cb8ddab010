"""How a region's label templates are saved and deleted, and which template holds where: the nearest region's, else the product's."""

import math
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid, NotFound
from services.chassis.permissions import require, require_anywhere
from services.contracts.permissions import permissions
from services.labels import symbols
from services.labels.domain.examining import examine
from services.labels.domain.template import Template
from services.labels.pasting_mapping import template_of, template_row
from services.labels.pasting_tables import template
from services.labels.shipped_templates import shipped
from services.labels.tables import unit

_CODE = re.compile(r"[0-9a-z]+(-[0-9a-z]+)*")
LONGEST_CODE, LONGEST_NAME, LONGEST_TEXT, MOST_ELEMENTS, LARGEST_MM = 40, 60, 200, 60, 1000
MANAGE = "template.manage"


def templates_for(session: Session, organisation_path: str) -> list[Template]:
    """The templates that hold at this place of the tree, by code."""
    held = {one.code: one for one in shipped()}
    above = organisation_path.split("/")
    rows = list(session.execute(select(template).where(template.c.region.in_(above))))
    held |= {row.code: template_of(row) for row in sorted(rows, key=lambda row: above.index(row.region))}
    return [held[code] for code in sorted(held)]


def template_for(session: Session, code: str, organisation_path: str) -> Template:
    """The template of this code that holds at this place of the tree; NotFound where there is none."""
    found = next((one for one in templates_for(session, organisation_path) if one.code == code), None)
    if found is None:
        raise unknown_template()
    return found


def save_template(session: Session, call: Call, wanted: Template) -> Template:
    """Keep a region's template; refuses with every fault at once, and with `stale_version` who missed another's change."""
    path = _managed(session, call, wanted.region)
    if faults := faults_of(wanted):
        raise Invalid("template_invalid", f"标签模板有 {len(faults)} 处问题，请按提示修改。", faults=tuple(faults))
    before = _locked(session, wanted.region, wanted.code)
    if (before.version if before else 0) != wanted.version:
        raise Conflict("stale_version", "模板已被他人修改。" if before else "模板已被删除。", remedy="请刷新后重新修改。")
    saved = replace(wanted, version=wanted.version + 1)
    row = template_row(saved) | {"saved_by": call.actor.account, "saved_at": call.at}
    known = insert(template).values(**row)
    later = {name: known.excluded[name] for name in row if name not in ("region", "code")}
    done = session.execute(
        known.on_conflict_do_update(
            index_elements=[template.c.region, template.c.code], set_=later, where=template.c.version == wanted.version
        ).returning(template.c.version)
    )
    if done.first() is None:
        raise Conflict("stale_version", "模板已被他人修改。", remedy="请刷新后重新修改。")
    _record(session, call, "template.saved", saved, path, before)
    return saved


def delete_template(session: Session, call: Call, code: str, region: str) -> None:
    """The region goes back to what holds above it; NotFound where it has no such template of its own."""
    path = _managed(session, call, region)
    before = _locked(session, region, code)
    if before is None:
        raise unknown_template()
    session.execute(delete(template).where(template.c.region == region, template.c.code == code))
    _record(session, call, "template.deleted", None, path, before)


def faults_of(wanted: Template) -> list[FieldFault]:
    """Everything wrong with a template: its name and code, and what no scanner would read, with the smallest stock that fits."""
    faults = []
    if not 1 <= len(wanted.name.strip()) <= LONGEST_NAME:
        faults.append(FieldFault("name", "name_invalid", f"模板名称为 1 至 {LONGEST_NAME} 个字。"))
    if not _CODE.fullmatch(wanted.code) or len(wanted.code) > LONGEST_CODE:
        words = f"模板代码由小写字母、数字和连字符组成，不超过 {LONGEST_CODE} 个字符，如 60x40-standard。"
        faults.append(FieldFault("code", "code_invalid", words))
    excess = list(_excesses(wanted))
    return faults + (excess or [FieldFault(one.field, "template_fault", one.message) for one in examine(wanted, symbols.size)])


def refuse_excess(wanted: Template) -> None:
    """Refuse numbers that are none and texts beyond measure, which nothing could draw."""
    if faults := tuple(_excesses(wanted)):
        raise Invalid("template_invalid", "标签模板有误，请按提示修改。", faults=faults)


def _excesses(wanted: Template) -> Iterator[FieldFault]:
    if len(wanted.elements) > MOST_ELEMENTS:
        yield FieldFault("elements", "too_many", f"一个模板最多 {MOST_ELEMENTS} 项内容。")
    stock = asdict(wanted.stock)
    places = [("stock", stock), ("stock.sheet", stock.pop("sheet") or {})]
    for number, element in enumerate(wanted.elements):
        places.append((f"elements[{number}]", asdict(element)))
        if len(element.text) > LONGEST_TEXT:
            yield FieldFault(f"elements[{number}].text", "too_long", f"文字不能超过 {LONGEST_TEXT} 个字。")
    for place, values in places:
        for name, value in values.items():
            if isinstance(value, (int, float)) and not (math.isfinite(value) and abs(value) <= LARGEST_MM):
                yield FieldFault(f"{place}.{name}", "out_of_range", f"尺寸应在 {LARGEST_MM} mm 以内。")


def unknown_template() -> NotFound:
    """There is none of this code, or not there."""
    return NotFound("not_found", "未找到该标签模板。")


def _managed(session: Session, call: Call, region: str) -> str:
    """The path of a region whose templates the caller may manage."""
    require_anywhere(permissions("labels"), call.actor, MANAGE)
    path: str | None = session.scalar(select(unit.c.path).where(unit.c.id == region, unit.c.kind == "region"))
    if path is None:
        raise NotFound("not_found", "未找到该财政区划，或它不在您的权限范围内。")
    require(permissions("labels"), call.actor, MANAGE, path, what="财政区划")
    return path


def _locked(session: Session, region: str, code: str) -> Template | None:
    asked = select(template).where(template.c.region == region, template.c.code == code).with_for_update()
    row = session.execute(asked).first()
    return None if row is None else template_of(row)


def _record(session: Session, call: Call, operation: str, after: Template | None, path: str, before: Template | None) -> None:
    one = after or before
    subject = f"{one.region}/{one.code}" if one else ""
    audit.record(session, call, audit.Entry(operation, "template", subject, path, _told(before), _told(after)))


def _told(one: Template | None) -> dict[str, Any] | None:
    return template_row(one) if one else None
