"""How a station enrols itself with its one-time code: once, and whoever has a wrong one learns nothing."""

from datetime import timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Actor, Call
from services.chassis.errors import Refused, Throttled
from services.labels.domain.station import CODE_LENGTH, Station, code_in_letters
from services.labels.tables import enrolment_failure, station
from services.labels.usecases.loading import locked_stations
from services.labels.usecases.recording import keep_stations
from services.labels.usecases.stations import cut_off, digest

TRIES, WITHIN = 20, timedelta(minutes=5)
"""Wrong codes of everybody together: nobody enrols stations by the dozen a minute, and a guess is worth 2^-58."""


def refuse_guessing(session: Session, call: Call) -> None:
    """Throttled once too many codes were wrong in the last minutes."""
    session.execute(delete(enrolment_failure).where(enrolment_failure.c.at < call.at - WITHIN))
    failed, first = session.execute(select(func.count(), func.min(enrolment_failure.c.at))).one()
    if failed >= TRIES:
        seconds = max(int((first + WITHIN - call.at).total_seconds()), 1)
        raise Throttled("enrolment_throttled", "登记码输错次数过多，请稍后再试。", retry_seconds=seconds)


def note_wrong(session: Session, call: Call) -> None:
    """Count a wrong code."""
    session.execute(insert(enrolment_failure).values(at=call.at))


def wrong_code() -> Refused:
    """The one answer to a wrong, lapsed or used code."""
    return Refused("code_invalid", "登记码无效或已过期。", remedy="请资产管理员在打印站页面重新生成登记码。")


def use_code(session: Session, call: Call, typed: str) -> tuple[Station, Station] | None:
    """Take the code and cut off the station as it was; answers it before and after, None for a code that is no good."""
    code = code_in_letters(typed)
    if len(code) != CODE_LENGTH:
        return None
    found = session.scalar(select(station.c.id).where(station.c.code_digest == digest(code)))
    before = locked_stations(session, [found]).get(found) if found else None
    if before is None or before.code_digest != digest(code) or before.code_lapses_at is None or before.code_lapses_at <= call.at:
        return None
    after = before.enrolled()
    cut_off(session, call, before, everything=False)
    keep_stations(session, [after])
    by_station = Call(Actor(before.id, before.name), call.at, call.correlation_id)
    said = {"enrolment": after.enrolment}
    audit.record(session, by_station, audit.Entry("station.enrolled", "station", before.id, before.unit_path, None, said))
    return before, after


def give_code_back(session: Session, before: Station, after: Station) -> None:
    """The broker did not take the station: its code holds on, unless somebody made a new one meanwhile."""
    now = locked_stations(session, [after.id]).get(after.id)
    if now is not None and now.retired_at is None and now.enrolment == after.enrolment and now.code_digest is None:
        keep_stations(session, [now.code_again(before)])
