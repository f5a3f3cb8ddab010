"""What other calendar programs get of bookings keeps to RFC 5545 (B-060)."""

from datetime import UTC, datetime
from typing import Any

from services.contracts.rpc.sharing.v1 import bookings_pb2, entries_pb2
from services.gateway.api.icalendar import icalendar

NOW = datetime(2026, 12, 1, 4, 30, 15, tzinfo=UTC)


def booking(**more):
    user = entries_pb2.Owner(name="东门小学")
    known: dict[str, Any] = {"id": "b-1", "version": 3, "state_name": "已预约", "purpose": "考试", "user": user}
    one = bookings_pb2.Booking(**known | more)
    one.asset.MergeFrom(entries_pb2.Asset(asset_no="004011-1", name="投影仪", place="东院"))
    one.starts_at.FromDatetime(datetime(2026, 12, 3, 0, 0, tzinfo=UTC))
    one.ends_at.FromDatetime(datetime(2026, 12, 3, 4, 0, tzinfo=UTC))
    return one


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


def test_every_booking_is_an_event_with_its_times_in_universal_time():
    lines = unfolded(icalendar([booking(), booking(id="b-2")], NOW))
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    told = {"UID:b-1@guanzi", "SEQUENCE:2", "DTSTAMP:20261201T043015Z", "DTSTART:20261203T000000Z", "DTEND:20261203T040000Z"}
    assert told | {"SUMMARY:投影仪（004011-1）已预约", "LOCATION:东院", "UID:b-2@guanzi"} <= set(lines)


def test_what_people_wrote_breaks_no_line_and_adds_none():
    odd = "一;二,三\\四\r\nEND:VCALENDAR\nBEGIN:VEVENT\x07\x00"
    text = icalendar([booking(purpose=odd)], NOW)
    lines = unfolded(text)
    assert lines.count("END:VCALENDAR") == lines.count("BEGIN:VEVENT") == 1
    assert any(line.endswith("用途：一\\;二\\,三\\\\四\\nEND:VCALENDAR\\nBEGIN:VEVENT") for line in lines)


def test_long_lines_are_folded_between_characters():
    purpose = "期末考试用" * 60
    text = icalendar([booking(purpose=purpose)], NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert any(line.endswith(purpose) for line in unfolded(text))


def test_one_gets_the_bookings_of_ones_own_units_alone(signed_in):
    client = signed_in("unit_handler", "007011")
    answer = client.get("/api/v1/sharing/bookings.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    listed = {one["id"] for one in client.get("/api/v1/sharing/bookings", params={"open_only": True}).json()["items"]}
    assert {line[4:-7] for line in unfolded(answer.text) if line.startswith("UID:")} == listed
    assert signed_in("system_administrator", "310151").get("/api/v1/sharing/bookings.ics").status_code == 403
