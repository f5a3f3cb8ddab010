"""How a list is searched: the condition a text means on a search document, and conditions of a table asked of its hits."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, cast, literal
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.util import ClauseAdapter

from services.chassis import search_words
from services.chassis.errors import faulty_field

SHORTEST, LONGEST = 2, 200


def searched(document: ColumnElement[Any], text: str) -> ColumnElement[bool] | None:
    """The condition of the search text; None without one. Refuses with `search_too_short` below two characters."""
    text = text.strip()
    if not text:
        return None
    query = search_words.query(text[:LONGEST]) if len(text) >= SHORTEST else None
    if query is None:
        raise faulty_field("q", "search_too_short", "请输入至少两个汉字、字母或数字。")
    return document.op("@@", is_comparison=True)(cast(literal(query), TSQUERY))


def on(source: FromClause, clause: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, asked of a subquery of the table that has the columns under the same names."""
    adapted: ColumnElement[bool] = ClauseAdapter(source).traverse(clause)
    return adapted
