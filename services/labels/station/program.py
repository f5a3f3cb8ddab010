"""How the station runs: one thread talks with the broker, one prints; it waits for whichever is away and goes on by itself."""

import logging
import random
import threading
import time

from services.labels.station.enrolment import Enrolment
from services.labels.station.failure import Ended, Exit
from services.labels.station.hand import Hand
from services.labels.station.journal import Journal
from services.labels.station.ledger import Ended as Outcome
from services.labels.station.link import Link, LinkLost, LinkRefused
from services.labels.station.messages import Configured, HandedOut, Recalled, Told, Unreadable, read
from services.labels.station.printing import Printing
from services.labels.station.reporting import Reporting

SHORTEST_WAIT, LONGEST_WAIT, REFUSED_WAIT = 0.5, 15.0, 30.0
# How long to try to send the last reports once the station is told to end.
LAST_WORDS = 5.0
log = logging.getLogger("guanzi.station")


class Station:
    """`run` in the foreground; `end` may come from a signal handler."""

    def __init__(self, enrolment: Enrolment, journal: Journal, window: int = 1) -> None:
        self._enrolment, self._journal = enrolment, journal
        self._hand = Hand()
        self._printing = Printing(self._hand, journal, window, self._wake)
        self._reporting = Reporting(enrolment, journal, self._hand, self._printing)
        self._link: Link | None = None
        self._heard_version: int | None = None
        self._ending = threading.Event()
        self._give_up_at: float | None = None

    def run(self) -> None:
        """Until `end`: then the label at hand is finished and reported."""
        self._journal.enrolled(self._enrolment.enrolment)
        self._journal.interrupted("打印站在打印途中中断")
        self._printing.start()
        wait = SHORTEST_WAIT
        while not self._is_over():
            began = time.monotonic()
            try:
                self._converse()
            except LinkRefused:
                self._begin_anew()
                log.warning("消息服务不再认识这个打印站（已停用或已重新登记）：请在网页上重新生成登记码并登记；%d 秒后再试", REFUSED_WAIT)
                self._rest(REFUSED_WAIT)
            except LinkLost as lost:
                wait = SHORTEST_WAIT if time.monotonic() - began > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
                log.warning("与消息服务的连接中断，手中的标签照常打印，%.0f 秒内重试（%s）", wait, lost)
                self._rest(wait * random.uniform(0.5, 1))  # noqa: S311  # only so that stations do not all come back at once
        log.info("已停止")

    def end(self) -> None:
        """Finish the label at hand, report, and return from `run`."""
        self._ending.set()
        self._printing.end()

    def _converse(self) -> None:
        """Talk with the broker until it is away or everything is over."""
        link = self._link = Link(self._enrolment, self._heard)
        log.info("已连接消息服务")
        try:
            while not self._is_over():
                while (due := self._reporting.due()) is not None:
                    version, body = due
                    link.publish(body)
                    self._journal.confirmed(version)
                link.serve(self._reporting.pause())
        finally:
            self._link = None
            link.close()

    def _is_over(self) -> bool:
        """Told to end, and nothing is left to print or to tell that could be told in time."""
        if self._printing.is_alive():
            return False
        if not self._ending.is_set():
            raise self._printing.failure or Ended(Exit.BROKE_OFF, "打印部分意外中止，请查看上面的错误；程序退出以便重新启动")
        if self._give_up_at is None:
            self._give_up_at = time.monotonic() + LAST_WORDS
        ended, _, waiting = self._journal.snapshot()
        return not (ended or waiting) or self._link is None or time.monotonic() > self._give_up_at

    def _heard(self, body: bytes) -> None:
        """Take one message; it may be acknowledged, for whatever it asks is void once this process ends."""
        try:
            told = read(body, self._enrolment.station_id)
        except Unreadable as unreadable:
            log.warning("收到读不懂的消息，不予执行：%s", unreadable)
            return
        if self._in_order(told) and not self._reporting.greeting and told.session == self._journal.ledger.session:
            self._obey(told)

    def _in_order(self, told: Told) -> bool:
        """Whether the message is new. After one that is missing, everything begins anew with a hello."""
        before = self._heard_version
        if before is not None and told.version <= before:
            return False
        self._heard_version = told.version
        if before is not None and told.version > before + 1:
            log.warning("有消息没有收到，重新向服务器报到")
            self._begin_anew()
        return True

    def _begin_anew(self) -> None:
        """Forget what is not begun and say hello as after a start: the server hands out again what is to be printed."""
        self._hand.drop()
        self._reporting.greeting = True

    def _obey(self, told: Told) -> None:
        match told.what:
            case HandedOut(pieces):
                self._hand.add(pieces)
            case Recalled(print_ids):
                given_back = self._hand.recall(print_ids)
                if given_back:
                    self._journal.ended({name: Outcome("given_back") for name in given_back})
            case Configured() as configured:
                log.info("打印站“%s”：%s %s", configured.name, configured.driver, configured.address)
                self._printing.configure(configured)

    def _wake(self) -> None:
        link = self._link
        if link is not None:
            link.wake()

    def _rest(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._is_over():
            time.sleep(min(0.2, seconds))
