"""What labels tells: the label of each asset (`labels.label`, subject = asset number), print jobs, and what a station is told.

Pasting states: never_printed, printed, pasted, cannot_paste, deferred. No event names a person beside the account that acted.
`labels.station` is not for everybody: each of its events goes to one station's own queue (see services/chassis/outbox.py).
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from services.contracts.events.payload import Payload

PastingState = Literal["never_printed", "printed", "pasted", "cannot_paste", "deferred"]
JobState = Literal["waiting", "printing", "paused", "done", "cancelled"]


class LabelStands(Payload):
    """The label of an asset as it is after the event."""

    asset_no: str
    unit_id: str
    unit_path: str
    section: str
    state: PastingState
    issues: int
    outdated: tuple[str, ...] = ()
    voided: bool = False


class LabelPrinted(LabelStands, type="labels.label.printed.v1"):
    """A label came out of a printer; `issue` counts them, 2 and more are marked as reprints."""

    issue: int
    job_id: str


class LabelPasted(LabelStands, type="labels.label.pasted.v1"):
    """Somebody scanned it where it was pasted."""

    pasted_at: datetime
    place: str


class LabelMarked(LabelStands, type="labels.label.marked.v1"):
    """It cannot be pasted, or not yet (A-081), or that was taken back."""

    reason: str


class LabelOutdated(LabelStands, type="labels.label.outdated.v1"):
    """What the label says no longer holds; `outdated` names the fields."""


class LabelVoided(LabelStands, type="labels.label.voided.v1"):
    """The card was written off or is no more."""

    reason: str


class LabelSnapshot(LabelStands, type="labels.label.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class JobStands(Payload):
    """A print job as it is after the event (`labels.job`, subject = job id)."""

    job_id: str
    unit_id: str
    unit_path: str
    station_id: str
    state: JobState
    priority: int
    total: int
    template: str
    reprint_reason: str = ""


class JobOrdered(JobStands, type="labels.job.ordered.v1"):
    """Labels were asked for."""


class JobChanged(JobStands, type="labels.job.changed.v1"):
    """It was paused, resumed, given another priority or moved to another station."""


class JobFinished(JobStands, type="labels.job.finished.v1"):
    """Every label is printed, failed, given up, or waits for a person; `counts` says how many of each."""

    counts: dict[str, int]


class JobCancelled(JobStands, type="labels.job.cancelled.v1"):
    """What the station had not begun is not printed any more."""


class JobSnapshot(JobStands, type="labels.job.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class Piece(BaseModel):
    """What goes to the printer at once: one label of a roll, or one sheet of many.

    Exactly one of `content` (bytes for the printer, base64) and `placed` (what stands where, see services/labels/domain/placed.py)
    is there.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    print_ids: tuple[str, ...]
    asset_nos: tuple[str, ...]
    content: str = ""
    placed: dict[str, Any] | None = None


class PiecesHandedOut(Payload, type="labels.station.handed_out.v1"):
    """A station shall print these, in this order; void for any session of the station but `session`."""

    station_id: str
    session: int
    driver: Literal["zpl", "tspl", "ipp", "folder"]
    pieces: tuple[Piece, ...]


class PrintsRecalled(Payload, type="labels.station.recalled.v1"):
    """A station shall give back those of these that it has not begun."""

    station_id: str
    session: int
    print_ids: tuple[str, ...]


class StationConfigured(Payload, type="labels.station.configured.v1"):
    """How the station drives its printer from now on; also the answer to each hello."""

    station_id: str
    session: int
    name: str
    driver: Literal["zpl", "tspl", "ipp", "folder"]
    address: str
    dpi: int
