"""A transfer over REST, step by step: offered in the nation, demanded, matched, agreed upon, its case decided, the card moved."""

from collections.abc import Callable
from typing import Any

import httpx2

from tests.faults.ledger.installation import eventually
from tests.sagas.offices import HANDLER, OTHER_SCHOOL, REGION, SCHOOL, SEATS, Offices
from tests.sagas.plans import COMPUTERS, Plan
from tests.sagas.saga import API, CASES, beijing_today
from tests.support import cases

SHARING = f"{API}/sharing"
ENTRIES, DEMANDS, AGREEMENTS = f"{SHARING}/entries", f"{SHARING}/demands", f"{SHARING}/agreements"
PROVINCE = REGION[:2]
DECIDERS = (("unit_reviewer", f"{REGION}-{SCHOOL}"), ("asset_authority", REGION), ("provincial_finance", PROVINCE))
CONTACT = {"name": "林老师", "phone": "13812345678"}
OFFER = {"mode": "transfer", "scope": "nation", "contact": CONTACT, "photos": 4}
WISH = {
    "class_code": COMPUTERS["class_code"], "name": COMPUTERS["name"], "quantity": 1, "measure_unit": "台", "mode": "transfer",
    "scope": "nation", "reason": "教学需要", "contact": CONTACT,
}  # fmt: skip
PATIENCE = 90


