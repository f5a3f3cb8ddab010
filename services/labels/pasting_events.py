"""What labels tells others of the label of an asset: a step becomes a public event; no event names a person beside the account."""

from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import labels as told
from services.contracts.events.payload import Payload
from services.labels.domain.pasting import Label, Step

RESTORED = "资产信息卡重新登记"


def label_event(step: Step, unit_path: str, call: Call) -> Event:
    """The public event of a step that is told."""
    payload = _payload(step, state_of(step.after, unit_path))
    return event(payload, step.after.asset_no, step.after.version, call)


def snapshot_event(label: Label, unit_path: str, call: Call) -> Event:
    """The label as it stands."""
    return event(told.LabelSnapshot(**state_of(label, unit_path)), label.asset_no, label.version, call)


def state_of(label: Label, unit_path: str) -> dict[str, Any]:
    """What every event of a label tells of it."""
    return {
        "asset_no": label.asset_no, "unit_id": label.picture.unit, "unit_path": unit_path, "section": label.picture.department,
        "state": label.state.value, "issues": label.issues, "outdated": label.outdated, "voided": label.voided,
    }  # fmt: skip


def _payload(step: Step, state: dict[str, Any]) -> Payload:
    match step.operation:
        case "printed":
            return told.LabelPrinted(**state, issue=step.issue, job_id=step.job_id)
        case "pasted" if step.after.pasting:
            return told.LabelPasted(**state, pasted_at=step.after.pasting.at, place=step.after.pasting.place)
        case "outdated":
            return told.LabelOutdated(**state)
        case "voided":
            return told.LabelVoided(**state, reason=step.reason)
        case _:
            return told.LabelMarked(**state, reason=RESTORED if step.operation == "restored" else step.reason)
