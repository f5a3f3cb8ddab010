"""What sharing achieved in a year, per unit or region within the caller's sight (B-087, B-088, B-090), and its cases (B-089).

Years are Beijing's. An offer counts as published in the year in which it was shown first, as transferred in the year in which its
transfer ended, as shared in each year in which it was handed out. What it saved is what buying would have cost: the share of the
budget of the demand that it answered, else the net value of its card.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, text
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import NotFound, faulty_field, unknown_word
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.sharing.domain.demand import BEIJING
from services.sharing.domain.results import Case, Results, total
from services.sharing.tables import unit

BY = ("unit", "region")
MOST_CASES = 10_000
_FACTS = text("""
WITH listed AS (
    SELECT entry.id, entry.unit_id, min(shown.at) AS shown_at
    FROM entry_history shown JOIN entry ON entry.id = shown.entry_id
    WHERE shown.operation IN ('published', 'sent_to_authority') AND entry.unit_id = ANY(:units)
    GROUP BY entry.id, entry.unit_id
), ended AS (
    SELECT listed.*, it.operation = 'transferred' AS transferred, it.at AS ended_at
    FROM listed JOIN entry_history it ON it.entry_id = listed.id
    WHERE it.at >= :start AND it.at < :stop AND it.state_after IN ('transferred', 'left', 'cancelled') AND it.state_before <> it.state_after
), lent AS (
    SELECT DISTINCT entry_id FROM booking WHERE supplier_id = ANY(:units) AND handed_out_at >= :start AND handed_out_at < :stop
), used AS (
    SELECT id, transferred FROM ended WHERE transferred UNION SELECT entry_id, FALSE FROM lent
), worth AS (
    SELECT DISTINCT ON (used.id) used.id, entry.unit_id, (entry.asset ->> 'original_value_fen')::bigint AS original,
        coalesce(
            nullif(need.budget_fen, 0) * least((entry.asset ->> 'quantity')::bigint, need.quantity) / need.quantity,
            (entry.asset ->> 'net_value_fen')::bigint
        ) AS saved
    FROM used JOIN entry ON entry.id = used.id
    LEFT JOIN agreement ON agreement.entry_id = used.id AND agreement.state = 'done' AND used.transferred
    LEFT JOIN demand need ON need.id::text = agreement.demand_id AND need.quantity > 0
    ORDER BY used.id, used.transferred DESC
), fact AS (
    SELECT unit_id, 'published' AS what, count(*)::bigint AS number
        FROM listed WHERE shown_at >= :start AND shown_at < :stop GROUP BY unit_id
    UNION ALL SELECT unit_id, 'transferred', count(*) FROM ended WHERE transferred GROUP BY unit_id
    UNION ALL SELECT entry.unit_id, 'shared', count(*) FROM lent JOIN entry ON entry.id = lent.entry_id GROUP BY entry.unit_id
    UNION ALL SELECT supplier_id, 'bookings', count(*) FROM booking
        WHERE supplier_id = ANY(:units) AND state <> 'cancelled' AND starts_at >= :start AND starts_at < :stop GROUP BY supplier_id
    UNION ALL SELECT unit_id, 'ended', count(*) FROM ended GROUP BY unit_id
    UNION ALL
    SELECT unit_id, 'days', sum(extract(epoch FROM ended_at - shown_at)::bigint / 86400) FROM ended GROUP BY unit_id
    UNION ALL SELECT unit_id, 'used', sum(original) FROM worth GROUP BY unit_id
    UNION ALL SELECT unit_id, 'saved', sum(saved) FROM worth GROUP BY unit_id
    UNION ALL SELECT demand.unit_id, 'demands', count(DISTINCT demand.id) FROM demand_history it JOIN demand ON demand.id = it.demand_id
        WHERE it.operation = 'published' AND it.at >= :start AND it.at < :stop AND demand.unit_id = ANY(:units) GROUP BY demand.unit_id
    UNION ALL SELECT demand.unit_id, 'satisfied', count(DISTINCT demand.id) FROM demand_history it JOIN demand ON demand.id = it.demand_id
        WHERE it.state_after = 'satisfied' AND it.at >= :start AND it.at < :stop AND demand.unit_id = ANY(:units) GROUP BY demand.unit_id
)
SELECT place.id AS org_id, coalesce(nullif(place.name, ''), place.id) AS name,
    coalesce(sum(number) FILTER (WHERE what = 'published'), 0)::bigint AS published,
    coalesce(sum(number) FILTER (WHERE what = 'transferred'), 0)::bigint AS transferred,
    coalesce(sum(number) FILTER (WHERE what = 'shared'), 0)::bigint AS shared,
    coalesce(sum(number) FILTER (WHERE what = 'bookings'), 0)::bigint AS bookings,
    coalesce(sum(number) FILTER (WHERE what = 'ended'), 0)::bigint AS ended,
    coalesce(sum(number) FILTER (WHERE what = 'days'), 0)::bigint AS days,
    coalesce(sum(number) FILTER (WHERE what = 'used'), 0)::bigint AS used_value_fen,
    coalesce(sum(number) FILTER (WHERE what = 'saved'), 0)::bigint AS saved_fen,
    coalesce(sum(number) FILTER (WHERE what = 'demands'), 0)::bigint AS demands,
    coalesce(sum(number) FILTER (WHERE what = 'satisfied'), 0)::bigint AS satisfied
