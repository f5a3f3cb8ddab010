"""A registry database with the units of one district, and a desk at which imports are handed in and worked off."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from services.chassis import database as databases
from services.chassis.actor import Actor, Call, Post
from services.registry.domain.importing.faults import Fault
from services.registry.queries import imports as queries
from services.registry.queries.imports import ImportView
from services.registry.reading.limits import Limits
from services.registry.reading.upload import received
from services.registry.tables import unit
from services.registry.usecases.import_run import run_next
from services.registry.usecases.import_undo import UndoImport, undo_import
from services.registry.usecases.imports import SubmitImport, submit_import

REGION = "31/3101/310151"
DEPARTMENTS = {"004011": "004001", "004012": "004001", "004013": "004001", "001002": "002001", "007011": "007001", "007012": "007001",
               "011011": "011001", "021011": "021001"}
HEADS = ("001001", "002001", "004001", "007001", "011001", "015001", "016001", "021001", "023001")


def path_of(budget_code: str) -> str:
    """The unit's path in the district."""
    above = DEPARTMENTS.get(budget_code)
    return f"{REGION}/310151-{above}/310151-{budget_code}" if above else f"{REGION}/310151-{budget_code}"


def actor(role: str = "finance_reviewer", at: str = "310151") -> Actor:
    """Somebody with one post at a unit (budget code) or at the region."""
    path = REGION if at == "310151" else path_of(at)
    return Actor(f"{role}-{at}", "某某", (Post(role, path.rpartition("/")[2], path),))


@dataclass
class Desk:
    """Where imports are handed in and worked off."""

    engine: Engine
    url: str

    def call(self, who: Actor) -> Call:
        """A call of this person, now."""
        return Call(who, datetime.now(UTC), str(uuid4()))

    def submit(self, content: bytes, mode: str = "commit", accept: str = "all", who: Actor | None = None) -> UUID:
        """Hand in a file."""
        with received([content], Limits()) as upload, Session(self.engine) as session, session.begin():
            command = SubmitImport("财政版.xlsx", mode, accept)  # type: ignore[arg-type]
            return submit_import(session, self.call(who or actor()), command, upload)

    def work(self) -> None:
        """Work off everything that waits."""
        while run_next(self.engine, Limits(), datetime.now(UTC)):
            pass

    def view(self, import_id: UUID, who: Actor | None = None) -> ImportView:
        """The import as it stands."""
        with Session(self.engine) as session:
            return queries.get_import(session, who or actor(), import_id)

    def faults(self, import_id: UUID) -> list[Fault]:
        """Everything that was found wrong."""
        with Session(self.engine) as session:
            return list(queries.list_faults(session, actor(), import_id, "", 5000)[0])

    def bring(self, content: bytes, mode: str = "commit", accept: str = "all", who: Actor | None = None) -> ImportView:
        """Hand in a file, work it off, look at the result."""
        import_id = self.submit(content, mode, accept, who)
        self.work()
        return self.view(import_id)

    def undo(self, import_id: UUID, who: Actor | None = None) -> int:
        """Undo an import."""
        with Session(self.engine) as session, session.begin():
            return undo_import(session, self.call(who or actor()), UndoImport(import_id, "导错文件"))

    def all(self, sql: str, **values: Any) -> list[Any]:
        """Rows of a statement."""
        with self.engine.connect() as connection:
            return list(connection.execute(text(sql), values))

    def one(self, sql: str, **values: Any) -> Any:
        """The one value of a statement."""
        with self.engine.connect() as connection:
            return connection.scalar(text(sql), values)

    def everything(self) -> tuple[Any, ...]:
        """Counts of all that an import may leave."""
        return tuple(self.one(f"SELECT count(*) FROM {table}") for table in ("card", "card_history", "outbox", "audit"))  # noqa: S608


@pytest.fixture
def desk(database: Callable[[str], str]) -> Iterator[Desk]:
    url = database("registry")
    engine = databases.engine_for(url, pool=10)
    with engine.begin() as connection:
        connection.execute(insert(unit), [_row("310151", "", "region", REGION), *(_unit(code) for code in (*HEADS, *DEPARTMENTS))])
    yield Desk(engine, url)
    engine.dispose()


def _unit(code: str) -> dict[str, Any]:
    return _row(f"310151-{code}", code, "department" if code in HEADS else "unit", path_of(code))


def _row(org_id: str, code: str, kind: str, path: str) -> dict[str, Any]:
    return {"id": org_id, "budget_code": code, "name": f"单位{code}", "kind": kind, "region": "310151", "parent_id": path.split("/")[-2],
            "path": path, "version": 1}


@pytest.fixture(scope="session")
def trial_data() -> Path:
    """The folder with the trial workbooks: `GUANZI_TRIAL_DATA`, or beside the checkout."""
    folder = Path(os.environ.get("GUANZI_TRIAL_DATA") or Path(__file__).parents[4] / "shared" / "data")
    if not (folder / "finance-edition-clean.xlsx").exists():
        pytest.skip(f"no trial workbooks in {folder}; set GUANZI_TRIAL_DATA")
    return folder

