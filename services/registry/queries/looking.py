"""Many cards at once for somebody who may reserve them: what another service decides by, before it reserves."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.errors import Invalid, NotFound
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.registry.domain import class_codes
from services.registry.domain.card import Card
from services.registry.domain.units import Unit
from services.registry.mapping import CARD_COLUMNS, UNIT_COLUMNS, card_of, unit_of
from services.registry.tables import card, class_code, unit

MOST = 10_000


def look_at(session: Session, actor: Actor, asset_nos: Sequence[str]) -> list[tuple[Card, Unit, str]]:
    """The cards with unit and class name in the order asked for; NotFound naming one that does not exist or is out of reach."""
    reach = require_anywhere(permissions("registry"), actor, "asset.reserve")
    if not 1 <= len(asset_nos) <= MOST:
        raise Invalid("out_of_range", f"一次查看 1 至 {MOST} 张卡片。")
    joined = card.join(unit, unit.c.id == card.c.unit_id).outerjoin(class_code, class_code.c.code == card.c.class_code)
    asked = select(*CARD_COLUMNS, *UNIT_COLUMNS, class_code.c.name.label("class_name")).select_from(joined)
    rows = session.execute(asked.where(card.c.asset_no.in_(asset_nos), within(unit.c.path, reach)))
    found = {row.asset_no: (card_of(row), unit_of(row), row.class_name or class_codes.shipped().get(row.class_code, "")) for row in rows}
    for asset_no in asset_nos:
        if asset_no not in found:
            raise NotFound("not_found", f"未找到资产 {asset_no[:40]}，或它不在您的权限范围内。")
    return [found[asset_no] for asset_no in asset_nos]