FROM fact JOIN unit ON unit.id = fact.unit_id
JOIN LATERAL (
    SELECT unit.id, unit.name WHERE :by = 'unit'
    UNION ALL SELECT unit.region, coalesce((SELECT above.name FROM unit above WHERE above.id = unit.region), '') WHERE :by = 'region'
) place ON TRUE
GROUP BY place.id, place.name ORDER BY used_value_fen DESC, published DESC, place.id
""")
_CASES = text("""
WITH used AS (
    SELECT it.entry_id, entry.receiving_unit AS receiver, entry.transfer_mode AS mode, it.at, 0::bigint AS times
    FROM entry_history it JOIN entry ON entry.id = it.entry_id
    WHERE it.at >= :start AND it.at < :stop AND it.operation = 'transferred' AND entry.unit_id = ANY(:units)
    UNION ALL
    SELECT booking.entry_id, unit.name, 'share', min(handed_out_at), count(*)
    FROM booking JOIN unit ON unit.id = booking.user_id
    WHERE supplier_id = ANY(:units) AND handed_out_at >= :start AND handed_out_at < :stop
    GROUP BY booking.entry_id, unit.name
)
SELECT unit.name AS unit_name, entry.asset ->> 'asset_no' AS asset_no, entry.asset ->> 'name' AS name, entry.class_code,
    used.mode, used.receiver, used.at, used.times, (entry.asset ->> 'original_value_fen')::bigint AS value_fen,
    greatest(0, extract(epoch FROM used.at - coalesce(
        (SELECT min(shown.at) FROM entry_history shown
         WHERE shown.entry_id = entry.id AND shown.operation IN ('published', 'sent_to_authority')), entry.submitted_at
    ))::bigint / 86400) AS days,
    entry.source, entry.source_note
FROM used JOIN entry ON entry.id = used.entry_id JOIN unit ON unit.id = entry.unit_id
ORDER BY value_fen DESC, asset_no, used.receiver LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Report:
    """The rows, most value put to use first, and their sum."""

    rows: Sequence[Results]
    sum: Results


def get_report(session: Session, call: Call, year: int, below: str, by: str) -> Report:
    """What the units within the caller's sight (below an organisation) achieved in the year."""
    if by and by not in BY:
        raise unknown_word("by", "汇总方式", BY)
    values = _span(year) | {"units": _units(session, call, below), "by": by or "unit"}
    rows = [Results(**row) for row in session.execute(_FACTS, values).mappings()]
    return Report(rows, total(rows))


def get_cases(session: Session, call: Call, year: int, below: str) -> list[Case]:
    """Best-practice cases (典型案例, B-089): what was transferred or handed out in the year, most value first, at most 10,000."""
    values = _span(year) | {"units": _units(session, call, below), "most": MOST_CASES}
    return [Case(**row) for row in session.execute(_CASES, values).mappings()]


def _span(year: int) -> dict[str, datetime]:
    if not 2000 <= year <= 2100:
        raise faulty_field("year", "out_of_range", "请填写年度，例如 2026。")
    return {"start": _new_year(year), "stop": _new_year(year + 1)}


def _new_year(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), datetime.min.time(), BEIJING)


def _units(session: Session, call: Call, below: str) -> list[str]:
    """The units whose results the caller may read; NotFound where the organisation named is none of his."""
    in_sight = within(unit.c.path, require_anywhere(permissions("sharing"), call.actor, "report.read"))
    seen: list[ColumnElement[bool]] = [in_sight]
    if below:
        path = session.scalar(select(unit.c.path).where(unit.c.id == below, in_sight))
        if path is None:
            raise NotFound("not_found", "未找到该组织机构，或它不在您的权限范围内。")
        seen.append(or_(unit.c.path == path, unit.c.path.startswith(f"{path}/", autoescape=True)))
    return list(session.scalars(select(unit.c.id).where(*seen)))
