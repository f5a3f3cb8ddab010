"""Which class codes there are: the imported full list, or while there is none the shipped short one."""

from collections.abc import Iterable, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.registry.domain.class_codes import shipped
from services.registry.tables import class_code


def search(session: Session, text: str, limit: int) -> list[tuple[str, str]]:
    """Codes with names whose code begins with the text or whose name holds it, in the order of codes."""
    wanted = text.strip()
    matching = or_(class_code.c.code.startswith(wanted, autoescape=True), class_code.c.name.contains(wanted, autoescape=True))
    rows = session.execute(select(class_code.c.code, class_code.c.name).where(matching).order_by(class_code.c.code).limit(limit))
    found = [(row.code, row.name) for row in rows]
    if found or session.execute(select(class_code.c.code).limit(1)).first():
        return found
    return [(code, name) for code, name in sorted(shipped().items()) if code.startswith(wanted) or wanted in name][:limit]


def names_of(session: Session, codes: Iterable[str]) -> Mapping[str, str]:
    """The names of some codes; one that is in no list any more has none."""
    rows = session.execute(select(class_code.c.code, class_code.c.name).where(class_code.c.code.in_(set(codes))))
    return {**shipped(), **{row.code: row.name for row in rows}}


def all_codes(session: Session) -> Mapping[str, str]:
    """Code → name of the whole list in force."""
    return {row.code: row.name for row in session.execute(select(class_code.c.code, class_code.c.name))} or shipped()
