"""What an operator can do with a delivery, and what is written down of it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict, NotFound
from services.chassis.ids import new_id
from services.chassis.tables import audit
from services.gateway.deliveries.queries.deliveries import Filter, deliveries, delivery_of, targets
from services.gateway.deliveries.usecases.operating import drop, replay
from tests.deliveries.ours import Ours, publication
from tests.deliveries.platform import Theirs
from tests.faults.ledger.installation import eventually


def operator() -> Call:
    return Call(Actor("admin", "系统管理员"), datetime.now(UTC), "c-op")


@pytest.fixture
def refused(ours: Ours, theirs: Theirs) -> Ours:
    """One refused publication with a withdrawal behind it, and a running dispatch."""
    theirs.behave("refusing", times=1)
    ours.know(theirs.platform)
    ours.enqueue(publication("004011-1", 1, key="first"), publication("004011-1", 2, "withdraw", key="second"))
    ours.dispatch(theirs.platform).start()
    eventually(lambda: ours.states() == ["parked", "pending"], story=ours.rows)
    return ours


def test_a_replay_is_tried_at_once_and_lets_the_later_ones_follow(refused: Ours, theirs: Theirs) -> None:
    with refused.sessions.begin() as session:
        replay(session, operator(), refused.row("first").id)
    eventually(refused.settled, story=refused.rows)
    assert theirs.sequences() == {"004011-1": [1, 2]}
    assert refused.attempts("first") == ["refused", "received"]
    kinds = [(kind.split(".")[2], version, data["aggregate_version"]) for kind, version, data in refused.told()]
    assert kinds == [("refused", 1, 1), ("replayed", 2, 1), ("receipted", 3, 1), ("receipted", 1, 2)]


def test_a_drop_lets_the_later_ones_follow_without_it(refused: Ours, theirs: Theirs) -> None:
    with refused.sessions.begin() as session:
        drop(session, operator(), refused.row("first").id, "单位已撤回")
    eventually(refused.settled, story=refused.rows)
    assert theirs.sequences() == {"004011-1": [2]}
    with refused.sessions() as session:
        record = session.execute(select(audit)).one()
    assert (record.operation, record.actor, record.before, record.after["reason"]) == (
        "delivery.drop", "admin", {"state": "parked"}, "单位已撤回",
    )  # fmt: skip


def test_what_is_over_can_neither_be_replayed_nor_dropped(refused: Ours) -> None:
    with refused.sessions.begin() as session:
        drop(session, operator(), refused.row("first").id, "不再需要")
    eventually(refused.settled)
    for key in ("first", "second"):
        for act in (lambda session, of: replay(session, operator(), of), lambda session, of: drop(session, operator(), of, "x")):
            with pytest.raises(Conflict), refused.sessions.begin() as session:
                act(session, refused.row(key).id)
    with pytest.raises(NotFound), refused.sessions.begin() as session:
        replay(session, operator(), new_id())


def test_the_list_says_what_waits_behind_what_and_the_detail_tells_each_attempt(refused: Ours) -> None:
    with refused.sessions() as session:
        rows, cursor = deliveries(session, Filter(state="pending"), "", 10)
        assert (len(rows), cursor, rows[0]["held_behind"]) == (1, "", refused.row("first").id)
        page, following = deliveries(session, Filter(), "", 1)
        rest, end = deliveries(session, Filter(), following, 1)
        assert ([page[0]["subject"], rest[0]["state"]], end) == (["004011-1", "parked"], "")
        _, tries = delivery_of(session, refused.row("first").id)
        assert [(each["number"], each["outcome"], each["status"]) for each in tries] == [(1, "refused", 422)]
        [standing] = targets(session, refused.clock())
        assert (standing["breaker"], standing["parked"], standing["pending"]) == ("closed", 1, 1)
