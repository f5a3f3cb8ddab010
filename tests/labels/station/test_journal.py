"""Does the journal remember what it must, and nothing that was never written?"""

import json
import resource

import pytest

from services.labels.station import journal as journals
from services.labels.station.failure import Ended as ProgramEnded
from services.labels.station.failure import Exit
from services.labels.station.journal import Journal
from services.labels.station.ledger import Ended

PRINTED = Ended("printed")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.jsonl"


def reopened(journal, path):
    journal.close()
    return Journal(path)


def test_everything_is_there_again_after_a_restart(path):
    journal = Journal(path)
    journal.enrolled(1)
    journal.new_session()
    journal.begun(["a", "b", "c"])
    journal.ended({"a": PRINTED, "b": Ended("failed", "坏了")})
    journal.report(1, "first", {"a": PRINTED})
    again = reopened(journal, path)
    assert (again.ledger.session, again.ledger.version) == (1, 1)
    assert again.snapshot() == ({"b": Ended("failed", "坏了")}, ["c"], {1: "first"})
    assert again.new_session() == 2


def test_what_was_begun_without_outcome_is_unknown(path):
    journal = Journal(path)
    journal.begun(["a", "b"])
    journal.ended({"a": PRINTED})
    again = reopened(journal, path)
    again.interrupted("中断")
    assert again.snapshot() == ({"a": PRINTED, "b": Ended("unknown", "中断")}, [], {})
    assert reopened(again, path).snapshot()[0]["b"].outcome == "unknown"


def test_what_was_begun_and_did_not_reach_the_printer_is_not_unknown(path):
    journal = Journal(path)
    journal.begun(["a"])
    journal.not_begun(["a"])
    again = reopened(journal, path)
    again.interrupted("中断")
    assert again.snapshot() == ({}, [], {})


def test_versions_go_on_after_everything_is_confirmed(path):
    journal = Journal(path)
    for version in (1, 2, 3):
        journal.report(version, f"body {version}", {})
        journal.confirmed(version)
    again = reopened(journal, path)
    assert again.ledger.version == 3
    assert again.snapshot()[2] == {}


@pytest.mark.parametrize("length", range(1, 28, 5))
def test_a_line_torn_at_the_end_counts_as_not_written(path, length):
    journal = Journal(path)
    journal.begun(["a"])
    whole = path.read_bytes()
    journal.begun(["b"])
    torn = path.read_bytes()[len(whole):][:length]
    path.write_bytes(whole + torn)
    assert reopened(journal, path).ledger.begun == ["a"]
    assert reopened(Journal(path), path).ledger.begun == ["a"]


def test_damage_in_the_middle_is_said_and_nothing_is_done(path):
    journal = Journal(path)
    journal.begun(["a"])
    journal.begun(["b"])
    journal.close()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:-2], b"rubbish\n", lines[-1]]))
    with pytest.raises(ProgramEnded, match="已损坏") as ended:
        Journal(path)
    assert ended.value.status == Exit.DAMAGED


def test_it_stays_short_and_says_the_same(path, monkeypatch):
    monkeypatch.setattr(journals, "COMPACT_AT", 50)
    journal = Journal(path)
    journal.new_session()
    for version in range(1, 200):
        journal.begun([f"label-{version}"])
        journal.ended({f"label-{version}": PRINTED})
        journal.report(version, "body", {f"label-{version}": PRINTED})
        journal.confirmed(version)
    journal.begun(["last"])
    assert len(path.read_bytes().splitlines()) < 60
    again = reopened(journal, path)
    assert again.snapshot() == ({}, ["last"], {})
    assert (again.ledger.session, again.ledger.version) == (1, 199)


def test_another_enrolment_counts_anew_and_tells_again_what_was_not_confirmed(path):
    journal = Journal(path)
    journal.enrolled(1)
    journal.new_session()
    journal.ended({"a": PRINTED, "b": PRINTED})
    journal.report(1, json.dumps({}), {"a": PRINTED})
    again = reopened(journal, path)
    again.enrolled(2)
    assert (again.ledger.version, again.ledger.session) == (0, 1)
    assert again.snapshot() == ({"a": PRINTED, "b": PRINTED}, [], {})


def test_only_its_owner_reads_it(path):
    assert reopened(Journal(path), path)
    assert path.stat().st_mode & 0o077 == 0


def test_a_full_disk_ends_it_and_nothing_is_written_behind_the_torn_line(path):
    journal = Journal(path)
    journal.begun(["a"])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 10, before[1]))
    try:
        for _ in range(2):
            with pytest.raises(ProgramEnded, match="磁盘") as ended:
                journal.begun(["b"])
            assert ended.value.status == Exit.DISK_FULL
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with pytest.raises(ProgramEnded):
        journal.begun(["c"])
    assert reopened(journal, path).ledger.begun == ["a"]
