"""What the printing thread does: look at the printer, take labels, write down that they begin, print them, write down how it went."""

import logging
import threading
import time
from collections.abc import Callable, Sequence

from services.labels.station.content import Undrawable, page
from services.labels.station.drivers import Driver, Outcome, Page, Result, Trouble, Troubles, UnknownPrinter
from services.labels.station.drivers.choosing import driver_of
from services.labels.station.failure import Ended as ProgramEnded
from services.labels.station.hand import Hand
from services.labels.station.journal import Journal
from services.labels.station.ledger import Ended
from services.labels.station.messages import Configured, Piece
from services.labels.station.words import OUTCOMES, in_words

LOOK_EVERY = 1.0
_HOLD = 0.5
# How long the label at hand may take once the station is told to end.
GRACE = 20.0
log = logging.getLogger("guanzi.station")


class Printing(threading.Thread):
    """The one user of the printer. `troubles` is None until it was looked at; `on_change` is called when there is something to tell."""

    def __init__(self, hand: Hand, journal: Journal, window: int, on_change: Callable[[], None]) -> None:
        super().__init__(name="printing", daemon=True)
        self.troubles: Troubles | None = None
        self.failure: ProgramEnded | None = None
        self._hand, self._journal, self._window, self._on_change = hand, journal, window, on_change
        self._wanted: Configured | None = None
        self._used: Configured | None = None
        self._driver: Driver | None = None
        self._again: list[Piece] = []
        self._end_at: float | None = None

    def configure(self, configured: Configured) -> None:
        """Drive the printer so from the next label on."""
        self._wanted = configured
        self._hand.wake()

    def end(self) -> None:
        """Finish the label at hand, within `GRACE`, and no other."""
        self._end_at = time.monotonic() + GRACE
        self._hand.wake()

    def run(self) -> None:
        """Until told to end, or the journal takes nothing more."""
        try:
            while self._end_at is None:
                self._turn()
        except ProgramEnded as failure:
            self.failure = failure
        if self._driver is not None:
            self._driver.close()

    def _turn(self) -> None:
        self._use_wanted()
        if self._driver is None:
            self._hand.wait(_HOLD)
            return
        self._tell(self._driver.look())
        if self.troubles:
            time.sleep(_HOLD)
        elif self._again or (self._hand.wait(LOOK_EVERY) and self._end_at is None and self._wanted is self._used):
            self._print(self._driver, self._again or self._hand.take(self._window))

    def _use_wanted(self) -> None:
        if self._wanted is self._used:
            return
        wanted = self._used = self._wanted
        if self._driver is not None:
            self._driver.close()
            self._driver = None
        if wanted is None:
            return
        try:
            self._driver = driver_of(wanted.driver, wanted.address)
        except UnknownPrinter as unknown:
            log.warning("%s", unknown)
            self._tell(frozenset({Trouble.FAULT}))

    def _tell(self, troubles: Troubles) -> None:
        if troubles != self.troubles:
            log.info("打印机：%s", in_words(troubles))
            self.troubles = troubles
            self._on_change()

    def _print(self, driver: Driver, taken: list[Piece]) -> None:
        try:
            drawn = [(piece, one) for piece in taken if (one := self._drawn(piece)) is not None]
            self._again = []
            if drawn:
                self._journal.begun([name for piece, _ in drawn for name in piece.print_ids])
                self._on_change()
                results = driver.print([one for _, one in drawn], self._watch)
                self._settle([piece for piece, _ in drawn], results)
        finally:
            self._hand.put_down(done=not self._again)
            self._on_change()

    def _drawn(self, piece: Piece) -> Page | None:
        """The piece's page; a piece that cannot be drawn, or was made for another printer, ends here."""
        if self._used is None or piece.driver != self._used.driver:
            self._end_piece(piece, "failed" if piece in self._again else "given_back", "打印机已更换")
            return None
        try:
            return page(piece)
        except Undrawable as undrawable:
            self._end_piece(piece, "failed", str(undrawable))
            return None

    def _settle(self, pieces: Sequence[Piece], results: Sequence[Result]) -> None:
        """Write down the outcomes; what did not reach the printer stays at hand and is tried again, by nobody else."""
        for piece, result in zip(pieces, results, strict=True):
            if result.outcome is Outcome.NOT_BEGUN:
                self._again.append(piece)
            else:
                self._end_piece(piece, str(result.outcome), result.reason)
        if self._again:
            self._journal.not_begun([name for piece in self._again for name in piece.print_ids])
            log.warning("%s", results[-1].reason)
            time.sleep(_HOLD)

    def _end_piece(self, piece: Piece, outcome: str, reason: str) -> None:
        self._journal.ended({name: Ended(outcome, reason) for name in piece.print_ids})
        if outcome != "printed":
            log.warning("%s：%s %s", "、".join(piece.asset_nos[:3]), OUTCOMES[outcome], reason)

    def _watch(self, troubles: Troubles) -> bool:
        self._tell(troubles)
        return self._end_at is None or time.monotonic() < self._end_at
