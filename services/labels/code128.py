"""Which Code 128 characters say an asset number in the narrowest bar code? As many as the automatic packing of printers needs."""

from functools import lru_cache
from itertools import groupby

TO_C, TO_B, START_B, START_C = 99, 100, 104, 105


@lru_cache(4096)
def characters(content: str) -> tuple[int, ...]:
    """The values of start, code sets and content, without check and stop.

    Digits go in pairs (set C) wherever that is shorter (ISO/IEC 15417 annex E).
    Raises ValueError for anything but printable ASCII.
    """
    if not content or not content.isascii() or not content.isprintable():
        raise ValueError(f"Code 128 cannot say {content!r}")
    values: list[int] = []
    for paired, part in _parts(content):
        values.append(_switch(bool(values), paired))
        values += [int(part[at : at + 2]) for at in range(0, len(part), 2)] if paired else [ord(one) - 32 for one in part]
    return tuple(values)


def _switch(begun: bool, paired: bool) -> int:
    if begun:
        return TO_C if paired else TO_B
    return START_C if paired else START_B


def _parts(content: str) -> list[tuple[bool, str]]:
    """The content in turns of set C (True) and set B."""
    runs = ["".join(run) for _, run in groupby(content, str.isdigit)]
    parts: list[tuple[bool, str]] = []
    for number, run in enumerate(runs):
        if not run.isdigit() or len(run) < _worth_pairing(number, len(runs)):
            _append(parts, False, run)
        elif len(run) % 2 == 0:
            _append(parts, True, run)
        elif number == 0:
            _append(parts, True, run[:-1])
            _append(parts, False, run[-1])
        else:
            _append(parts, False, run[0])
            _append(parts, True, run[1:])
    return parts


def _worth_pairing(number: int, runs: int) -> int:
    """From how many digits on set C is shorter: two when alone, four at either end, six between letters."""
    if runs == 1:
        return 2
    return 4 if number in {0, runs - 1} else 6


def _append(parts: list[tuple[bool, str]], paired: bool, text: str) -> None:
    if parts and parts[-1][0] == paired:
        parts[-1] = (paired, parts[-1][1] + text)
    else:
        parts.append((paired, text))
