"""How the organisation tree is told from a file, and how a region comes to be: whole or not at all, each fact once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.audit import Entry
from services.chassis.errors import Invalid
from services.chassis.permissions import Reach, require, require_anywhere
from services.identity import events, tables
from services.identity.domain import organisation_file
from services.identity.domain.organisation import Organisation, Particulars, region_particulars
from services.identity.domain.organisation_file import FileFault, Known, Line, Reading
from services.identity.domain.regions import is_region_code, lineage, path_of
from services.identity.domain.tree import Followed, follow
from services.identity.finding import TABLE

TREE_LOCK = 0x7472_6565
MAX_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found and did; with faults nothing is stored."""

    reading: Reading
    registered: int = 0
    changed: int = 0
    unchanged: int = 0
    committed: bool = False


def import_organisations(session: Session, call: Call, content: bytes, *, commit: bool) -> Imported:
    """Check a whole file and, when asked and faultless, make the tree what it says; the same file again changes nothing."""
    reach = require_anywhere(TABLE, call.actor, "organisation.manage")
    if len(content) > MAX_BYTES:
        raise Invalid("file_too_large", f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请拆分后导入。")
    tree = _locked_tree(session)
    known = {id_: Known(organisation.parent_id, organisation.kind) for id_, organisation in tree.items()}
    reading = organisation_file.read(content, known, uscc.is_valid)
    reading.faults += _foreign(reading.lines, reach)
    if reading.faults:
        return Imported(reading)
    before = {id_: _state(organisation) for id_, organisation in tree.items()}
    told = {line.told.id: line.told for line in reading.lines}
    with session.no_autoflush:
        followed = follow(tree, _regions(told.values(), tree) | told)
    if commit:
        _store(session, call, followed, before)
    else:
        session.expunge_all()
    registered = sum(organisation.id in told for organisation in followed.registered)
    changed = sum(organisation.id in told for organisation in followed.changed)
    return Imported(reading, registered, changed, len(told) - registered - changed, commit)


def ensure_region(session: Session, call: Call, code: str) -> None:
    """Register a region and those above it where they are missing; refuses what is no region code."""
    if not is_region_code(code):
        raise Invalid("region", "财政区划须为 2、4 或 6 位数字。")
    require(TABLE, call.actor, "organisation.manage", path_of(code), what="财政区划")
    tree = _locked_tree(session)
    missing = {each: region_particulars(each) for each in lineage(code) if each not in tree}
    _store(session, call, follow(tree, missing), {})


def is_known(session: Session, text: str) -> bool:
    """Whether any organisation has this id or budget code."""
    named = (tables.organisation.c.id == text) | (tables.organisation.c.budget_code == text)
    return session.execute(select(tables.organisation.c.id).where(named).limit(1)).first() is not None


def _locked_tree(session: Session) -> dict[str, Organisation]:
    session.execute(select(func.pg_advisory_xact_lock(TREE_LOCK)))
    return {organisation.id: organisation for organisation in session.scalars(select(Organisation))}


def _regions(told: Iterable[Particulars], tree: dict[str, Organisation]) -> dict[str, Particulars]:
    codes = {code for each in told for code in lineage(each.region)}
    return {code: region_particulars(code) for code in codes if code not in tree}


def _foreign(lines: list[Line], reach: tuple[Reach, ...]) -> list[FileFault]:
    return [
        FileFault(line.row, organisation_file.REGION, "region_not_yours", "该财政区划不在您的权限范围内。", line.told.region)
        for line in lines
        if not any(each.covers(path_of(line.told.region)) for each in reach)
    ]


def _store(session: Session, call: Call, followed: Followed, before: dict[str, dict[str, Any]]) -> None:
    session.add_all(followed.registered)
    session.flush()
    outbox.append_many(session, [events.organisation_registered(organisation, call) for organisation in followed.registered])
    outbox.append_many(session, [events.organisation_changed(organisation, call) for organisation in followed.changed])
    touched = [*followed.registered, *followed.changed]
    audit.record_many(session, call, [_entry(organisation, before.get(organisation.id)) for organisation in touched])


def _entry(organisation: Organisation, before: dict[str, Any] | None) -> Entry:
    return Entry(
        "organisation.import", "identity.organisation", organisation.id, organisation.path, before=before, after=_state(organisation)
    )


def _state(organisation: Organisation) -> dict[str, Any]:
    return {
        "name": organisation.name, "kind": organisation.kind, "path": organisation.path, "funding": organisation.funding,
        "credit_code": organisation.credit_code, "active": organisation.active,
    }
