"""How asset labels and progress become messages."""



from services.chassis.rpc.stamps import moment
from services.contracts.rpc.labels.v1 import pasting_pb2 as pb
from services.labels.queries.labels import LabelView, Wanted
from services.labels.queries.progress import Progress

_PROGRESS = (
    "unit_id", "budget_code", "unit_name", "section", "assets", "never_printed", "printed", "pasted", "cannot_paste", "deferred",
    "outdated",
)  # fmt: skip


def label_message(view: LabelView) -> pb.AssetLabel:
    """A label as the caller sees it."""
    one = view.label
    shown, where = one.picture, one.pasting
    return pb.AssetLabel(
        asset_no=one.asset_no, version=one.version, unit_id=shown.unit, budget_code=view.budget_code, unit_name=view.unit_name,
        section=shown.department, name=shown.name, model=shown.model, place=shown.place, state=one.state.value,
        state_name=one.state.chinese, issues=one.issues, printed_at=moment(one.printed_at), pasted_at=moment(where.at if where else None),
        pasted_by=where.by if where else "", pasted_place=where.place if where else "", reason=one.reason, outdated=one.outdated,
        voided=one.voided, void_reason=one.void_reason, has_photo=bool(one.photo), allowed=view.allowed,
    )


def progress_message(one: Progress) -> pb.Progress:
    """One row of progress."""
    return pb.Progress(**{name: getattr(one, name) for name in _PROGRESS})


def wanted_in(message: pb.LabelFilter) -> Wanted:
    """What a filter asks for."""
    return Wanted(message.unit, message.section, tuple(message.states), message.outdated_only, message.q)
