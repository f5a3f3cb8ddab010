"""Public notices and the calendar they are counted by (Art. 16; E-061, E-062)."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from services.chassis.errors import Forbidden, Invalid, NotFound, Unauthenticated
from services.chassis.rpc.client import Origin, ask
from services.contracts.rpc.disposal.v1 import cases_pb2, notices_pb2
from services.disposal.server.__main__ import CALENDAR_SOURCE
from services.disposal.usecases.calendar import announced_years, load_calendar, seed_calendar

from .conftest import COUNTY, DEPARTMENT, FINANCE, HANDLER

NOBODY = Origin("", "c-1", "")


def notices(office, **asked):
    return list(ask(office.notices.ListNotices, notices_pb2.ListNoticesRequest(**asked), NOBODY).items)


def test_everybody_reads_a_running_notice_without_signing_in(office):  # E-061
    one = office.filed()
    assert notices(office) == []
    office.bring(one.id, DEPARTMENT, FINANCE)
    told = notices(office, region="43")[0]
    assert (told.case_id, told.unit_name, told.method_name, told.working_days, told.article) == (
        one.id, "星沙中学", "报废", 5, "第十六条",
    )  # fmt: skip
    assert told.assets[0].name == "台式计算机"
    assert notices(office, region="31") == []
    whole = ask(office.notices.GetNotice, notices_pb2.GetNoticeRequest(case_id=one.id), NOBODY).notice
    assert whole.notice_through == told.notice_through
    other = office.approved(office.card(original_value_fen=100))
    assert len(notices(office)) == 2
    office.act(other.id, "terminate", reason="不再处置")
    assert [each.case_id for each in notices(office)] == [one.id]
    office.notice_over(one.id)
    assert notices(office) == []


def test_secret_and_undecided_cases_have_no_notice(office):  # E-019
    undecided = office.filed()
    secret = office.filed(secret=True, access=["d", "f"])
    office.decide(secret.id, office.who(DEPARTMENT, "430121-004001", "d"))
    office.decide(secret.id, office.who(FINANCE, COUNTY, "f"))
    assert notices(office) == []
    for case_id in (undecided.id, secret.id, str(uuid4()), "nonsense"):
        with pytest.raises(NotFound):
            ask(office.notices.GetNotice, notices_pb2.GetNoticeRequest(case_id=case_id), NOBODY)
    with pytest.raises(Unauthenticated):
        ask(office.cases.GetCase, cases_pb2.GetCaseRequest(case_id=undecided.id), NOBODY)


def publish(office, origin, year=2091, days=(("2091-01-01", False),), source="国办发明电〔2090〕1号"):
    exceptions = [notices_pb2.CalendarDay(day=day, working=working) for day, working in days]
    request = notices_pb2.PublishCalendarRequest(year=year, exceptions=exceptions, source=source)
    return ask(office.notices.PublishCalendar, request, origin).published_through


def test_the_system_administrator_publishes_a_year_and_nobody_else(office):
    administrator = office.who("system_administrator", "43")
    last = max(announced_years())
    days = ((f"{last + 1}-01-01", False),)
    assert publish(office, administrator, last + 1, days) == f"{last + 1}-12-31"
    assert publish(office, administrator, 2091) == f"{last + 1}-12-31"
    with pytest.raises(Forbidden):
        publish(office, office.who(HANDLER))
    for wrong in ({"days": ()}, {"days": (("2092-01-01", False),)}, {"source": " "}, {"year": 1999}, {"days": (("x", True),)}):
        with pytest.raises(Invalid):
            publish(office, administrator, **wrong)
    assert [record.operation for record in office.audited()].count("calendar.published") == 2


def test_a_notice_that_runs_into_an_unpublished_year_ends_once_that_year_is_published(office):
    one = office.approved()
    office.set(one.id, notice_from=date(2090, 12, 29), notice_through=None)
    assert notices(office)[0].notice_through == ""
    administrator = office.who("system_administrator", "43")
    publish(office, administrator, 2090, (("2090-01-02", False),))
    publish(office, administrator, 2091)
    assert notices(office)[0].notice_through == "2091-01-08"


def test_the_announced_years_are_taken_over_once_and_leave_what_was_published(office):
    with office.sessions.begin() as session:
        assert seed_calendar(session, announced_years(), CALENDAR_SOURCE, load_time()) == 0
        calendar = load_calendar(session, load_time())
    assert calendar.is_working(date(2026, 10, 1)) is False
    assert calendar.is_working(date(2026, 11, 23)) is True


def load_time():
    return datetime(2026, 11, 21, tzinfo=UTC)
