"""How a process learns that it should end: a flag that SIGTERM or SIGINT sets, whatever the main thread is doing."""

import os
import signal
from threading import Event as Flag
from threading import Thread

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def termination() -> Flag:
    """The flag; ask for it in the main thread, before the process says that it is ready.

    A handler that set it would not do: handlers run in the main thread, perhaps while that holds the flag's own lock, and
    would wait for it for ever. So the interpreter writes each signal into a pipe, and a thread reads it from there.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for name in SIGNALS:
        signal.signal(name, lambda *_: None)
    flag = Flag()
    Thread(target=_wait, args=(reader, flag), name="termination", daemon=True).start()
    return flag


def _wait(reader: int, flag: Flag) -> None:
    while os.read(reader, 1)[0] not in SIGNALS:
        pass
    flag.set()
