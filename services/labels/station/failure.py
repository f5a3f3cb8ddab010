"""Why the station's program ends: a sentence in Chinese for whoever stands before it, and an exit status for whatever started it."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses; 2 is argparse's own."""

    WRONG_CODE = 3
    NO_NETWORK = 4
    FILE_RIGHTS = 5
    UNKNOWN_PRINTER = 6
    RUNS_ALREADY = 7
    NOT_ENROLLED = 8
    DAMAGED = 9
    PRINTER_TROUBLE = 10
    DISK_FULL = 11
    BROKE_OFF = 12


class Ended(Exception):
    """The program cannot go on; `sentence` is Chinese."""

    def __init__(self, status: Exit, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence
