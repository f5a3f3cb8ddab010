"""Unknown and failed labels go nowhere by themselves: a person says that they lie there, are printed again, or are not needed."""

import pytest

from services.chassis.errors import Forbidden, Invalid, NotFound, Refused
from tests.labels.desk import COUNTY, FINANCE, HOSPITAL


@pytest.fixture
def broken(press):
    """A station that broke off two labels of three, and their ids."""
    assets, station = [press.hears(number) for number in press.cards(3)], press.station()
    job = press.order(station, assets)
    station.reads()
    begun = station.begins(2)
    station.hello()
    station.prints_all()
    assert press.job(job.id).state == "done"
    return station, job, assets, begun


def queue(press, **more):
    return [row.id for row in press.listed_prints(states=["unknown", "failed"], **more).prints]


def test_they_wait_for_a_person(press, broken):
    station, _, assets, begun = broken
    assert sorted(queue(press)) == sorted(begun)
    rows = press.listed_prints(states=["unknown"], asset_no=assets[0]).prints
    assert [(row.state_name, row.reason, row.station_name, row.issue) for row in rows] == [
        ("情况不明", "打印站在打印途中中断", "一楼打印站", 1)
    ]
    station.hello()
    press.serve()
    assert station.reads() == []
    assert sorted(queue(press)) == sorted(begun)


def test_it_lies_there(press, broken):
    _, job, assets, begun = broken
    answer = press.resolve(begun, "printed")
    assert (answer.resolved, answer.HasField("job")) == (2, False)
    after = press.job(job.id)
    assert (after.state, dict(after.counts), after.version) == ("done", {"printed": 3}, 3)
    assert press.label(assets[0]).state == "printed"
    assert press.events(job.id)[-1]["data"]["counts"] == {"printed": 3}
    assert press.listed_prints(job_id=job.id).prints[0].resolved_by == "unit_handler-310151-004011"


def test_it_is_printed_again_and_marked(press, broken):
    station, job, assets, begun = broken
    with pytest.raises(Invalid, match="reason_invalid"):
        press.resolve(begun, "reprint")
    answer = press.resolve(begun, "reprint", "卡纸，重新打印")
    assert (answer.resolved, answer.job.total, answer.job.reprint_reason) == (2, 2, "卡纸，重新打印")
    assert [row.issue for row in press.listed_prints(job_id=answer.job.id).prints] == [2, 2]
    assert dict(press.job(job.id).counts) == {"cancelled": 2, "printed": 1}
    assert sorted(station.prints_all()) == sorted(assets[:2])
    assert queue(press) == []


def test_it_is_not_needed_any_more_but_was_begun(press, broken):
    """Nobody knows whether the first came out: the next is marked."""
    station, _, assets, begun = broken
    press.resolve(begun, "discard")
    with pytest.raises(Refused, match="reprint_reason_missing"):
        press.ordered(station, assets[:1])
    job = press.order(station, assets[:1], reprint_reason="第一张未找到")
    assert press.listed_prints(job_id=job.id).prints[0].issue == 2


def test_an_undecided_label_is_not_ordered_again_without_a_reason(press, broken):
    station, _, assets, _ = broken
    with pytest.raises(Refused) as caught:
        press.ordered(station, assets[:1])
    assert caught.value.code == "label_undecided"
    assert "情况不明" in caught.value.remedy


def test_what_is_decided_is_decided(press, broken):
    press.resolve(broken[3], "printed")
    with pytest.raises(Refused, match="not_to_resolve"):
        press.resolve(broken[3], "discard")


def test_only_who_may_print_decides(press, broken):
    begun = broken[3]
    with pytest.raises(Forbidden):
        press.resolve(begun, "printed", origin=press.who(FINANCE, COUNTY))
    with pytest.raises(NotFound):
        press.resolve(begun, "printed", origin=press.who(at=HOSPITAL))
    for faulty in ([], [begun[0], begun[0]]):
        with pytest.raises(Invalid):
            press.resolve(faulty, "printed")
    with pytest.raises(Invalid):
        press.resolve(begun, "burn")
    with pytest.raises(NotFound):
        press.resolve(["no-id"], "printed")


def test_a_decision_is_in_the_audit_records(press, broken):
    _, job, assets, begun = broken
    press.resolve(begun, "discard", "标签纸已作废")
    (row,) = press.audited("job.resolved")
    assert row.object_id == job.id
    assert row.after == {"resolution": "discard", "reason": "标签纸已作废", "asset_nos": assets[:2]}
