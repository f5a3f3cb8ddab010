"""How repeated work is remembered without growing: a cache of one function's answers that forgets everything when full."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
REMEMBERED = 20_000


class Memory(dict[K, V], Generic[K, V]):
    """`memory[key]` is `function(key)`, worked out once per key while it is remembered."""

    def __init__(self, function: Callable[[K], V]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: K) -> V:
        value = self._function(key)
        self.remember(key, value)
        return value

    def remember(self, key: K, value: V) -> None:
        """Keep an answer, and forget all others when there are too many."""
        if len(self) >= REMEMBERED:
            self.clear()
        self[key] = value
