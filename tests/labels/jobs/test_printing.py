"""From the order to the sticker: labels are handed out in order, reported on, and every one is accounted for."""

import base64

from sqlalchemy import text

from services.labels.domain.handing_out import WINDOW, WORTH
from tests.labels.desk import ADMINISTRATOR


def test_an_order_is_handed_out_and_done_when_every_label_is_printed(press):
    assets = press.cards(3)
    station = press.station()
    job = press.order(station, assets)
    assert (job.state, job.state_name, job.total, dict(job.counts)) == ("printing", "打印中", 3, {"claimed": 3})
    assert list(job.allowed) == ["pause", "cancel", "prioritise", "move"]
    assert station.prints_all() == assets
    done = press.job(job.id)
    assert (done.state, done.state_name, dict(done.counts), list(done.allowed)) == ("done", "已完成", {"printed": 3}, [])
    assert done.finished_at.seconds


def test_what_is_handed_out_is_zpl_for_the_printer(press):
    asset = press.card()
    station = press.station()
    press.order(station, [asset])
    station.reads()
    piece, number = next(iter(station.hand.values()))
    content = base64.b64decode(piece.content)
    assert number == asset
    assert content.startswith(b"^XA")
    assert content.rstrip().endswith(b"^XZ")
    assert asset.encode() in content


def test_a_printed_label_is_known_of_its_asset(press):
    asset = press.hears(press.card())
    station = press.station()
    press.order(station, [asset])
    station.prints_all()
    label = press.label(asset)
    assert (label.state, label.issues) == ("printed", 1)


def test_a_job_waits_until_its_station_has_started(press):
    asset = press.card()
    station = press.station(hello=False)
    job = press.order(station, [asset])
    assert (job.state, job.state_name, dict(job.counts)) == ("waiting", "等待打印", {"queued": 1})
    station.hello()
    assert station.prints() == [asset]
    assert press.job(job.id).state == "done"


def test_a_station_holds_no_more_than_its_window(press):
    assets = press.cards(WINDOW + WORTH + 10)
    station = press.station()
    press.order(station, assets)
    assert len(station.reads()) == WINDOW
    station.prints(WORTH // 2)
    assert len(station.reads()) == WINDOW - WORTH // 2  # too little room for a message worth sending
    station.prints(WORTH // 2)
    assert len(station.reads()) == WINDOW
    station.prints(10)
    assert len(station.reads()) == WINDOW  # the rest comes as soon as there is room for it
    station.prints_all()
    assert press.jobs().jobs[0].state == "done"


def test_the_events_of_a_job_say_how_it_ended(press):
    assets = press.cards(2)
    station = press.station()
    job = press.order(station, assets)
    station.reads()
    first, second = list(station.hand)
    station.reports((first, "sent"), (first, "printed"), (second, "sent"), (second, "failed"))
    told = press.events(job.id)
    assert [(event["type"], event["aggregateversion"]) for event in told] == [
        ("labels.job.ordered.v1", 1), ("labels.job.finished.v1", 2),
    ]  # fmt: skip
    assert told[1]["data"]["counts"] == {"failed": 1, "printed": 1}
    assert press.job(job.id).version == 2


def test_reports_that_come_twice_or_late_change_nothing(press):
    asset = press.card()
    station = press.station()
    job = press.order(station, [asset])
    (label,) = station.reads()
    station.reports((label, "sent"), (label, "printed"))
    for outcome in ("sent", "printed", "unknown", "failed", "given_back"):
        station.reports((label, outcome))
    assert dict(press.job(job.id).counts) == {"printed": 1}
    assert press.label(asset).issues == 1


def test_what_a_label_says_is_forgotten_once_it_is_over(press):
    """The user's name stays no longer than it is needed."""
    station = press.station()
    press.order(station, [press.card()])
    station.prints_all()
    with press.sessions() as session:
        assert session.execute(text("SELECT card FROM label_print")).scalar_one() is None


def test_events_of_jobs_and_labels_name_no_user(press):
    station = press.station()
    press.order(station, [press.card(user_name="欧阳某")])
    station.prints_all()
    assert "欧阳某" not in str([event for event in press.events() if not event["type"].startswith("labels.station.")])


def test_an_order_and_its_steering_are_in_the_audit_records(press):
    station = press.station()
    origin = press.who(ADMINISTRATOR)
    job = press.order(station, [press.card()], origin)
    press.steer(job.id, "pause", origin)
    found = [(row.operation, row.object_id, row.actor) for row in press.audited() if row.object_kind == "job"]
    assert found == [(operation, job.id, "asset_administrator-310151-004011") for operation in ("job.ordered", "job.changed")]


def test_a_repeated_order_under_its_key_is_one_job(press):
    asset, station = press.card(), press.station()
    origin = press.who(idempotency_key="k-1")
    first, second = press.order(station, [asset], origin), press.order(station, [asset], origin)
    assert first.id == second.id
    assert len(press.jobs().jobs) == 1
