"""What a region shows to society (D-044): what may go beyond the city, and what is shared, while the region's switch is on."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.errors import faulty_field
from services.sharing.photo_tables import public_square
from services.sharing.queries.offered import offers
from services.sharing.queries.pages import Page, Sought, page
from services.sharing.queries.sight import may_be_public
from services.sharing.tables import entry


@dataclass(frozen=True, slots=True)
class Shown:
    """Empty means whatever."""

    q: str = ""
    class_code: str = ""


def list_public(session: Session, region: str, wanted: Shown, cursor: str, limit: int) -> tuple[Page, bool]:
    """The public offers of a region and those below, newest first, and whether any of them is open; asks for no account."""
    if not region.isdigit() or len(region) not in (2, 4, 6):
        raise faulty_field("region", "region_unknown", "财政区划是 2、4 或 6 位数字。")
    asked = select(public_square.c.region).where(public_square.c.open, public_square.c.region.startswith(region, autoescape=True))
    regions = sorted(session.scalars(asked))
    if not regions:
        return Page(), False
    common = [entry.c.class_code.startswith(wanted.class_code, autoescape=True)] if wanted.class_code else []
    sought = Sought(f"public:{region}", [[entry.c.region.in_(regions), may_be_public()]], common, wanted.q)
    return page(session, sought, cursor, limit, offers), True
