"""How what the domain knows becomes messages; telephone numbers leave masked."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.chassis.masking import mask_phone
from services.chassis.rpc.stamps import moment
from services.contracts.roles import TERMS, Role
from services.contracts.rpc.sharing.v1 import deputies_pb2, drafts_pb2, entries_pb2
from services.sharing.domain.deputies import Deputy
from services.sharing.domain.draft import Draft
from services.sharing.domain.entry import Entry, Owner
from services.sharing.domain.feature import Feature
from services.sharing.domain.offer import Asset, Contact, Finding
from services.sharing.domain.states import State
from services.sharing.queries.lists import Entered
from services.sharing.seats import Seat

ASSET_FIELDS = (
    "asset_no", "version", "kind", "name", "class_code", "class_name", "model", "brand", "quantity", "measure_unit", "original_value_fen",
    "net_value_fen", "state", "shareable", "place",
)  # fmt: skip
SHOWN_STATES = (State.PUBLISHED_LOCALLY, State.REPORTED, State.PUBLISHED_NATIONALLY)
"""The states that a square tells; an offer in another is shown as published locally."""
OPERATIONS = {
    "submitted": "提交入仓申请",
    "published": "审核同意，进入公物仓广场",
    "sent_to_authority": "单位审核同意，本地市可见",
    "agreed": "主管部门审核同意",
    "reported_to_centre": "报送至中央",
    "returned": "退回经办岗",
    "nationally_published": "全国平台回执",
    "nationally_refused": "全国平台未接收",
    "withdrawal_requested": "提交退仓申请",
    "withdrawal_refused": "退仓申请被退回",
    "withdrawn": "退仓审核同意，退出广场",
    "cancelled": "取消调剂共享",
    "left": "自动退仓",
    "cleared": "长期未调剂共享，清理",
    "owner_moved": "单位隶属变动",
    "taken": "达成调剂意向，退出广场",
    "transferred": "调剂完成",
}


def entry_message(one: Entry, *, inside: bool = True, photo_ids: Sequence[str] = ()) -> entries_pb2.Entry:
    """The entry as unit and desks see it, or with `inside` false as a square shows it: the offer alone."""
    desk, visible = one.state.desk, one.visible_scope
    message = entries_pb2.Entry(
        id=str(one.id), version=one.version, state=one.state.value, state_name=one.state.chinese, desk=desk.value if desk else "",
        mode=one.terms.mode.value, scope=one.terms.scope.value, visible_scope=visible.value if visible else "",
        owner=owner_message(one.owner), asset=asset_message(one.asset),
        contact=contact_message(one.terms.contact), submitted_by=one.submitted_by, submitted_at=moment(one.submitted_at),
        reason=one.reason, findings=[finding_message(finding) for finding in one.findings], photos=one.photos,
        national_receipt_no=one.national_receipt_no, national_refusal=one.national_refusal, changed_at=moment(one.changed_at),
        transfer_mode=one.transfer_mode, receiving_unit=one.receiving_unit,
        source=one.terms.source.value, source_note=one.terms.source_note, photo_ids=photo_ids,
        features=map(feature_message, one.features), features_of_handler=len(one.terms.features),
    )  # fmt: skip
    if not inside:
        for name in ("submitted_by", "reason", "findings", "desk", "national_refusal", "transfer_mode", "receiving_unit", "source_note"):
            message.ClearField(name)
        if one.state not in SHOWN_STATES:
            message.state, message.state_name = State.PUBLISHED_LOCALLY.value, State.PUBLISHED_LOCALLY.chinese
        message.scope = message.visible_scope
    return message


def owner_message(owner: Owner) -> entries_pb2.Owner:
    """A unit."""
    return entries_pb2.Owner(
        unit_id=owner.id, budget_code=owner.budget_code, name=owner.name, path=owner.path, region=owner.place.region
    )


def asset_message(asset: Asset) -> entries_pb2.Asset:
    """A card as it was offered."""
    return entries_pb2.Asset(**{name: getattr(asset, name) for name in ASSET_FIELDS}, acquired_on=asset.acquired_on.isoformat())


def feature_message(one: Feature) -> entries_pb2.Feature:
    """A feature."""
    return entries_pb2.Feature(name=one.name, value=one.value, measure_unit=one.measure_unit)


def contact_message(contact: Contact, *, whole: bool = False) -> entries_pb2.Contact:
    """Whom to call; the number masked, unless it was asked for with a reason."""
    return entries_pb2.Contact(name=contact.name, phone=contact.phone if whole else mask_phone(contact.phone))


def finding_message(finding: Finding) -> entries_pb2.Finding:
    """A warning."""
    return entries_pb2.Finding(code=finding.code, message=finding.message, article=finding.article)


def submitted_message(one: Entry) -> entries_pb2.SubmittedEntry:
    """What a submission answers for each asset."""
    findings = [finding_message(finding) for finding in one.findings]
    return entries_pb2.SubmittedEntry(id=str(one.id), asset_no=one.asset.asset_no, state=one.state.value, findings=findings)


def entered_message(one: Entered) -> entries_pb2.EnteredAsset:
    """That an asset has an entry, and where it stands."""
    return entries_pb2.EnteredAsset(
        asset_no=one.asset_no, entry_id=str(one.entry_id), state=one.state.value, state_name=one.state.chinese
    )


def draft_message(one: Draft, assets: int | None = None) -> drafts_pb2.Draft:
    """A draft; `assets` is how many it has where it was read without their numbers."""
    said = one.content
    return drafts_pb2.Draft(
        id=str(one.id), version=one.version, unit_id=one.unit_id, asset_nos=said.asset_nos,
        asset_count=len(said.asset_nos) if assets is None else assets, mode=said.mode.value if said.mode else "",
        scope=said.scope.value if said.scope else "", contact=contact_message(said.contact, whole=True), photos=said.photos,
        saved_by=one.saved_by, saved_at=moment(one.saved_at), source=said.source.value, source_note=said.source_note,
        features=map(feature_message, said.features),
    )


def seat_message(seat: Seat) -> deputies_pb2.Seat:
    """A post of somebody else in which the caller may act."""
    return deputies_pb2.Seat(role=seat.post.role, org_id=seat.post.org_id, path=seat.post.path, principal=seat.principal)


def step_message(row: Any) -> entries_pb2.EntryStep:
    """One line of the history."""
    return entries_pb2.EntryStep(
        version=row.version, at=moment(row.at), account=row.actor, on_behalf_of=row.on_behalf_of, operation=row.operation,
        operation_name=OPERATIONS.get(row.operation, row.operation), state_before=row.state_before, state_after=row.state_after,
        scope=row.scope, reason=row.reason, article=row.article,
    )


def deputy_message(one: Deputy, at: datetime) -> deputies_pb2.Deputy:
    """A deputy, and whether it holds at that time."""
    return deputies_pb2.Deputy(
        id=str(one.id), principal=one.principal, role=one.role, role_name=TERMS[Role(one.role)].chinese, org_id=one.org_id, path=one.path,
        deputy=one.deputy, starts_at=moment(one.starts_at), ends_at=moment(one.ends_at), reason=one.reason, appointed_by=one.appointed_by,
        ended_at=moment(one.ended_at), in_force=one.in_force(at),
    )
