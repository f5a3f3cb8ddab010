"""The route of a case: which desks decide, in which order, and what each said; taken from what the policy made of the facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from services.disposal.domain.kinds import Authority, Reply, Step


class Decision(StrEnum):
    """What a desk can say."""

    AGREE = "agree"
    RETURN = "return"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides: the account, and the post-holder for whom it stands in, if it is a deputy."""

    account: str
    on_behalf_of: str = ""

    @property
    def persons(self) -> frozenset[str]:
        """Everybody whose decision this is."""
        return frozenset({self.account, self.on_behalf_of}) - {""}


@dataclass(frozen=True, slots=True)
class RouteDesk:
    """One desk of the way, and what was decided there; `decision` is None while nothing is."""

    step: Step
    authority: Authority
    decision: Decision | None = None
    by: Decider | None = None
    at: datetime | None = None
    reason: str = ""


Route = tuple[RouteDesk, ...]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a policy made of the facts: kept with the case, so that later versions of the policy change nothing in it.

    `assessment` is the whole answer, JSON-shaped; the rest is what the case goes by.
    """

    policy: str
    policy_digest: str
    final_authority: Authority
    steps: tuple[tuple[Step, Authority], ...]
    publicity_working_days: int
    reply: Reply
    articles: tuple[str, ...]
    approval_months: int
    post_approval_days: int
    assessment: Mapping[str, Any]

    @property
    def route(self) -> Route:
        """The desks, none of which has decided."""
        return tuple(RouteDesk(step, authority) for step, authority in self.steps)

    @property
    def needs_government(self) -> bool:
        """Whether the county government decides before the execution."""
        return any(step is Step.GOVERNMENT_APPROVAL for step, _ in self.steps)


def waiting(route: Sequence[RouteDesk]) -> RouteDesk | None:
    """The first desk that has not agreed; None where all have."""
    return next((desk for desk in route if desk.decision is not Decision.AGREE), None)


def decided(route: Route, decision: Decision, by: Decider, at: datetime, reason: str) -> Route:
    """The route after the waiting desk decided."""
    here = waiting(route)
    return tuple(replace(desk, decision=decision, by=by, at=at, reason=reason) if desk is here else desk for desk in route)


def rerouted(route: Route, ruling: Ruling) -> Route:
    """The desks of another ruling; what those that stay have decided already stands."""
    known = {desk.step: desk for desk in route if desk.decision is Decision.AGREE}
    return tuple(known.get(step, RouteDesk(step, authority)) for step, authority in ruling.steps)


def after_a_change(route: Route, ruling: Ruling) -> Route:
    """Back to the finance bureau, and to the county government where the ruling names it (Art. 8); the department's word stands."""
    kept = tuple(desk for desk in route if desk.step is Step.DEPARTMENT_REVIEW and desk.decision is Decision.AGREE)
    again = [(Step.FINANCE_APPROVAL, Authority.FINANCE_BUREAU), *(one for one in ruling.steps if one[0] is Step.GOVERNMENT_APPROVAL)]
    return kept + tuple(RouteDesk(step, authority) for step, authority in again)
