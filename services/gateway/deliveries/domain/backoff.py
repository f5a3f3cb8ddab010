"""When to try again: exponential, half of it jitter, with a cap. Hours of absence never make a delivery give up.

Retry libraries wait inside one process; these waits are rows of the database that outlive it, so only the figure is needed.
"""

from dataclasses import dataclass

FARTHEST_SECONDS = 86_400.0
"""The longest wait that a target may ask for by Retry-After."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """`first_seconds` after the first failure, doubling up to `cap_seconds`."""

    first_seconds: float = 2.0
    cap_seconds: float = 600.0

    def seconds(self, failures: int, dice: float, asked: float | None = None) -> float:
        """Seconds until the next try after `failures` in a row (1 or more); `dice` in [0, 1) is the jitter.

        Never sooner than the target asked for; what it asks for is taken up to a day.
        """
        full = min(self.cap_seconds, self.first_seconds * 2.0 ** min(failures - 1, 30))
        own = full * (0.5 + dice / 2)
        return own if asked is None else max(own, min(asked, FARTHEST_SECONDS))
