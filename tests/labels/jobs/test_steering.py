"""Jobs are paused, resumed, cancelled, given priority and moved; what a station has begun is never taken from it."""

import pytest

from services.chassis.errors import Invalid, NotFound, Refused
from tests.labels.desk import HOSPITAL


def counts(press, job):
    return dict(press.job(job.id).counts)


def test_a_paused_job_gets_back_what_was_not_begun_and_goes_on_when_resumed(press):
    assets, station = press.cards(3), press.station()
    job = press.order(station, assets)
    station.reads()
    (begun,) = station.begins(1)
    paused = press.steer(job.id, "pause")
    assert (paused.state, list(paused.allowed)) == ("paused", ["resume", "cancel", "prioritise", "move"])
    assert station.reads() == []
    assert counts(press, job) == {"sent": 1, "queued": 2}
    station.reports((begun, "printed"))
    assert press.job(job.id).state == "paused"
    assert press.steer(job.id, "resume").state == "printing"
    assert station.prints_all() == assets[1:]
    assert press.job(job.id).state == "done"


def test_a_paused_job_hands_nothing_out_after_a_restart(press):
    assets, station = press.cards(2), press.station()
    job = press.order(station, assets)
    press.steer(job.id, "pause")
    station.hello()
    assert station.reads() == []
    assert counts(press, job) == {"queued": 2}


def test_a_cancelled_job_prints_only_what_was_begun(press):
    assets, station = press.cards(70), press.station()
    job = press.order(station, assets)
    station.reads()
    (begun,) = station.begins(1)
    cancelled = press.steer(job.id, "cancel")
    assert (cancelled.state, list(cancelled.allowed)) == ("cancelled", [])
    assert station.reads() == []
    station.reports((begun, "printed"))
    assert counts(press, job) == {"printed": 1, "cancelled": 69}
    assert [event["type"].split(".")[2] for event in press.events(job.id)] == ["ordered", "cancelled"]


def test_what_is_over_is_not_steered(press):
    station = press.station()
    job = press.order(station, [press.card()])
    station.prints_all()
    for action in ("pause", "resume", "cancel"):
        with pytest.raises(Refused) as caught:
            press.steer(job.id, action)
        assert caught.value.code == "job_state"
    with pytest.raises(Invalid):
        press.steer(job.id, "explode")


def test_a_job_of_higher_priority_goes_first_and_takes_the_place_of_what_was_not_begun(press):
    ordinary, urgent = press.cards(100), press.cards(5)
    station = press.station()
    slow = press.order(station, ordinary)
    station.reads()
    station.prints(3)
    fast = press.order(station, urgent, priority=9)
    station.reads()
    station.reads()
    printed = station.prints_all()
    assert printed[:5] == urgent
    assert sorted(printed[5:]) == sorted(ordinary[3:])
    assert press.job(slow.id).state == press.job(fast.id).state == "done"


def test_priority_can_be_given_later(press):
    first, second = press.cards(65), press.cards(2)
    station = press.station()
    press.order(station, first)
    late = press.order(station, second)
    assert press.prioritise(late.id, 5).priority == 5
    station.reads()
    assert station.prints_all()[:2] == second


def test_a_moved_job_is_printed_by_the_other_station_but_for_what_was_begun(press):
    assets, here, there = press.cards(4), press.station("甲站"), press.station("乙站")
    job = press.order(here, assets)
    here.reads()
    (begun,) = here.begins(1)
    moved = press.move(job.id, there)
    assert (moved.station_id, moved.station_name) == (there.id, "乙站")
    assert there.reads() == []
    assert here.reads() == []  # it gave back what it had not begun
    assert there.prints_all() == assets[1:]
    here.reports((begun, "printed"))
    assert counts(press, job) == {"printed": 4}
    assert press.job(job.id).state == "done"


def test_a_job_is_not_moved_where_it_is_or_where_it_does_not_fit(press):
    here, elsewhere = press.station("甲站"), press.station(unit=HOSPITAL)
    sheets = press.station("办公室", driver="folder", address="/srv/labels")
    job = press.order(here, [press.card()])
    with pytest.raises(Refused, match="same_station"):
        press.move(job.id, here)
    with pytest.raises(NotFound):
        press.move(job.id, elsewhere)
    sheet = press.order(sheets, [press.card()], template="a4-3x8-qr")
    with pytest.raises(Refused, match="stock_unfit"):
        press.move(sheet.id, here)


def test_a_restart_gives_back_what_was_not_begun_and_leaves_the_rest_to_a_person(press):
    assets, station = press.cards(4), press.station()
    job = press.order(station, assets)
    station.reads()
    begun = station.begins(2)
    station.hello((begun[0], "unknown"))  # its journal knew of one; of the other nobody knows
    assert counts(press, job) == {"unknown": 2, "claimed": 2}
    assert station.prints_all() == assets[2:]
    done = press.job(job.id)
    assert (done.state, dict(done.counts)) == ("done", {"printed": 2, "unknown": 2})
    station.reports((begun[0], "printed"))  # too late: a person decides
    assert counts(press, job) == {"printed": 2, "unknown": 2}


def test_what_an_earlier_session_was_handed_is_void(press):
    station = press.station()
    press.order(station, [press.card()])
    before = len(station.told)
    station.hello()
    told = [(event["type"].split(".")[2], event["data"]["session"], event["aggregateversion"]) for event in station.told]
    assert told[before:] == [("handed_out", 1, 2), ("configured", 2, 3), ("handed_out", 2, 4)]
    assert len(station.prints_all()) == 1


def test_lists_go_on_by_cursor(press):
    station = press.station(hello=False)
    jobs = [press.order(station, press.cards(2)).id for _ in range(3)]
    first = press.jobs(limit=2)
    assert [one.id for one in first.jobs] == jobs[:0:-1]
    assert [one.id for one in press.jobs(limit=2, cursor=first.next_cursor).jobs] == jobs[:1]
    rows = press.listed_prints(limit=4)
    assert len(rows.prints) == 4
    assert len(press.listed_prints(limit=4, cursor=rows.next_cursor).prints) == 2
    mine = press.listed_prints(job_id=jobs[0], limit=1)
    assert [one.position for one in mine.prints] == [1]
    assert [one.position for one in press.listed_prints(job_id=jobs[0], limit=1, cursor=mine.next_cursor).prints] == [2]
    with pytest.raises(Invalid):
        press.listed_prints(states=["nonsense"])
