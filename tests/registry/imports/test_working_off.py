"""How the importer works a job off: seen while it runs, undisturbed by others, given up or given back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from services.registry.queries.imports import ImportView
from services.registry.reading.limits import Limits
from services.registry.usecases import import_run, import_steps
from tests.registry.imports.conftest import Desk
from tests.registry.imports.sheets import csv_file, rows


def test_progress_is_seen_while_it_runs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH", 10)
    import_id = desk.submit(csv_file(rows(50)))
    assert desk.view(import_id).state == "queued"
    seen: list[ImportView] = []

    def look() -> bool:
        seen.append(desk.view(import_id))
        return True

    import_run.run_next(desk.engine, Limits(), datetime.now(UTC), look)
    assert [(view.state, view.rows_read, view.rows_stored) for view in seen] == [("running", n, n) for n in (10, 20, 30, 40)]
    assert desk.view(import_id).state == "committed"


def test_somebody_who_registers_a_number_meanwhile_makes_the_job_start_over(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH", 10)
    other = desk.submit(csv_file(rows(30)[15:16]))
    mine = desk.submit(csv_file(rows(30)))
    with desk.engine.begin() as connection:
        connection.execute(text("UPDATE import SET submitted_at = now() - interval '1 hour' WHERE id = :id"), {"id": mine})
    met: list[bool] = []

    def meanwhile() -> bool:
        if not met:
            met.append(import_run.run_next(desk.engine, Limits(), datetime.now(UTC)))
        return True

    assert import_run.run_next(desk.engine, Limits(), datetime.now(UTC), meanwhile)
    assert desk.view(other).state == "committed"
    desk.work()
    done = desk.view(mine)
    assert (done.state, done.accepted, done.unchanged) == ("committed", 29, 1)
    assert desk.everything() == (30, 30, 30, 2)


class Died(Exception):
    """The importer's end in the middle of its work."""


def _die(*_args: object) -> None:
    raise Died


def test_an_import_that_is_disturbed_every_time_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = desk.submit(csv_file(rows(1)))
    for _ in range(import_run.MOST_ATTEMPTS):
        with monkeypatch.context() as patched:
            patched.setattr(import_steps, "store_events", _die)
            with pytest.raises(Died):
                desk.work()
    desk.work()
    done = desk.view(import_id)
    assert (done.state, done.refusal_code) == ("failed", "import_failed")
    assert desk.everything() == (0, 0, 0, 0)


def test_an_importer_that_is_told_to_stop_gives_its_job_back_uncounted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH", 10)
    import_id = desk.submit(csv_file(rows(30)))
    for _ in range(import_run.MOST_ATTEMPTS + 1):
        with pytest.raises(import_run.Interrupted):
            import_run.run_next(desk.engine, Limits(), datetime.now(UTC), lambda: False)
    desk.work()
    assert desk.view(import_id).state == "committed"
    assert desk.everything() == (30, 30, 30, 1)
