"""The load: writers that book facts as fast as they may, through lost connections, until told to stop."""

import random
import threading
import time
from typing import Self

from sqlalchemy.exc import DBAPIError

from tests.faults.ledger.book import book
from tests.faults.ledger.installation import Installation


class Load:
    """Threads that book facts on a handful of accounts; `with` stops them."""

    def __init__(self, ledger: Installation, seed: int, writers: int = 3, accounts: int = 25, pause: float = 0.003) -> None:
        self._ledger, self._accounts, self._pause = ledger, accounts, pause
        self._stop = threading.Event()
        chances = [random.Random(seed + number) for number in range(writers)]  # noqa: S311  # a repeatable load
        self._threads = [threading.Thread(target=self._write, args=(chance,)) for chance in chances]
        self.unknown = 0

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, chance: random.Random) -> None:
        while not self._stop.is_set():
            try:
                with self._ledger.sessions.begin() as session:
                    for _ in range(chance.choice((1, 1, 1, 3))):
                        book(session, f"account-{chance.randrange(self._accounts)}")
            except DBAPIError:  # a lost connection, or a deadlock of two that book on the same accounts
                self.unknown += 1
                time.sleep(0.05)
            time.sleep(self._pause * chance.random())
