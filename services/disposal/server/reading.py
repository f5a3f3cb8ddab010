"""How messages become commands: ids, facts, decisions, days."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from services.chassis.errors import FieldFault, Invalid
from services.chassis.ids import id_of
from services.contracts.rpc.disposal.v1 import cases_pb2, notices_pb2
from services.disposal.domain.case import not_found
from services.disposal.usecases.acting import Act
from services.disposal.usecases.deciding import Verdict
from services.disposal.usecases.drafting import Wanted

MOST_BYTES = 4 * 1024 * 1024


def case_id(text: str) -> UUID:
    """The case's id in an address; what is none does not exist."""
    return id_of(text, not_found())


def facts_of(text: str) -> dict[str, Any]:
    """The facts of a request, empty for none; refuses what is no JSON object with `facts_malformed`."""
    if not text:
        return {}
    try:
        found = json.loads(text) if len(text) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        message = "facts 应为 JSON 对象。"
        raise Invalid("facts_malformed", message, faults=(FieldFault("facts", "facts_malformed", message),))
    return found


def wanted(request: cases_pb2.DraftCaseRequest | cases_pb2.ReviseDraftRequest) -> Wanted:
    """What a clerk drafts."""
    return Wanted(request.method, list(request.asset_nos), facts_of(request.facts))


def verdict(request: cases_pb2.DecideCaseRequest | cases_pb2.DecideCasesRequest) -> Verdict:
    """What is decided."""
    version = request.version if isinstance(request, cases_pb2.DecideCaseRequest) else 0
    return Verdict(request.decision, request.reason, version)


def act(request: cases_pb2.ActOnCaseRequest) -> Act:
    """What is done to a case."""
    on = day("on", request.on) if request.on else None
    return Act(request.action, request.reason, on, facts_of(request.facts), request.booking_no, request.version)


def day(name: str, text: str) -> date:
    """A day; refuses what no calendar has."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = "日期应形如 2026-03-05。"
        raise Invalid("day_malformed", message, faults=(FieldFault(name, "day_malformed", message),)) from None


def exceptions(request: notices_pb2.PublishCalendarRequest) -> Mapping[date, bool]:
    """The days that differ from Monday-to-Friday."""
    return {day(f"exceptions[{number}].day", one.day): one.working for number, one in enumerate(request.exceptions)}
