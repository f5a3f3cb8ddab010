"""What a simulated printer's owner may do to it, and what it says of itself."""

from dataclasses import dataclass


@dataclass
class State:
    """Troubles as an operator makes and clears them, and the counts of the printer's own memory."""

    paper_out: bool = False
    ribbon_out: bool = False
    head_open: bool = False
    paused: bool = False
    # answers questions with bytes that mean nothing
    garbage: bool = False
    # answers no question while it is in trouble, as some firmware does
    mute: bool = False
    # seconds a label takes; 0 swallows at once
    seconds_per_label: float = 0.0
    # cuts the connection after so many bytes of the next label, once
    cut_after: int | None = None

    formats: int = 0
    remaining: int = 0
    partial: bool = False

    @property
    def in_trouble(self) -> bool:
        """Whether no label can come out."""
        return self.paper_out or self.ribbon_out or self.head_open or self.paused
