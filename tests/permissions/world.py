"""The world in which every cell of the permission table is tried: five places seen from one unit, an actor for every seat of every post.

A region of its own, so that no other test's cards are counted here.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path

import httpx2

from services.contracts.roles import TERMS, Role
from tests.support.people import People

TABLE: Mapping[str, Mapping[str, Mapping[str, str]]] = tomllib.loads(
    (Path(__file__).parents[2] / "services" / "contracts" / "permissions.toml").read_text(encoding="utf-8")
)
PROVINCE, REGION, OTHER_REGION = "32", "320581", "320582"


@dataclass(frozen=True)
class Place:
    """An organisation that holds cards; `relation` is what it is to the unit in the middle."""

    relation: str
    code: str
    name: str
    kind: str
    parent: str
    region: str

    @property
    def id(self) -> str:
        return f"{self.region}-{self.code}"

    @property
    def path(self) -> str:
        above = [f"{self.region}-{self.parent}"] if self.parent else []
        return "/".join([PROVINCE, self.region[:4], self.region, *above, self.id])

    @property
    def row(self) -> str:
        return f"{self.code},{self.name},{self.kind},{self.parent},{self.region},,全额"


PLACES = (
    Place("own_unit", "804011", "红杉中学", "事业单位", "804001", REGION),
    Place("other_unit_same_department", "804012", "银杏小学", "事业单位", "804001", REGION),
    Place("department_above", "804001", "林业教育局", "主管部门", "", REGION),
    Place("other_department", "807011", "白桦医院", "事业单位", "807001", REGION),
    Place("other_region", "805011", "水杉博物馆", "事业单位", "805001", OTHER_REGION),
)
DEPARTMENTS = ("807001,林业卫生局,主管部门,,320581,,全额", "805001,林业文化局,主管部门,,320582,,全额")
SEATS = {
    "unit": ("804011", PLACES[0].path),
    "department": ("804001", PLACES[2].path),
    "region": (REGION, f"{PROVINCE}/{REGION[:4]}/{REGION}"),
}


@dataclass(frozen=True)
class Actor:
    """A post at a seat; `path` is the seat's."""

    role: str
    seat: str
    at: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.role}-at-{self.seat}".replace("_", "-")

    def may(self, service: str, operation: str, place: Place) -> bool:
        """What the table says, worked out here and not by the product."""
        scope = TABLE[service][operation].get(self.role)
        is_own, is_below = place.path == self.path, place.path.startswith(f"{self.path}/")
        return {"own": is_own, "tree": is_own or is_below, "all": True, None: False}[scope]

    def may_anywhere(self, service: str, operation: str) -> bool:
        return self.role in TABLE[service][operation]

    def sees(self) -> list[Place]:
        return [place for place in PLACES if self.may("registry", "asset.read", place)]


def _actors() -> list[Actor]:
    others = [role for role in Role if role is not Role.PROVINCIAL_FINANCE]
    found = [Actor(role.value, seat, *SEATS[seat]) for role in others for seat in sorted(TERMS[role].seats)]
    return [*found, Actor(Role.PROVINCIAL_FINANCE.value, "province", PROVINCE, PROVINCE)]


ACTORS = _actors()
CELLS = [(service, operation) for service, operations in TABLE.items() for operation in operations]
CASES = [(actor, service, operation) for actor, (service, operation) in product(ACTORS, CELLS)]


@dataclass
class World:
    """Organisations, signed-in actors, and in each place a handler, a reviewer, a bystander's account and two cards."""

    people: People
    prefix: str
    clients: dict[str, httpx2.Client] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)

    def build(self) -> None:
        self.people.organise(*DEPARTMENTS, *(place.row for place in sorted(PLACES, key=lambda place: place.kind != "主管部门")))
        for actor in ACTORS:
            self.people.account(self.account(actor.name), actor.role, actor.at)
        for place in PLACES:
            self.people.account(self.account(f"handler-{place.code}"), "unit_handler", place.id)
            self.people.account(self.account(f"reviewer-{place.code}"), "unit_reviewer", place.id)
            self.people.account(self.bystander(place), "unit_reviewer", place.id)
            department = f"{place.region}-{place.parent or place.code}"
            self.people.account(self.account(f"department-{place.code}"), "department_reviewer", department)
        for region in (REGION, OTHER_REGION):
            self.people.account(self.account(f"authority-{region}"), "asset_authority", region)
            self.people.account(self.account(f"finance-{region}"), "finance_reviewer", region)

    def account(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def bystander(self, place: Place) -> str:
        """An account of the place that nobody signs in to."""
        return self.account(f"bystander-{place.code}")

    def client(self, name: str) -> httpx2.Client:
        """The signed-in client of an actor or a place's handler."""
        if name not in self.clients:
            self.clients[name] = self.people.client(self.account(name))
        return self.clients[name]

    def of(self, actor: Actor) -> httpx2.Client:
        return self.client(actor.name)

    def handler(self, place: Place) -> httpx2.Client:
        return self.client(f"handler-{place.code}")

    @cached_property
    def overseer(self) -> httpx2.Client:
        """Sees every place: the province."""
        return self.client("provincial-finance-at-province")

    def register(self, place: Place, **fields: object) -> str:
        """A new card of the place; its number."""
        entered = {
            "name": f"{place.name}课桌", "class_code": "A05010201", "quantity": 1000, "measure_unit": "张", "original_value_fen": 1_000_000,
            "net_value_fen": 1_000_000, "acquired_on": "2024-03-15", "acquisition_method": "新购", **fields,
        }  # fmt: skip
        answer = self.handler(place).post("/api/v1/registry/assets", json={"unit": place.code, "fields": entered})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["asset_no"])

    def version(self, asset_no: str) -> int:
        return int(self.overseer.get(f"/api/v1/registry/assets/{asset_no}").json()["version"])
