"""How repeated work is remembered without growing: a cache of one function's answers that forgets everything when full."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
REMEMBERED = 20_000


class Memory(dict[K, V], Generic[K, V]):
    """`memory[key]` is `function(key)`, worked out once per key while it is remembered."""

    def __init__(self, function: Callable[[K], V], limit: int = REMEMBERED) -> None:
        super().__init__()
        self._function, self._limit = function, limit

    def __missing__(self, key: K) -> V:
        value = self._function(key)
        if self.keeps(key):
            if len(self) >= self._limit:
                self.clear()
            self[key] = value
        return value

    def keeps(self, key: K) -> bool:  # noqa: ARG002 - a subclass looks at it
        """Whether the answer for this key may be remembered."""
        return self._limit > 0
