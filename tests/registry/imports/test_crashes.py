"""An importer that dies leaves all or nothing, and another takes its job over."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from services.chassis.database import engine_for
from services.registry.reading.limits import Limits
from services.registry.usecases import import_end, import_run, import_steps
from tests.registry.imports.conftest import Desk
from tests.registry.imports.sheets import csv_file, rows

STEPS = (
    (import_steps, "make_room"), (import_steps, "stage"), (import_steps, "judge_repeated"), (import_steps, "judge_existing"),
    (import_steps, "record_faults"), (import_steps, "find_continued"), (import_steps, "store_cards"), (import_steps, "store_history"),
    (import_steps, "store_events"), (import_steps, "tally"), (import_end, "finish"), (Connection, "commit"),
)
CARDS, BATCH = 25, 10


@pytest.mark.timeout(180)
def test_a_crash_after_any_step_leaves_all_or_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_run, "BATCH", BATCH)
    content = csv_file(rows(CARDS))
    left: list[tuple[Any, ...]] = []
    while True:
        import_id = desk.submit(content)
        desk.engine.dispose()
        finished = _run_until(desk.url, step=len(left) + 1)
        left.append(desk.everything())
        if finished or left[-1] != (0, 0, 0, 0):
            break
        assert desk.view(import_id).state in {"queued", "running"}
        with desk.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM import")
    assert len(left) == 1 + 3 * 9 + 2, "every step was the last one once"
    assert left[-1] == (CARDS, CARDS, CARDS, 1)
    assert desk.view(import_id).state == "committed"


def _run_until(url: str, step: int) -> bool:
    """Work off the import in a child that dies after so many steps; whether it lived to the end."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    steps_left = [step]
    for owner, name in STEPS:
        setattr(owner, name, _dying(getattr(owner, name), steps_left))
    try:
        import_run.run_next(engine_for(url, pool=4), Limits(), datetime.now(UTC))
    finally:
        os._exit(0)


def _dying(function: Callable[..., object], steps_left: list[int]) -> Callable[..., object]:
    def run(*args: object, **kwargs: object) -> object:
        result = function(*args, **kwargs)
        steps_left[0] -= 1
        if not steps_left[0]:
            os._exit(1)
        return result

    return run


@pytest.mark.timeout(120)
def test_a_killed_importers_job_is_taken_over_and_takes_effect_once(desk: Desk) -> None:
    import_id = desk.submit(csv_file(rows(30_000)))
    first = _importer(desk.url)
    try:
        _wait(lambda: desk.view(import_id).rows_stored > 0)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert desk.one("SELECT count(*) FROM card") == 0
    second = _importer(desk.url)
    try:
        _wait(lambda: desk.view(import_id).state == "committed")
        assert desk.everything() == (30_000, 30_000, 30_000, 1)
    finally:
        second.terminate()
    assert second.wait(timeout=20) == 0


def _importer(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "services.registry.importer"], env={**os.environ, "GUANZI_REGISTRY_DATABASE_URL": url, "PYTHONPATH": ""}
    )


def _wait(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
