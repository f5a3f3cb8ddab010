"""A label that was begun is never handed out again, and none is lost, whatever is said in whatever order."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.labels.domain.handing_out import (
    CUT_OFF,
    HELD,
    RESTARTED,
    UNDER_WAY,
    WINDOW,
    WORTH,
    Label,
    LabelState,
    Resolution,
    pieces,
    room,
)

HERE, THERE = "station-0000000a", "station-0000000b"
OUTCOMES = ("sent", "printed", "unknown", "failed", "given_back")
ONE, JOB = UUID(int=1), UUID(int=100)


def claimed(**more) -> Label:
    return Label(ONE, JOB, **more).handed_out(HERE)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("sent", LabelState.SENT), ("printed", LabelState.PRINTED), ("unknown", LabelState.UNKNOWN), ("failed", LabelState.FAILED),
        ("given_back", LabelState.QUEUED),
    ],
)  # fmt: skip
def test_a_report_moves_what_lies_with_its_station(outcome, state):
    assert claimed().reported(HERE, outcome).state is state


@pytest.mark.parametrize("final", ["printed", "unknown", "failed"])
@pytest.mark.parametrize("late", OUTCOMES)
def test_outcomes_are_final(final, late):
    label = claimed().reported(HERE, "sent").reported(HERE, final)
    assert label.reported(HERE, late) == label


def test_what_was_begun_cannot_be_given_back():
    begun = claimed().reported(HERE, "sent")
    assert begun.reported(HERE, "given_back") == begun


def test_another_station_says_nothing_of_it():
    assert claimed().reported(THERE, "printed") == claimed()


def test_a_station_that_began_what_it_should_have_dropped_is_believed():
    """Better one label too few than one too many."""
    returned = claimed().silenced(RESTARTED)
    assert returned.state is LabelState.QUEUED
    assert returned.reported(HERE, "printed").state is LabelState.PRINTED


def test_a_restart_gives_back_what_was_not_begun_and_leaves_the_rest_to_a_person():
    assert claimed().silenced(RESTARTED).state is LabelState.QUEUED
    assert claimed().reported(HERE, "sent").silenced(RESTARTED).state is LabelState.UNKNOWN


def test_what_a_cancelled_job_gets_back_is_cancelled():
    label = claimed().given_up()
    assert label.state is LabelState.CLAIMED
    assert label.reported(HERE, "given_back").state is LabelState.CANCELLED
    assert label.silenced(CUT_OFF).state is LabelState.CANCELLED


def test_only_unknown_and_failed_labels_are_for_a_person():
    unknown = claimed().reported(HERE, "unknown")
    assert unknown.resolved(Resolution.PRINTED).state is LabelState.PRINTED
    assert unknown.resolved(Resolution.DISCARD).state is LabelState.CANCELLED
    for other in (claimed(), claimed().reported(HERE, "printed"), Label(ONE, JOB)):
        with pytest.raises(Refused, match="not_to_resolve"):
            other.resolved(Resolution.PRINTED)


def test_a_begun_label_cannot_be_handed_out():
    with pytest.raises(ValueError, match="cannot be handed out"):
        Label(ONE, JOB, begun=True).handed_out(HERE)


def test_room_is_waited_for_until_a_message_is_worth_sending():
    assert room(0, 1000) == WINDOW
    assert room(WINDOW - WORTH + 1, 1000) == 0
    assert room(WINDOW - WORTH, 1000) == WORTH
    assert room(WINDOW - 1, 1) == 1
    assert room(WINDOW, 1) == 0


def test_sheets_stay_whole_and_a_large_one_goes_to_an_empty_station_alone():
    labels = [Label(UUID(int=number), JOB) for number in range(130)]
    assert [len(sheet) for sheet in pieces(labels[:60], 24, WINDOW, empty=True)] == [24, 24, 12]
    assert [len(sheet) for sheet in pieces(labels[:60], 24, 30, empty=False)] == [24]
    assert [len(sheet) for sheet in pieces(labels, 65, 30, empty=True)] == [65]
    assert pieces(labels, 65, 30, empty=False) == []


@dataclass
class Paper:
    """A station as it is in the world: it takes what its session is handed, prints, crashes, is asked back; it notes every sticker."""

    session: int = 1
    hand: list[UUID] = field(default_factory=list)
    begun: list[UUID] = field(default_factory=list)
    stickers: list[UUID] = field(default_factory=list)
    to_tell: list[tuple[UUID, str]] = field(default_factory=list)


@dataclass
class World:
    """The server's labels, one station, and the reports on their way, in order."""

    labels: dict[UUID, Label]
    paper: Paper = field(default_factory=Paper)
    on_their_way: list[tuple[Any, Any]] = field(default_factory=list)
    inbox: list[tuple[int, Any]] = field(default_factory=list)
    session: int = 1
    handed_in_session: set[tuple[int, UUID]] = field(default_factory=set)

    def hand_out(self) -> None:
        held = sum(label.state in HELD for label in self.labels.values())
        queued = [label for label in self.labels.values() if label.state is LabelState.QUEUED]
        for label in queued[: room(held, len(queued))]:
            assert not label.begun, "a begun label was handed out"
            self.labels[label.id] = label.handed_out(HERE)
            self.inbox.append((self.session, label.id))

    def recall(self) -> None:
        for label in list(self.labels.values()):
            if label.state is LabelState.CLAIMED and not label.recalled:
                self.labels[label.id] = label.asked_back()
                self.inbox.append((self.session, ("recall", label.id)))

    def station_reads(self) -> None:
        if self.inbox:
            session, what = self.inbox.pop(0)
            if session != self.paper.session:
                return
            if isinstance(what, tuple):
                if what[1] in self.paper.hand:
                    self.paper.hand.remove(what[1])
                    self.on_their_way.append((what[1], "given_back"))
            elif what not in self.paper.hand and what not in self.paper.begun:
                self.paper.hand.append(what)

    def station_begins(self) -> None:
        if self.paper.hand and not self.paper.begun:
            one = self.paper.hand.pop(0)
            self.paper.begun.append(one)
            self.on_their_way.append((one, "sent"))

    def station_ends(self) -> None:
        if self.paper.begun:
            one = self.paper.begun.pop()
            self.paper.stickers.append(one)
            self.on_their_way.append((one, "printed"))

    def station_crashes(self, came_out: bool = True) -> None:
        for one in self.paper.begun:
            if came_out:
                self.paper.stickers.append(one)
            self.on_their_way.append((one, "unknown"))
        self.paper = Paper(self.paper.session + 1, stickers=self.paper.stickers)
        self.on_their_way.append(("hello", self.paper.session))

    def report_arrives(self, times: int = 1) -> None:
        if self.on_their_way:
            said = self.on_their_way.pop(0)
            for _ in range(times):
                self.take(said)

    def take(self, said: tuple[Any, Any]) -> None:
        what, outcome = said
        if what == "hello":
            self.session = outcome
            self.labels = {one: label.silenced(RESTARTED) for one, label in self.labels.items()}
        else:
            self.labels[what] = self.labels[what].reported(HERE, outcome)


