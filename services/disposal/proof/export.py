"""How a case leaves as a bundle: collected under lock, its digest sealed into the audit chain, then packed with that part of the chain."""

import time
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Refused, Unavailable
from services.chassis.file_store import Storage
from services.chassis.permissions import require
from services.chassis.tables import audit as audit_table
from services.chassis.tables import audit_seal
from services.contracts.permissions import permissions
from services.disposal.domain.case import Case
from services.disposal.proof import contents, verify
from services.disposal.queries.dossiers import Dossier, loaded, refuse_hidden
from services.disposal.reading.digests import sha256_of

SEAL_SECONDS = 30.0
OPERATION = "bundle.exported"
KINDS = ("case", "draft")
"""Whose records are the case's own; both have its id."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The bundle and the name under which it is taken away."""

    path: Path
    file_name: str


def export_bundle(session: Session, call: Call, store: Storage, case_id: UUID, policy: str, folder: Path) -> Exported:
    """Write the case's bundle into `folder`; recorded in the audit with the digest of what was handed out.

    Documents that wait to be printed come with it only if they were printed before: nothing is set while the case is locked.
    """
    found, filed = exportable(session, call, case_id, policy, lock=True)
    texts, stored = contents.collected(session, call, filed, found.policy)
    texts |= _program()
    digests = {name: sha256_of(text) for name, text in texts.items()} | stored
    position = _record(session, call, found, verify.contents_digest(digests), len(digests))
    session.commit()
    _sealed(session, position)
    texts["audit.json"] = verify.canonical(_chain(session, case_id, position)).encode()
    session.rollback()
    return _packed(store, folder, found, texts, stored)


def exportable(session: Session, call: Call, case_id: UUID, policy: str, *, lock: bool = False) -> tuple[Dossier, Case]:
    """The case for who may take it away: unit, finance bureau, government and auditors within reach; Refused before the filing."""
    refuse_hidden(session, call, case_id)
    found = loaded(session, call, case_id, policy, lock=lock)
    require(permissions("disposal"), call.actor, "bundle.export", found.unit.path, what="处置单")
    if found.case is None:
        raise Refused("not_filed_yet", "草稿尚未申报，没有可以导出的案卷。", "第九条（一）", "请在申报后导出。")
    return found, found.case


def _program() -> dict[str, bytes]:
    """The program that verifies it, and how to run it."""
    here = files("services.disposal.proof")
    return {name: here.joinpath(name).read_bytes() for name in ("verify.py", "README.txt")}


def _record(session: Session, call: Call, found: Dossier, digest: str, count: int) -> int:
    after = {"contents_sha256": digest, "files": count}
    audit.record(session, call, audit.Entry(OPERATION, "case", str(found.id), found.unit.path, None, after))
    mine = select(audit_table.c.position).where(audit_table.c.object_kind == "case", audit_table.c.object_id == str(found.id))
    return int(session.execute(mine.order_by(audit_table.c.position.desc()).limit(1)).scalar_one())


def _sealed(session: Session, position: int) -> None:
    """Wait until the record is part of the chain, sealing what is unsealed where nobody else does."""
    deadline = time.monotonic() + SEAL_SECONDS
    place = select(audit_seal.c.sequence).where(audit_seal.c.audit_position == position)
    while session.scalar(place) is None:
        if time.monotonic() > deadline:
            raise Unavailable("chain_not_sealed", "审计记录尚未封存，请稍后再导出。")
        if not audit.seal(session.connection()):
            time.sleep(0.05)
        session.commit()


def _chain(session: Session, case_id: UUID, position: int) -> dict[str, Any]:
    """The chain from the case's first record to this export: its own records whole, others by their digests alone."""
    mine = audit_table.c.object_kind.in_(KINDS) & (audit_table.c.object_id == str(case_id))
    joined = audit_seal.join(audit_table, audit_table.c.position == audit_seal.c.audit_position)
    first = session.scalar(select(audit_seal.c.sequence).select_from(joined).where(mine).order_by(audit_seal.c.sequence).limit(1)) or 1
    last = session.scalar(select(audit_seal.c.sequence).where(audit_seal.c.audit_position == position))
    before = session.scalar(select(audit_seal.c.digest).where(audit_seal.c.sequence == first - 1)) or audit.GENESIS
    asked = select(audit_seal.c.sequence, audit_seal.c.digest, audit_table).select_from(joined)
    rows = session.execute(asked.where(audit_seal.c.sequence.between(first, last)).order_by(audit_seal.c.sequence))
    links, head = [], bytes(before)
    for row in rows.yield_per(audit.BATCH):
        links.append({"sequence": row.sequence, **_link(row, str(case_id))})
        head = bytes(row.digest)
    return {
        "service": "disposal", "first": first, "previous": bytes(before).hex(), "links": links, "anchor": f"{last}:{head.hex()}",
    }  # fmt: skip


def _link(row: Any, case_id: str) -> dict[str, Any]:
    if row.object_kind in KINDS and row.object_id == case_id:
        return {"record": contents.plain(audit.canonical(row))}
    return {"leaf": audit.leaf(row).hex()}


def _packed(store: Storage, folder: Path, found: Dossier, texts: dict[str, bytes], stored: dict[str, str]) -> Exported:
    """Lay the files out, with their manifest, and make one ZIP of them."""
    laid = folder / "bundle"
    listed = {name: {"sha256": sha256_of(text), "size": len(text)} for name, text in texts.items()}
    for name, digest in stored.items():
        path = laid / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as into:
            into.writelines(store.pieces(digest))
        listed[name] = {"sha256": digest, "size": path.stat().st_size}
    digests = {name: str(one["sha256"]) for name, one in listed.items()}
    manifest = {"format": verify.FORMAT, "files": listed, "contents_sha256": verify.contents_digest(digests)}
    for name, text in {**texts, "manifest.json": verify.canonical(manifest).encode()}.items():
        laid.mkdir(parents=True, exist_ok=True)
        laid.joinpath(name).write_bytes(text)
    target = folder / "bundle.zip"
    verify.pack(target, [*listed, "manifest.json"], lambda name: (laid / name).open("rb"))
    return Exported(target, f"案卷包-{found.case.number if found.case else found.id}.zip")
