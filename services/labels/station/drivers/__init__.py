"""What a printer's driver does: say the printer's troubles, and print pages so that it is known what became of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class Trouble(StrEnum):
    """Why a printer does not print; somebody has to go there."""

    PAPER_OUT = "paper_out"
    RIBBON_OUT = "ribbon_out"
    HEAD_OPEN = "head_open"
    PAUSED = "paused"
    UNREACHABLE = "unreachable"
    FAULT = "fault"


Troubles = frozenset[Trouble]
NONE: Troubles = frozenset()


class Outcome(StrEnum):
    """What became of a page."""

    PRINTED = "printed"
    # some of it may have reached the printer, and nobody knows whether it came out
    UNKNOWN = "unknown"
    # the printer refused it; it did not come out
    FAILED = "failed"
    # not one byte of it reached the printer
    NOT_BEGUN = "not_begun"


class Result(NamedTuple):
    """An outcome with its reason, in Chinese."""

    outcome: Outcome
    reason: str = ""


PRINTED = Result(Outcome.PRINTED)
# Called with the printer's troubles while a page is waited for; False gives up waiting.
Watch = Callable[[Troubles], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """What goes to the printer at once; `name` tells pages apart and is fit for a file name."""

    name: str
    content: bytes


class UnknownPrinter(ValueError):
    """No driver fits; the text says why, in Chinese."""


class Driver(Protocol):
    """One printer, used by one thread."""

    def look(self) -> Troubles:
        """The printer's troubles now; answers within a few seconds and raises nothing."""
        ...

    def print(self, pages: Sequence[Page], watch: Watch) -> list[Result]:
        """Print the pages in order and wait until they are out; one result for each page."""
        ...

    def close(self) -> None:
        """Let go of the printer."""
        ...
