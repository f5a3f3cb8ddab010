"""Which kinds of income there are, whence each comes, and how soon it is remitted: data beside the code (`income.toml`).

Their names are in `services/contracts/disposal_words.py`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from services.contracts.disposal_words import INCOME_KINDS


@dataclass(frozen=True, slots=True)
class KindTerms:
    """What one kind is called, its article, and the methods of disposal that bring it; no methods: all of them."""

    name: str
    article: str
    methods: frozenset[str]

    def comes_of(self, method: str) -> bool:
        """Whether this way of disposing brings such income."""
        return not self.methods or method in self.methods


@dataclass(frozen=True, slots=True)
class IncomeTerms:
    """`remittance_days` are calendar days after the day of receipt; a reading of ours where `interpretation` says so."""

    policy: str
    remittance_days: int
    interpretation: bool
    kinds: Mapping[str, KindTerms]


@cache
def income_terms() -> IncomeTerms:
    """The terms delivered with the product."""
    with files("services.disposal.domain").joinpath("income.toml").open("rb") as source:
        data = tomllib.load(source)
    kinds = {name: KindTerms(INCOME_KINDS[name], one["article"], frozenset(one["methods"])) for name, one in data["kinds"].items()}
    return IncomeTerms(data["policy"], data["remittance_days"], data["interpretation"], kinds)
