"""What a print station reports (`station.report`, subject = `<broker user>/<enrolment>`): everything it does, in one gapless order.

Only the station's own broker user can write under its subject: the broker vouches for the user id of each message.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.contracts.events.payload import Payload

PrintOutcome = Literal["sent", "printed", "unknown", "failed", "given_back"]
Trouble = Literal["paper_out", "ribbon_out", "head_open", "paused", "unreachable", "fault"]


class Hello(BaseModel):
    """The station started: whatever it was handed out before and has not reported on is void."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    software: str
    # SHA-256 of the font it draws with; empty where it has none
    font: str = ""


class PrintReport(BaseModel):
    """What became of one label: begun (sent), out of the printer, broken off midway, refused, or not begun and given back."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    print_id: str
    outcome: PrintOutcome
    reason: str = ""


class ReportMade(Payload, type="station.report.made.v1"):
    """One report: any of its parts may be there. `troubles` is None where the printer was not looked at."""

    station_id: str
    session: int
    hello: Hello | None = None
    troubles: tuple[Trouble, ...] | None = None
    prints: tuple[PrintReport, ...] = ()
