"""How a process learns that it should end: a flag that SIGTERM or SIGINT sets, whatever the main thread is doing."""

import signal
from threading import Event as Flag
from threading import Thread

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def termination() -> Flag:
    """The flag; ask for it in the main thread before any other thread starts, and start no program afterwards: it would inherit the mask.

    A signal handler would not do: it runs in the main thread, perhaps while that holds the flag's own lock, and would wait for
    itself for ever. So the signals are blocked everywhere and one thread waits for them.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    flag = Flag()

    def wait() -> None:
        signal.sigwait(SIGNALS)
        flag.set()

    Thread(target=wait, name="termination", daemon=True).start()
    return flag
