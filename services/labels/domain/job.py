"""A print job (打印任务): a batch of labels on its way to one station, and what a person may do with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.chassis.errors import FieldFault, Invalid, NotFound, Refused
from services.labels.domain.handing_out import UNDER_WAY, LabelState

HIGHEST = 9


class Status(StrEnum):
    """What was decided about a job."""

    OPEN = "open"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    PRINTING = "printing"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def chinese(self) -> str:
        """As the screens say it."""
        return _CHINESE[self]


_CHINESE = {
    JobState.WAITING: "等待打印", JobState.PRINTING: "打印中", JobState.PAUSED: "已暂停", JobState.DONE: "已完成",
    JobState.CANCELLED: "已取消",
}  # fmt: skip
_ALLOWED = {
    Status.OPEN: ("pause", "cancel", "prioritise", "move"), Status.PAUSED: ("resume", "cancel", "prioritise", "move"),
    Status.DONE: (), Status.CANCELLED: (),
}  # fmt: skip
_STATES = {Status.PAUSED: JobState.PAUSED, Status.DONE: JobState.DONE, Status.CANCELLED: JobState.CANCELLED}
_TERMS = {"pause": "暂停", "resume": "继续", "cancel": "取消", "prioritise": "调整优先级", "move": "转移"}


@dataclass(frozen=True, slots=True)
class Job:
    """A job; `counts` says how many of its labels are in each state."""

    id: UUID
    version: int
    status: Status
    unit_id: str
    unit_path: str
    station_id: str
    template_code: str
    template_name: str
    priority: int
    ordered_by: str
    ordered_at: datetime
    total: int
    counts: Mapping[LabelState, int] = field(default_factory=dict)
    reprint_reason: str = ""
    finished_at: datetime | None = None

    @property
    def state(self) -> JobState:
        """How far it is: an open job waits until its first label is handed out."""
        begun = any(count for state, count in self.counts.items() if state is not LabelState.QUEUED)
        return _STATES.get(self.status) or (JobState.PRINTING if begun else JobState.WAITING)

    @property
    def counts_by_name(self) -> dict[str, int]:
        """The counts as they are stored and told."""
        return {state.value: count for state, count in sorted(self.counts.items()) if count}

    @property
    def allowed(self) -> tuple[str, ...]:
        """What may be done with it now: pause, resume, cancel, prioritise, move."""
        return _ALLOWED[self.status]

    @property
    def under_way(self) -> int:
        """Labels that are still to come out."""
        return sum(count for state, count in self.counts.items() if state in UNDER_WAY)

    def pause(self) -> "Job":
        """Nothing more of it is handed out until it is resumed."""
        return replace(self._doing("pause"), status=Status.PAUSED)

    def resume(self) -> "Job":
        """It goes on."""
        return replace(self._doing("resume"), status=Status.OPEN)

    def cancel(self, at: datetime) -> "Job":
        """What has not begun is not printed any more."""
        return replace(self._doing("cancel"), status=Status.CANCELLED, finished_at=at)

    def prioritise(self, priority: int) -> "Job":
        """Its place in the station's queue."""
        return replace(self._doing("prioritise"), priority=checked_priority(priority))

    def move(self, station_id: str) -> "Job":
        """What has not begun goes to another station; refuses the one it is at."""
        if station_id == self.station_id:
            raise Refused("same_station", "任务已在这个打印站。", remedy="请选择另一个打印站。")
        return replace(self._doing("move"), station_id=station_id)

    def stopped(self) -> "Job":
        """Its station is no more: it waits, paused, for a person."""
        return replace(self, version=self.version + 1, status=Status.PAUSED)

    def recounted(self, changes: Mapping[LabelState, int]) -> "Job":
        """The same after labels went from state to state; no version of its own, as nobody did anything with the job."""
        counts = {state: self.counts.get(state, 0) + changes.get(state, 0) for state in LabelState}
        return replace(self, counts={state: count for state, count in counts.items() if count})

    def finished(self, at: datetime) -> "Job":
        """Nothing of it is under way any more."""
        return replace(self, version=self.version + 1, status=Status.DONE, finished_at=at)

    def decided(self) -> "Job":
        """A person said what became of some of its labels."""
        return replace(self, version=self.version + 1)

    @property
    def is_over(self) -> bool:
        """Whether it should be finished now."""
        return self.status in (Status.OPEN, Status.PAUSED) and not self.under_way

    def _doing(self, action: str) -> "Job":
        if action not in self.allowed:
            message = f"任务{self.state.chinese}，不能{_TERMS[action]}。"
            raise Refused("job_state", message, remedy="请刷新后查看任务的当前状态。")
        return replace(self, version=self.version + 1)


def checked_priority(priority: int) -> int:
    """The priority; Invalid outside of 0 to 9."""
    if not 0 <= priority <= HIGHEST:
        message = "优先级应在 0（普通）至 9（最先）之间。"
        raise Invalid("priority_out_of_range", message, faults=(FieldFault("priority", "out_of_range", message),))
    return priority


def job_not_found() -> NotFound:
    """The answer for a job that is not there, or out of reach."""
    return NotFound("job_not_found", "未找到该打印任务，或它不在您的权限范围内。")
