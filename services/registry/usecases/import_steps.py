"""What is done with one batch of staged rows inside the import's one transaction, one statement each.

The staging tables live in that transaction and go with it. `verdict` holds the few rows of a batch that are repeated,
exist with other content, or stand unchanged; `taken` all asset numbers of the file so far. What is left is new;
`continued` says which of the new numbers had a card before, removed when its import was undone: such a card goes on
from its last version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, text

from services.chassis.event import Event, aggregate_of
from services.contracts.events.registry import AssetRegistered
from services.registry.domain.importing.faults import ASSET_NO_EXISTS, ASSET_NO_REPEATED
from services.registry.usecases.import_lines import CARD_COLUMNS, NULL, STAGED_COLUMNS

FOLLOWING = frozenset({"asset_no", "kind", "campus", "building", "floor", "room", "search"})
"""Columns that say nothing of their own about a card."""

_NEW = """
    FROM staged s LEFT JOIN continued c USING (asset_no)
    WHERE s.faults IS NULL AND NOT EXISTS (SELECT FROM verdict v WHERE v.row = s.row)
"""
_VERSION = "coalesce(c.version, 0) + 1"
_COLUMNS = ", ".join(CARD_COLUMNS)


@dataclass(frozen=True, slots=True)
class Origin:
    """What the cards, their history and their events of one import have in common; `at` is the moment of registration."""

    import_id: UUID
    account: str
    at: datetime
    reason: str
    correlation_id: str
    traceparent: str


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows read, good and new, good and standing with equal content, faulty; faults; per unit the good rows and their value in fen."""

    rows: int = 0
    accepted: int = 0
    unchanged: int = 0
    rejected: int = 0
    faults: int = 0
    units: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        sums = dict(self.units)
        for unit_id, (cards, value_fen) in other.units.items():
            before = sums.get(unit_id, (0, 0))
            sums[unit_id] = before[0] + cards, before[1] + value_fen
        return Tally(
            self.rows + other.rows, self.accepted + other.accepted, self.unchanged + other.unchanged, self.rejected + other.rejected,
            self.faults + other.faults, sums,
        )


def make_room(connection: Connection) -> None:
    """Create the staging tables of this transaction."""
    columns = ", ".join(f"s.{name}" for name in CARD_COLUMNS)
    for statement in (
        "SET temp_buffers = '32MB'",  # a batch and the numbers fit; a session that has the value already takes it again
        f"CREATE TEMP TABLE staged ON COMMIT DROP AS SELECT {columns} FROM card s LIMIT 0",  # noqa: S608 - our own names
        "ALTER TABLE staged ADD COLUMN row bigint, ADD COLUMN faults json, ADD COLUMN event_data text",
        "CREATE TEMP TABLE verdict (row bigint PRIMARY KEY, code text, message text) ON COMMIT DROP",
        'CREATE TEMP TABLE taken (asset_no text COLLATE "C" PRIMARY KEY, row bigint) ON COMMIT DROP',
        'CREATE TEMP TABLE continued (asset_no text COLLATE "C" PRIMARY KEY, version bigint) ON COMMIT DROP',
        "SET LOCAL random_page_cost = 1.1",
        "SET LOCAL plan_cache_mode = force_custom_plan",  # a plan made while the cards were few would scan them all later
        "SET LOCAL work_mem = '32MB'",
    ):
        connection.execute(text(statement))


def stage(connection: Connection, block: bytes) -> None:
    """Take one batch of lines, and forget the one before."""
    connection.execute(text("TRUNCATE staged, verdict, continued"))
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101 - an open connection has its driver's
    with driver.cursor() as cursor, cursor.copy(f"COPY staged ({', '.join(STAGED_COLUMNS)}) FROM STDIN (NULL '{NULL}')") as copy:
        copy.write(block)


def judge_repeated(connection: Connection) -> None:
    """Of equal numbers in the file the first is good, whatever else is wrong with its row."""
    connection.execute(
        text("INSERT INTO taken SELECT asset_no, row FROM staged WHERE asset_no IS NOT NULL ORDER BY row ON CONFLICT DO NOTHING")
    )
    connection.execute(
        text("""
            INSERT INTO verdict SELECT s.row, :code, :message FROM staged s JOIN taken t USING (asset_no) WHERE t.row <> s.row
        """),
        {"code": ASSET_NO_REPEATED.code, "message": ASSET_NO_REPEATED.message},
    )


def judge_existing(connection: Connection) -> None:
    """A number that the registry has: equal content is unchanged (a verdict without code), other content is a fault."""
    compared = [name for name in CARD_COLUMNS if name not in FOLLOWING]
    staged, standing = (", ".join(f"{table}.{name}" for name in compared) for table in ("s", "c"))
    connection.execute(
        text(f"""
            INSERT INTO verdict SELECT s.row, different.code, different.message FROM staged s JOIN card c USING (asset_no)
            LEFT JOIN (VALUES (:code, :message)) AS different (code, message) ON ({staged}) IS DISTINCT FROM ({standing})
            WHERE s.faults IS NULL ON CONFLICT DO NOTHING
        """),  # noqa: S608 - our own names
        {"code": ASSET_NO_EXISTS.code, "message": ASSET_NO_EXISTS.message},
    )