STEPS = st.sampled_from(
    ["hand_out", "recall", "reads", "reads", "reads", "begins", "begins", "ends", "ends", "crashes", "cut", "arrives", "arrives", "twice"]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(STEPS, max_size=120), st.integers(1, 8))
def test_no_label_is_lost_and_none_comes_out_twice(steps, count):
    """Any interleaving of hand-outs, recalls, restarts, repeated reports and messages that arrive late."""
    world = World({UUID(int=number): Label(UUID(int=number), JOB) for number in range(1, count + 1)})
    does = {
        "hand_out": world.hand_out, "recall": world.recall, "reads": world.station_reads, "begins": world.station_begins,
        "ends": world.station_ends, "crashes": world.station_crashes, "cut": lambda: world.station_crashes(came_out=False),
        "arrives": world.report_arrives, "twice": lambda: world.report_arrives(2),
    }  # fmt: skip
    for step in steps:
        does[step]()
        assert len(world.paper.stickers) == len(set(world.paper.stickers)), "a label came out twice"
    for _ in range(60 * count):  # then nothing breaks any more: everything comes to an end
        world.hand_out()
        world.station_reads()
        world.station_begins()
        world.station_ends()
        world.report_arrives()
    assert len(world.paper.stickers) == len(set(world.paper.stickers))
    for label in world.labels.values():
        assert label.state not in UNDER_WAY, "a label was lost"
        if label.state is LabelState.PRINTED:
            assert label.id in world.paper.stickers
        else:
            assert label.state is LabelState.UNKNOWN


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([*OUTCOMES, "hello", "recall", "cut", "cancel"]), st.sampled_from([HERE, THERE])), max_size=40))
def test_once_begun_it_never_waits_again(said):
    label = Label(ONE, JOB)
    begun = False
    for what, station in said:
        if label.state is LabelState.QUEUED and not label.begun and label.wanted:
            label = label.handed_out(HERE)
        match what:
            case "hello":
                label = label.silenced(RESTARTED)
            case "recall":
                label = label.asked_back()
            case "cut":
                label = label.silenced(CUT_OFF)
            case "cancel":
                label = label.given_up()
            case _:
                label = label.reported(station, what)
        begun = begun or label.begun
        assert not (begun and label.state in (LabelState.QUEUED, LabelState.CLAIMED))
