"""How the simulated platform misbehaves: what it was told over its control URL, applied to one message."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Mode = Literal["normal", "slow", "down", "refusing", "throttling", "lying", "late_twice", "losing"]


class Orders(BaseModel):
    """What to do from now on; `share` of the messages are met so, the others are treated well."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mode: Mode = "normal"
    share: float = Field(default=1.0, ge=0, le=1)
    seconds: float = Field(default=2.0, ge=0, le=300, description="delay of slow and late answers; throttling: window and Retry-After")
    allowed: int = Field(default=20, ge=0, description="messages taken in one window of throttling")
    as_date: bool = Field(default=False, description="Retry-After as an HTTP date")
    times: int | None = Field(default=None, ge=1, description="behave normally after so many misdeeds")
    asset_nos: tuple[str, ...] = Field(default=(), description="only these, and those of demand_ids, are met so; all where both are empty")
    demand_ids: tuple[str, ...] = Field(default=(), description="see asset_nos")
    status: int = Field(default=503, ge=400, le=599, description="what `down` answers")
    clock_seconds: float = Field(default=0.0, description="how far its clock is ahead, for tests that do not wait for a day")


@dataclass
class Behaviour:
    """The orders in force and what came of them."""

    orders: Orders = field(default_factory=Orders)
    seed: int = 1
    misdeeds: Counter[str] = field(default_factory=Counter)
    _late: Counter[str] = field(default_factory=Counter)
    _window: tuple[float, int] = (0.0, 0)
    _left: int | None = None

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311  # misbehaviour is no secret

    def follow(self, orders: Orders) -> None:
        """Do this from now on."""
        self.orders, self._left, self._window = orders, orders.times, (0.0, 0)

    def towards(self, number: str, key: str, now: float) -> Mode:
        """How to meet this message about an asset or a demand."""
        orders = self.orders
        chosen = orders.asset_nos + orders.demand_ids
        if orders.mode == "normal" or self._left == 0 or (chosen and number not in chosen):
            return "normal"
        if orders.mode == "late_twice" and not self._is_late(key):
            return "normal"
        if orders.mode == "throttling" and not self._is_full(now):
            return "normal"
        if orders.mode != "late_twice" and self._dice.random() >= orders.share:
            return "normal"
        self.misdeeds[orders.mode] += 1
        self._left = None if self._left is None else self._left - 1
        return orders.mode

    def towards_listing(self, now: float) -> Mode:
        """How to meet a question for the list: it knows no misdeed but being down, and is about no single asset."""
        return self.towards("", "", now) if self.orders.mode == "down" else "normal"

    def _is_late(self, key: str) -> bool:
        """The first two answers to each key are late, of `share` of the keys."""
        if key not in self._late:
            self._late[key] = 0 if self._dice.random() < self.orders.share else 2
        self._late[key] += 1
        return self._late[key] <= 2

    def _is_full(self, now: float) -> bool:
        began, taken = self._window
        if now - began >= self.orders.seconds:
            began, taken = now, 0
        self._window = (began, taken + 1)
        return taken >= self.orders.allowed