def record_faults(connection: Connection, import_id: UUID, asset_no_column: str) -> int:
    """Write down every fault of the batch and return how many."""
    cells = connection.execute(
        text("""
            INSERT INTO import_fault (import_id, row, number, "column", code, message, value)
            SELECT :import_id, s.row, f.number, f.told ->> 0, f.told ->> 1, f.told ->> 2, f.told ->> 3
            FROM staged s, json_array_elements(s.faults) WITH ORDINALITY AS f (told, number) WHERE s.faults IS NOT NULL
        """),
        {"import_id": import_id},
    )
    numbers = connection.execute(
        text("""
            INSERT INTO import_fault (import_id, row, number, "column", code, message, value)
            SELECT :import_id, s.row, 0, :column, v.code, v.message, s.asset_no
            FROM verdict v JOIN staged s USING (row) WHERE v.code IS NOT NULL
        """),
        {"import_id": import_id, "column": asset_no_column},
    )
    return cells.rowcount + numbers.rowcount


def tally(connection: Connection) -> Tally:
    """Count the batch."""
    rows = connection.execute(
        text("""
            SELECT CASE WHEN s.faults IS NULL AND v.code IS NULL THEN s.unit_id END AS unit_id, count(*) AS rows,
                   count(*) FILTER (WHERE v.row IS NOT NULL) AS judged, coalesce(sum(s.original_value_fen), 0)::bigint AS value_fen
            FROM staged s LEFT JOIN verdict v USING (row) GROUP BY 1
        """)
    ).all()
    good = [row for row in rows if row.unit_id is not None]
    read, taken, unchanged = sum(row.rows for row in rows), sum(row.rows for row in good), sum(row.judged for row in good)
    return Tally(
        rows=read, accepted=taken - unchanged, unchanged=unchanged, rejected=read - taken,
        units={row.unit_id: (row.rows, row.value_fen) for row in good},
    )


def find_continued(connection: Connection) -> None:
    """Which new numbers had a card before."""
    connection.execute(
        text("""
            INSERT INTO continued SELECT asset_no, max(h.version)
            FROM staged s JOIN card_history h USING (asset_no) WHERE h.operation = 'removed' GROUP BY asset_no
        """)
    )


def store_cards(connection: Connection, origin: Origin) -> None:
    """Register the new cards."""
    connection.execute(
        text(f"""
            INSERT INTO card ({_COLUMNS}, version, registered_at, changed_at, import_id)
            SELECT {", ".join(f"s.{name}" for name in CARD_COLUMNS)}, {_VERSION}, :at, :at, :import_id {_NEW}
        """),
        {"at": origin.at, "import_id": origin.import_id},
    )


def store_history(connection: Connection, origin: Origin) -> None:
    """Each new card's first line of history."""
    connection.execute(
        text(f"""
            INSERT INTO card_history (asset_no, version, at, actor, operation, reason, changes)
            SELECT s.asset_no, {_VERSION}, :at, :account, 'imported', :reason, '{{}}' {_NEW}
        """),
        {"at": origin.at, "account": origin.account, "reason": origin.reason},
    )


def store_events(connection: Connection, origin: Origin) -> None:
    """Each new card's event, put together by the server around the data staged with it."""
    connection.execute(
        text(f"""
            INSERT INTO outbox (event_id, aggregate, subject, version, type, body)
            SELECT id, :aggregate, asset_no, version, :type,
                   CAST(:a AS text) || id || CAST(:b AS text) || asset_no || CAST(:c AS text) || version || CAST(:d AS text) || event_data
                   || CAST(:e AS text)
            FROM (SELECT gen_random_uuid() AS id, s.asset_no, {_VERSION} AS version, s.event_data, s.row {_NEW}) new ORDER BY row
        """),  # noqa: S608 - our own names
        envelope(AssetRegistered.TYPE, origin),
    )


def envelope(event_type: str, origin: Origin) -> dict[str, str]:
    """The pieces of an event's JSON around id, subject, version and data, cut out of what `Event.to_json` writes."""
    mark, version = UUID("f00dfeed-0000-4000-8000-00000000f00d"), 7_777_777_777_777_777
    whole = Event(
        id=mark, type=event_type, subject=f"subject-{mark}", version=version, time=origin.at, actor=origin.account,
        data={"data": str(mark)}, correlation_id=origin.correlation_id, causation_id="", traceparent=origin.traceparent,
    ).to_json()
    a, rest = whole.split(str(mark), 1)
    b, rest = rest.split(f"subject-{mark}", 1)
    c, rest = rest.split(str(version), 1)
    d, e = rest.split(f'{{"data":"{mark}"}}', 1)
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "type": event_type, "aggregate": aggregate_of(event_type)}
