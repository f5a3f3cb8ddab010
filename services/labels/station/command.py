"""What somebody at the station's console can say: enrol it, run it, or look at its printer."""

import argparse
import fcntl
import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from services.labels.station import enrolment
from services.labels.station.drivers import UnknownPrinter
from services.labels.station.drivers.choosing import DRIVERS, driver_of
from services.labels.station.failure import Ended, Exit
from services.labels.station.journal import Journal
from services.labels.station.printing import GRACE
from services.labels.station.program import LAST_WORDS, Station
from services.labels.station.words import in_words

DEFAULT_FOLDER = "/var/lib/guanzi-station"


def main(arguments: Sequence[str] | None = None, program: str = "guanzi-station") -> int:
    """Run a command; returns its exit status, a failure said in Chinese on standard error."""
    given = _parser(program).parse_args(arguments)
    try:
        return int(given.run(given))
    except Ended as ended:
        print(ended.sentence, file=sys.stderr)  # noqa: T201  # a program's own voice
        return int(ended.status)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=program, description="管资打印站：守在打印机旁，打印下发的标签并报告结果。")
    commands = parser.add_subparsers(required=True, metavar="命令")
    enrol = commands.add_parser("enrol", help="用网页上生成的一次性登记码登记本机")
    enrol.add_argument("--server", required=True, help="服务器地址，如 https://guanzi.example.gov.cn")
    enrol.add_argument("--code", required=True, help="登记码，如 ABCD-EFGH-JKLM")
    enrol.add_argument("--folder", type=Path, default=Path(DEFAULT_FOLDER), help="保存登记与日志的文件夹")
    enrol.set_defaults(run=_enrol)
    run = commands.add_parser("run", help="运行打印站，直到收到停止信号")
    run.add_argument("--folder", type=Path, default=Path(DEFAULT_FOLDER), help="登记时的文件夹")
    window = "一次交给打印机几张，中断时情况不明的就是这几张"
    run.add_argument("--window", type=int, default=1, choices=range(1, 61), metavar="1-60", help=window)
    run.set_defaults(run=_run)
    look = commands.add_parser("look", help="看一眼打印机：能否连上，缺不缺纸")
    look.add_argument("--driver", required=True, help="、".join(DRIVERS))
    look.add_argument("--address", required=True, help="主机:端口、ipp://… 或文件夹")
    look.set_defaults(run=_look)
    return parser


def _enrol(given: argparse.Namespace) -> int:
    with _alone(given.folder):
        made = enrolment.enrol(given.server, given.code, given.folder)
    print(f"已登记为打印站“{made.name}”（{made.station_id}），接着执行：guanzi station run --folder {given.folder}")  # noqa: T201
    return 0


def _run(given: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("pika").setLevel(logging.CRITICAL)  # we say ourselves, in one sentence, when the broker is away
    known = enrolment.load(given.folder)
    with _alone(given.folder):
        journal = Journal(given.folder / f"journal-{known.station_id}.jsonl")
        station = Station(known, journal, given.window)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: _end(station))
        station.run()
        journal.close()
    return 0


def _look(given: argparse.Namespace) -> int:
    try:
        driver = driver_of(given.driver, given.address)
    except UnknownPrinter as unknown:
        raise Ended(Exit.UNKNOWN_PRINTER, str(unknown)) from None
    troubles = driver.look()
    driver.close()
    print(f"打印机：{in_words(troubles)}")  # noqa: T201
    return int(Exit.PRINTER_TROUBLE) if troubles else 0


def _end(station: Station) -> None:
    """Ask it to end; whatever hangs then is cut off, which loses nothing: the journal is written ahead."""
    signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
    signal.alarm(int(GRACE + LAST_WORDS) + 5)
    station.end()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: one program a folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise Ended(Exit.FILE_RIGHTS, f"不能写入 {folder}：{error.strerror}") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Ended(Exit.RUNS_ALREADY, f"另一个打印站程序正在使用 {folder}") from None
        yield
