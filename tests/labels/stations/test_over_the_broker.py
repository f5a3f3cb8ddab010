"""Orders, reports, restarts and recalls over a real broker, with the relay and the worker's own process."""

import time

import pika
import pytest
from pika.exceptions import AMQPError, ChannelClosedByBroker, ProbableAuthenticationError
from sqlalchemy import select

from services.chassis.tables import quarantine
from services.contracts.events.station import PrintReport, ReportMade
from tests.labels.stations.remote import Remote, eventually


def state_of(press, job):
    return press.job(job.id).state


def drain(station):
    """Print until nothing more comes for a second."""
    printed, quiet = [], time.monotonic()
    while time.monotonic() - quiet < 1.5:
        if station.reads():
            printed += station.prints()
            quiet = time.monotonic()
        time.sleep(0.05)
    return printed


def test_an_order_comes_out_at_the_station_and_is_done(press, enrolled):
    assets, station = press.cards(70), enrolled()
    job = press.order(station, assets)
    assert drain(station) == assets
    eventually(lambda: state_of(press, job) == "done")
    assert dict(press.job(job.id).counts) == {"printed": 70}
    (row,) = press.board()
    assert (row.state, row.printed_today, row.claimed, row.queued, row.software) == ("ready", 70, 0, 0, "remote 1")


def test_a_station_that_crashed_says_hello_and_gets_the_rest(press, enrolled):
    assets, station = press.cards(5), enrolled()
    job = press.order(station, assets)
    eventually(lambda: station.reads() == 5)
    first = next(iter(station.hand))
    station.report((first, "sent"))
    station.close()
    station.connect()
    station.hello()
    assert drain(station) == assets[1:]
    eventually(lambda: state_of(press, job) == "done")
    assert dict(press.job(job.id).counts) == {"printed": 4, "unknown": 1}


def test_a_recalled_job_comes_back_and_goes_to_the_other_station(press, enrolled):
    assets, here, there = press.cards(4), enrolled("甲站"), enrolled("乙站")
    job = press.order(here, assets)
    eventually(lambda: here.reads() == 4)
    press.move(job.id, there)
    eventually(lambda: here.reads() == 0)
    assert drain(there) == assets
    eventually(lambda: state_of(press, job) == "done")


def test_a_retired_station_is_cut_off_and_its_jobs_pause(press, enrolled):
    assets, station, other = press.cards(3), enrolled("甲站"), enrolled("乙站")
    job = press.order(station, assets)
    eventually(lambda: station.reads() == 3)
    station.report((next(iter(station.hand)), "sent"))
    eventually(lambda: press.job(job.id).counts.get("sent") == 1)
    retired = press.retire(station)
    assert (retired.state, retired.state_name) == ("retired", "已停用")
    with pytest.raises(AMQPError):
        eventually(lambda: station.connection.process_data_events(0.2))
    with pytest.raises(ProbableAuthenticationError):
        station.connect()
    after = press.job(job.id)
    assert (after.state, dict(after.counts)) == ("paused", {"queued": 2, "unknown": 1})
    press.move(job.id, other)
    press.steer(job.id, "resume")
    assert drain(other) == assets[1:]


def test_a_renewed_station_begins_anew_and_its_old_self_is_believed_no_more(press, enrolled):
    assets, old = press.cards(3), enrolled()
    job = press.order(old, assets)
    eventually(lambda: old.reads() == 3)
    fresh = Remote(press, press.renew(old).enrolment_code)
    assert (fresh.id, fresh.enrolment.enrolment) == (old.id, 2)
    with pytest.raises(AMQPError):
        old.reads()
    label = next(iter(old.hand))
    stale = ReportMade(station_id=old.id, session=1, prints=(PrintReport(print_id=label, outcome="printed"),))
    fresh.publish(stale, subject=f"{old.id}/1", version=2)
    fresh.hello()
    assert fresh.hand == {}  # its jobs pause: nobody knows what the old one still prints
    after = press.job(job.id)
    assert (after.state, dict(after.counts)) == ("paused", {"queued": 3})
    press.steer(job.id, "resume")
    assert drain(fresh) == assets
    fresh.close()


def test_a_forged_subject_is_quarantined(press, enrolled):
    here, there = enrolled("甲站"), enrolled("乙站")
    job = press.order(there, press.cards(1))
    eventually(lambda: there.reads() == 1)
    label = next(iter(there.hand))
    forged = ReportMade(station_id=there.id, session=1, prints=(PrintReport(print_id=label, outcome="printed"),))
    here.publish(forged, subject=f"{there.id}/1", version=2)

    def quarantined():
        with press.sessions() as session:
            return session.scalars(select(quarantine.c.reason)).all()

    assert eventually(quarantined) == ["subject belongs to another sender than the broker vouches for"]
    assert dict(press.job(job.id).counts) == {"claimed": 1}


def test_a_user_id_that_is_not_the_connections_is_refused_by_the_broker(press, enrolled):
    here, there = enrolled("甲站"), enrolled("乙站")
    with pytest.raises(ChannelClosedByBroker, match="user_id"):
        here.publish(ReportMade(station_id=there.id, session=1), subject=f"{there.id}/1", version=2, user=there.id)


def test_a_stations_user_reads_its_own_queue_and_writes_its_reports_and_nothing_else(press, enrolled):
    here, there = enrolled("甲站"), enrolled("乙站")
    attempts = [
        lambda channel: channel.basic_consume(there.enrolment.queue, print),
        lambda channel: channel.basic_consume("labels.inbox", print),
        lambda channel: channel.queue_declare("mine"),
        lambda channel: channel.queue_bind(here.enrolment.queue, "labels.snapshots", there.id),
        lambda channel: channel.queue_bind(here.enrolment.queue, "registry.events", "#"),
        lambda channel: channel.queue_purge(there.enrolment.queue),
        lambda channel: channel.queue_delete(there.enrolment.queue),
        lambda channel: channel.exchange_delete("station.events"),
    ]
    for attempt in attempts:
        with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
            attempt(here.connection.channel())
    channel = here.connection.channel()
    channel.confirm_delivery()
    with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
        channel.basic_publish("labels.events", "labels.job.ordered.v1", b"{}")


def test_a_report_without_a_signature_is_quarantined(press, enrolled, vhost):
    station = enrolled()
    connection = pika.BlockingConnection(pika.URLParameters(vhost.amqp_url))
    connection.channel().basic_publish("station.events", "station.report.made.v1", b"{}")
    connection.close()
    with press.sessions() as session:
        eventually(lambda: session.rollback() or session.scalars(select(quarantine.c.reason)).all())
    assert station.reads() == 0


def test_troubles_and_silence_show_on_the_board(press, enrolled):
    station = enrolled()
    station.report(troubles=("paper_out",))
    (row,) = eventually(lambda: [one for one in press.board() if one.state == "holding"])
    assert (list(row.troubles), row.state_name) == (["paper_out"], "等待处理")
    station.report(troubles=())
    eventually(lambda: press.board()[0].state == "ready")
