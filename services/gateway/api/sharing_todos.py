"""What of demands, agreements and bookings waits for the caller."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.contracts.rpc.sharing.v1.agreements_pb2 import ListAgreementsRequest
from services.contracts.rpc.sharing.v1.bookings_pb2 import ListBookingsRequest
from services.contracts.rpc.sharing.v1.demands_pb2 import CountDemandTodosRequest
from services.contracts.rpc.sharing.v1.radar_pb2 import ListSuggestionsRequest
from services.gateway.api.models.finding import Todo
from services.gateway.caller import SignedIn

COUNTED = 200
"""Agreements and bookings looked through at most, of bookings what is due first; where so many wait, one more tells nothing."""
SOON = timedelta(days=1)
TITLES = {
    "to_decide": ("demands_to_decide", "需求审批"), "returned": ("demands_returned", "被退回的需求"),
    "matches_of_demands": ("matches_of_demands", "我的需求有匹配的资产"),
    "matches_of_entries": ("matches_of_entries", "我的入仓资产有匹配的需求"),
}  # fmt: skip


def of_exchange(caller: SignedIn) -> Iterator[Todo]:
    """Demands to decide or come back, matches to look at, agreements to answer, assets to hand out or overdue."""
    if caller.may("sharing", "demand.read"):
        counted = caller.ask(caller.services.sharing.demands.CountDemandTodos, CountDemandTodosRequest())
        for name, (kind, title) in TITLES.items():
            if count := getattr(counted, name):
                yield Todo(kind=kind, title=title, count=count)
    if caller.may("sharing", "agreement.act"):
        yield from _agreements(caller)
        yield from _bookings(caller)
    if caller.may("sharing", "radar.answer"):
        found = caller.ask(caller.services.sharing.radar.ListSuggestions, ListSuggestionsRequest(limit=1))
        if found.total:
            yield Todo(kind="radar_suggestions", title="闲置雷达：疑似闲置的资产", count=found.total)


def _agreements(caller: SignedIn) -> Iterator[Todo]:
    question = ListAgreementsRequest(open_only=True, limit=COUNTED)
    found = caller.ask(caller.services.sharing.agreements.ListAgreements, question).items
    waiting = [one for one in found if {"accept", "confirm"}.intersection(one.allowed)]
    if waiting:
        oldest = min(one.changed_at.ToDatetime(UTC) for one in waiting)
        yield Todo(kind="agreements_to_answer", title="调剂意向待答复", count=len(waiting), oldest_at=oldest)


def _bookings(caller: SignedIn) -> Iterator[Todo]:
    found = caller.ask(caller.services.sharing.bookings.ListBookings, ListBookingsRequest(open_only=True, by_due=True, limit=COUNTED)).items
    overdue = [one for one in found if one.overdue]
    if overdue:
        oldest = min(one.ends_at.ToDatetime(UTC) for one in overdue)
        yield Todo(kind="bookings_overdue", title="共享资产逾期未归还", count=len(overdue), oldest_at=oldest)
    soon = datetime.now(UTC) + SOON
    due = [one for one in found if "hand_out" in one.allowed and one.starts_at.ToDatetime(UTC) <= soon]
    if due:
        yield Todo(kind="bookings_to_hand_out", title="预约待交付", count=len(due))