class Deal:
    """An asset of the school on offer in the nation, and the other school that would like to have it."""

    def __init__(self, town: Offices) -> None:
        self.town = town
        self.supplier, self.receiver = town.handler(SCHOOL), town.another(HANDLER, f"{REGION}-{OTHER_SCHOOL}")
        self.operator = town.at("system_administrator", REGION)
        self.asset_no = cases.card(self.supplier, f"{REGION}-{SCHOOL}", **COMPUTERS)
        self.entry_id = cases.done(self.supplier.post(ENTRIES, json={"asset_nos": [self.asset_no], **OFFER}), 201)[0]["id"]
        self.through_the_desks()

    def through_the_desks(self) -> None:
        """Everybody who has to agrees; the province reports it to the centre."""
        for role, where in DECIDERS:
            cases.done(self.town.at(role, where).post(f"{ENTRIES}/{self.entry_id}/decisions", json={"decision": "agree"}))
        assert self.entry()["state"] in ("reported", "published_nationally")

    def received(self) -> bool:
        """Whether the national platform's receipt has come."""
        return bool(self.entry()["state"] == "published_nationally")

    def entry(self) -> Any:
        return cases.done(self.supplier.get(f"{ENTRIES}/{self.entry_id}"))

    def steps(self, operation: str) -> int:
        """How often this happened to the entry."""
        return sum(step["operation"] == operation for step in self.entry()["history"])

    def deliveries(self, of: str = "") -> list[tuple[str, str]]:
        """What the national platform was told of the offer, or of this demand, oldest first, and what became of it."""
        told = cases.done(self.operator.get(f"{API}/deliveries", params={"aggregate_id": of or self.entry_id}))["items"]
        return [(one["kind"], one["state"]) for one in reversed(told) if one["target_kind"] == "national_platform"]

    def demanded(self) -> str:
        """The other school publishes what it needs; its id."""
        demand_id = str(cases.done(self.receiver.post(DEMANDS, json=WISH), 201)["id"])
        reviewer = self.town.at("unit_reviewer", f"{REGION}-{OTHER_SCHOOL}")
        decided = cases.done(reviewer.post(f"{DEMANDS}/{demand_id}/decision", json={"decision": "agree"}))
        assert decided["state"] == "published"
        return demand_id

    def demand(self, demand_id: str) -> Any:
        return cases.done(self.receiver.get(f"{DEMANDS}/{demand_id}"))

    def matches(self, demand_id: str) -> Any:
        """What the other school is told of its demand's matches, those that are over among them."""
        return cases.done(self.receiver.get(f"{SHARING}/matches", params={"demand_id": demand_id, "all": True, "limit": 200}))

    def matched(self, demand_id: str) -> str:
        """Wait until both sides are told that they fit each other; the match's id."""
        eventually(lambda: self._match(demand_id), PATIENCE, lambda: self.matches(demand_id))
        match = self._match(demand_id)
        theirs = cases.done(self.supplier.get(f"{SHARING}/matches", params={"entry_id": self.entry_id, "limit": 200}))
        assert (match["id"], demand_id) in {(one["id"], one["demand_id"]) for one in theirs}
        assert sum(one["points"] for one in match["criteria"]) == match["score"] > 0
        assert "matches_of_demands" in self._todos(self.receiver)
        assert "matches_of_entries" in self._todos(self.supplier)
        return str(match["id"])

    def _match(self, demand_id: str) -> Any:
        return next((one for one in self.matches(demand_id) if one["entry"] and one["entry"]["id"] == self.entry_id), None)

    def ask(self, demand_id: str = "") -> str:
        wanted = {"entry_id": self.entry_id, "message": "教学需要"} | ({"demand_id": demand_id} if demand_id else {})
        return str(cases.done(self.receiver.post(AGREEMENTS, json=wanted), 201)["id"])

    def say(self, who: httpx2.Client, agreement_id: str, answer: str, **more: str) -> str:
        return str(cases.done(who.post(f"{AGREEMENTS}/{agreement_id}/answer", json={"answer": answer, **more}))["state"])

    def look(self, agreement_id: str) -> Any:
        return cases.done(self.receiver.get(f"{AGREEMENTS}/{agreement_id}"))

    def concluded(self, demand_id: str = "") -> str:
        """Both sides agree; disposal drafts the case by event, under the agreement's id."""
        agreement_id = self.ask(demand_id)
        self.say(self.supplier, agreement_id, "accept", terms="自提")
        assert self.say(self.receiver, agreement_id, "confirm") == "concluded"
        assert self.entry()["state"] == "taken"
        eventually(lambda: self.supplier.get(f"{CASES}/{agreement_id}").status_code == 200, PATIENCE, self.entry)
        return agreement_id

    def filed(self, case_id: str) -> Any:
        """The clerk adds what the rules ask for and files it; the agreement learns its number."""
        plan = Plan("free_transfer", circumstances={"reorganisation": False}, receiving_unit=f"{REGION}-{OTHER_SCHOOL}")
        cases.done(self.supplier.put(f"{CASES}/{case_id}", json=plan.draft(self.asset_no)))
        cases.complete(self.supplier, case_id)
        case = cases.done(self.supplier.post(f"{CASES}/{case_id}/filing", json={}))
        eventually(lambda: self.look(case_id)["case_number"] == case["number"], PATIENCE, lambda: self.look(case_id))
        return case

    def carried_out(self, case: Any) -> None:
        """The desks agree, the notice runs out, the card moves; the agreement is done by event."""
        case_id = case["id"]
        while case["state"] in SEATS:
            case = cases.done(cases.decide(self.town.desk(case["state"]), case_id))
        cases.notice_over(self.town.people.stack, case_id)
        cases.done(cases.act(self.supplier, case_id, "begin_execution"))
        for line in cases.done(self.supplier.get(f"{CASES}/{case_id}/materials"))["lines"]:
            if line["stage"] == "execution":
                cases.done(cases.upload(self.supplier, case_id, line["code"]), 201)
        cases.done(cases.act(self.supplier, case_id, "finish_execution", on=beijing_today()))
        cases.done(cases.act(self.town.at("finance_reviewer", REGION), case_id, "reply"))
        eventually(lambda: self.look(case_id)["state"] == "done", PATIENCE, lambda: self.look(case_id))

    def through(self, meanwhile: Callable[[], object] = lambda: None) -> str:
        """From a demand of the other school to the moved card; `meanwhile` happens between the steps. The demand's id."""
        demand_id = self.demanded()
        match_id = self.matched(demand_id)
        meanwhile()
        case_id = self.concluded(demand_id)
        meanwhile()
        case = self.filed(case_id)
        meanwhile()
        self.carried_out(case)
        assert (self.entry()["state_name"], self.moved()) == ("已调剂完成", True)
        assert self.demand(demand_id)["state"] == "satisfied"
        assert {one["id"]: one["state"] for one in self.matches(demand_id)}[match_id] == "taken"
        return demand_id

    def moved(self) -> bool:
        """Whether the card is the receiver's now, under its number, and the supplier's no more."""
        card = cases.done(self.receiver.get(f"{API}/registry/assets/{self.asset_no}"))
        gone = self.supplier.get(f"{API}/registry/assets/{self.asset_no}").status_code == 404
        return bool(card["asset_no"] == self.asset_no and gone)

    def _todos(self, who: httpx2.Client) -> set[str]:
        return {one["kind"] for one in cases.done(who.get(f"{API}/todos"))["items"]}
