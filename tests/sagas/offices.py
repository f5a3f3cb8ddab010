"""The people of the sagas: units of one education department, the desks, and each one's conversation with the REST API."""

from functools import cached_property
from itertools import count
from os import getpid

import httpx2

from services.identity.usecases.posts import grant_post
from tests.support.people import People, operator
from tests.support.stack import Stack

ORGANISATIONS = (
    "702001,县财政局,主管部门,,430121,,全额",
    "704001,县教育局,主管部门,,430121,,全额",
    "704011,星沙中学,事业单位,704001,430121,,全额",
    "704012,东门小学,事业单位,704001,430121,,差额",
    "704013,县实验幼儿园,事业单位,704001,430121,,差额",
)
SCHOOL, OTHER_SCHOOL, NURSERY, BUREAU, FINANCE, REGION = "704011", "704012", "704013", "704001", "702001", "430121"
HANDLER = "unit_handler"
SEATS = {
    "department_review": ("department_reviewer", f"{REGION}-{BUREAU}"), "finance_approval": ("finance_reviewer", REGION),
    "government_approval": ("county_approver", REGION),
}  # fmt: skip
"""Who sits at the desk of a step."""
_numbers = count()


class Offices:
    """Signed-in clients, one for each desk and unit, made when first asked for."""

    def __init__(self, stack: Stack) -> None:
        self.people = People(stack)
        self._known: dict[tuple[str, str], httpx2.Client] = {}

    @cached_property
    def _organised(self) -> bool:
        self.people.organise(*ORGANISATIONS)
        return True

    def at(self, role: str, where: str) -> httpx2.Client:
        """The holder of this post there."""
        if (role, where) not in self._known:
            self._known[role, where] = self.another(role, where)
        return self._known[role, where]

    def another(self, role: str, where: str, *more: tuple[str, str]) -> httpx2.Client:
        """One more person with this post, and with further ones where they are named."""
        assert self._organised
        name = self.people.account(f"saga-{getpid()}-{next(_numbers)}", role, where)
        for other_role, other_where in more:
            with self.people.session() as session:
                grant_post(session, operator(), name, other_role, other_where)
        return self.people.client(name)

    def desk(self, step: str) -> httpx2.Client:
        """Who decides at this step of a route."""
        return self.at(*SEATS[step])

    def handler(self, unit: str = SCHOOL) -> httpx2.Client:
        """The clerk of a unit."""
        return self.at(HANDLER, f"{REGION}-{unit}")

    def close(self) -> None:
        """End every conversation."""
        for client in self._known.values():
            client.close()
