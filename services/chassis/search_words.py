"""What a text can be found by: the words of a search document, and the query that finds them.

Chinese has no blanks between words, so every two neighbouring characters are a word (a bigram): 台式计算机 holds 台式,
式计, 计算 and 算机. Latin letters and digits keep together and are found by their beginning. Two characters of Chinese
are enough to search; a single one is found at the beginning of a bigram.
"""

import itertools
import re
from collections.abc import Iterable

LONGEST_WORD = 64
MOST_TERMS = 24
"""Of a longer query the rest is not looked at."""

_RUNS = re.compile(r"([0-9a-z]+)|([^\W0-9a-z_]+)")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def words(text: str) -> set[str]:
    """The words under which `text` is found: safe to quote, lower case, none empty."""
    found: set[str] = set()
    for latin, other in _RUNS.findall(_folded(text)):
        if latin:
            found.add(latin[:LONGEST_WORD])
        elif len(other) == 1:
            found.add(other)
        else:
            found.update(map("".join, itertools.pairwise(other)))
    return found


def document(texts: Iterable[str]) -> str:
    """The searchable texts of one thing as the text form of a `tsvector` without positions."""
    return " ".join({f"'{word}'" for text in texts for word in words(text)})


def query(text: str) -> str | None:
    """The `tsquery` that finds every document with all the words of `text`; None when it holds nothing to search by."""
    terms: list[str] = []
    for latin, other in _RUNS.findall(_folded(text)):
        if latin:
            terms.append(f"'{latin[:LONGEST_WORD]}':*")
        elif len(other) == 1:
            terms.append(f"'{other}':*")
        else:
            terms += [f"'{first}{second}'" for first, second in itertools.pairwise(other)]
    return " & ".join(dict.fromkeys(terms[:MOST_TERMS])) or None


def _folded(text: str) -> str:
    return (text if text.isascii() else text.translate(_WIDE)).lower()
