"""What the registry tells: every event of a card (`registry.asset`), a change document and a responsibility.

Codes are English here (`state` is in_use, idle, awaiting_disposal, inefficient, leased_or_lent or written_off; `kind` is house,
land, vehicle, equipment, furniture, intangible or other). Money is fen (分), days are ISO dates. No event names a person:
user and custodian stay in the registry.
"""

from datetime import date
from typing import Literal

from services.contracts.events.payload import Payload

AssetState = Literal["in_use", "idle", "awaiting_disposal", "inefficient", "leased_or_lent", "written_off"]
AssetKind = Literal["house", "land", "vehicle", "equipment", "furniture", "intangible", "other"]


class AssetSnapshot(Payload):
    """The card as it stands after the event: enough for a consumer that keeps its own picture of it."""

    asset_no: str
    unit_id: str
    budget_code: str
    unit_name: str
    unit_path: str
    kind: AssetKind
    name: str
    class_code: str
    model: str
    brand: str
    quantity: int
    measure_unit: str
    value_type: str
    original_value_fen: int
    accumulated_depreciation_fen: int
    net_value_fen: int
    acquisition_method: str
    acquired_on: date
    booked_on: date | None = None
    service_life_months: int | None = None
    depreciated_months: int | None = None
    state: AssetState
    use_direction: str
    use_department: str
    place: str
    shareable: bool


class AssetRegistered(AssetSnapshot, type="registry.asset.registered.v1"):
    """A card came into being: by hand, by an import or split off another; the first event of its number, or the first after `removed`."""

    origin: Literal["hand", "import", "split"]
    import_id: str | None = None
    split_from: str | None = None


class AssetChanged(AssetSnapshot, type="registry.asset.changed.v1"):
    """A change document (信息卡变动) took effect."""

    changed: list[str]
    change_id: str


class AssetAssigned(AssetSnapshot, type="registry.asset.assigned.v1"):
    """The card got another department, user or place; `changed` names which."""

    changed: list[str]


class AssetSplit(AssetSnapshot, type="registry.asset.split.v1"):
    """Cards were split off (拆分); the values are those of what stays with this number."""

    split_off: list[str]


class AssetLent(AssetSnapshot, type="registry.asset.lent.v1"):
    """The asset was leased (出租) or lent (出借)."""

    lending_id: str
    lending_kind: Literal["lease", "loan"]
    starts_on: date
    ends_on: date


class AssetTakenBack(AssetSnapshot, type="registry.asset.taken_back.v1"):
    """The leased or lent asset came back (资产出租出借收回)."""

    lending_id: str


class AssetWrittenOff(AssetSnapshot, type="registry.asset.written_off.v1"):
    """The card was written off (核销) by the official reply to a disposal; nothing can happen to it any more."""

    method: str
    case_number: str
    reply_no: str
    article: str
    reference: str


class AssetMoved(AssetSnapshot, type="registry.asset.moved.v1"):
    """The card moved to another unit (划转) by the official reply to a disposal; the number stays."""

    from_unit_id: str
    case_number: str
    reply_no: str
    article: str
    reference: str


class AssetRemoved(Payload, type="registry.asset.removed.v1"):
    """The import that brought the card was undone before anything else touched it; the card is no more."""

    asset_no: str
    unit_id: str
    budget_code: str
    import_id: str


class AssetStands(AssetSnapshot, type="registry.asset.snapshot.v1"):
    """The card as it stands, for a consumer that joins later."""


class ChangeDocument(Payload):
    """A change document as it stands after the event."""

    change_id: str
    asset_no: str
    unit_id: str
    unit_path: str
    base_version: int
    applied_version: int | None = None
    fields: list[str]


class ChangeFiled(ChangeDocument, type="registry.change.filed.v1"):
    """A change was filed; in effect at once, or awaiting review where value or class changes."""

    state: Literal["in_effect", "awaiting_review"]


class ChangeApproved(ChangeDocument, type="registry.change.approved.v1"):
    """Another person approved the change; the card carries it."""


class ChangeReturned(ChangeDocument, type="registry.change.returned.v1"):
    """Another person returned the change; the card is as it was."""


class ChangeStands(ChangeDocument, type="registry.change.snapshot.v1"):
    """The document as it stands, for a consumer that joins later."""

    state: Literal["in_effect", "awaiting_review", "approved", "returned"]


class ResponsibilityAssigned(Payload, type="registry.responsibility.assigned.v1"):
    """Somebody answers for a unit, a section or an asset from now on; who, stays in the registry."""

    unit_id: str
    layer: Literal["unit", "section", "asset"]
    section: str
    asset_no: str


class ResponsibilityStands(Payload, type="registry.responsibility.snapshot.v1"):
    """Whether somebody answers for it, for a consumer that joins later."""

    unit_id: str
    layer: Literal["unit", "section", "asset"]
    section: str
    asset_no: str
    assigned: bool


class ResponsibilityWithdrawn(Payload, type="registry.responsibility.withdrawn.v1"):
    """Nobody answers for it any more."""

    unit_id: str
    layer: Literal["unit", "section", "asset"]
    section: str
    asset_no: str
