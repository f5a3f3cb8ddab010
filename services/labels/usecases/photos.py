"""What happens to photos of pasted labels: kept by whoever may paste, shown to whoever may read; the last one is the label's."""

from dataclasses import replace
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.ids import new_id
from services.labels.domain.pasting import BARCODES, Label
from services.labels.pasting_tables import asset_label, photo
from services.labels.queries.labels import LabelView, get_label
from services.labels.usecases.pasting import pastable


def admit(session: Session, call: Call, asset_no: str) -> None:
    """What the upload would refuse whatever the picture is, refused before it is taken in."""
    pastable(session, call, asset_no)


def attach(session: Session, call: Call, asset_no: str, sha256: str, size: int) -> Label:
    """Note a photo that the store holds already; the same picture again is there already. No event tells of photos."""
    label = pastable(session, call, asset_no)
    if label.photo == sha256:
        return label
    row: dict[str, Any] = {
        "id": new_id(), "asset_no": asset_no, "sha256": sha256, "size": size, "uploaded_by": call.actor.account, "uploaded_at": call.at,
    }  # fmt: skip
    session.execute(insert(photo).values(**row))
    session.execute(update(asset_label).where(asset_label.c.asset_no == asset_no).values(photo=sha256))
    path = get_label(session, call, asset_no).unit_path
    after = {"photo": sha256, "size": size}
    audit.record(session, call, audit.Entry("label.photographed", "label", asset_no, path, {"photo": label.photo}, after, BARCODES))
    return replace(label, photo=sha256)


def photo_of(session: Session, call: Call, asset_no: str) -> tuple[LabelView, Any]:
    """The label and the row of its last photo, for whoever may read the label; NotFound without one."""
    view = get_label(session, call, asset_no)
    row = session.execute(select(photo).where(photo.c.asset_no == asset_no).order_by(photo.c.id.desc()).limit(1)).first()
    if row is None:
        raise NotFound("photo_not_found", f"资产 {asset_no} 的标签还没有照片。")
    return view, row
