"""What a station holds and has not begun: pieces in the order in which they are to be printed."""

import threading
from collections import deque
from collections.abc import Iterable

from services.labels.station.messages import Piece


class Hand:
    """Filled and recalled by the broker's thread, emptied by the printing one."""

    def __init__(self) -> None:
        self._pieces: deque[Piece] = deque()
        self._changed = threading.Condition()
        self._busy = False

    def add(self, pieces: Iterable[Piece]) -> None:
        """Put pieces behind those that are there."""
        with self._changed:
            self._pieces.extend(pieces)
            self._changed.notify_all()

    def take(self, count: int) -> list[Piece]:
        """The next pieces, which nobody can recall from now on; `put_down` ends that. All are for the same driver."""
        with self._changed:
            taken: list[Piece] = []
            while self._pieces and len(taken) < count and (not taken or self._pieces[0].driver == taken[0].driver):
                taken.append(self._pieces.popleft())
            self._busy = bool(taken)
            return taken

    def put_down(self, *, done: bool = True) -> None:
        """What was taken is dealt with; not `done`: some of it is to be tried again."""
        with self._changed:
            self._busy = not done

    def recall(self, print_ids: frozenset[str]) -> list[str]:
        """Take out every piece with one of these labels; returns all labels of those pieces."""
        with self._changed:
            recalled = [piece for piece in self._pieces if not print_ids.isdisjoint(piece.print_ids)]
            self._pieces = deque(piece for piece in self._pieces if print_ids.isdisjoint(piece.print_ids))
        return [name for piece in recalled for name in piece.print_ids]

    def drop(self) -> None:
        """Forget everything: it is void."""
        with self._changed:
            self._pieces.clear()

    @property
    def busy(self) -> bool:
        """Whether something taken is not dealt with."""
        with self._changed:
            return self._busy

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        with self._changed:
            return not self._busy and not self._pieces

    def wait(self, seconds: float) -> bool:
        """Wait until there is something or `wake` is called, so long at most; says whether there is something."""
        with self._changed:
            if not self._pieces:
                self._changed.wait(seconds)
            return bool(self._pieces)

    def wake(self) -> None:
        """Let `wait` return."""
        with self._changed:
            self._changed.notify_all()
