"""How a worker waits for its database: psycopg tells what it waits for, eventlet's hub lets others run meanwhile.

psycopg's own waiting through the patched `selectors` does the same, but makes a selector and a timer for each answer
(35 µs of processor time more), and goes through the hub for each row of an `executemany`. A lost server wakes us too:
the kernel's keepalive ends the connection.
"""

from eventlet.green import select
from eventlet.hubs import trampoline
from eventlet.patcher import original
from psycopg import waiting
from psycopg.abc import RV, PQGen
from psycopg.waiting import Ready, Wait

select_now = original("select").select


def install() -> None:
    """Let every connection of this process wait so; call it in a patched process, before the first connection."""
    waiting.wait = wait


def wait(gen: PQGen[RV], fileno: int, interval: float = 0.0, timeout: float | None = None) -> RV:
    """Run psycopg's steps until they have the answer; waiting for a `timeout` is left to psycopg."""
    if timeout is not None:
        return waiting.wait_selector(gen, fileno, interval, timeout)
    try:
        wanted = next(gen)
        while True:
            wanted = gen.send(_ready(fileno, wanted))
    except StopIteration as ended:
        answer: RV = ended.value
        return answer


def _ready(fileno: int, wanted: Wait) -> Ready:
    if wanted == Wait.R:
        trampoline(fileno, read=True)
        return Ready.R
    if wanted == Wait.W:
        trampoline(fileno, write=True)
        return Ready.W
    fds = [fileno]  # while sending; nearly always possible at once
    readable, writable, _ = select_now(fds, fds, (), 0)
    if not (readable or writable):
        readable, writable, _ = select.select(fds, fds, ())
    return Ready.RW if readable and writable else Ready.R if readable else Ready.W
