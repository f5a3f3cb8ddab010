"""The whole path through real services: offer, national copy, agreement, case by event, card moved, all closed (B-051 to B-059)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from services.chassis.rpc.client import Origin, ask
from services.contracts.rpc.sharing.v1 import agreements_pb2 as pb
from services.contracts.rpc.sharing.v1.agreements_pb2_grpc import AgreementServiceStub
from tests.faults.ledger.installation import eventually
from tests.support import cases
from tests.support import stack as stacks
from tests.support.calling import calling

from .offices import HANDLER, OTHER_SCHOOL, REGION, SCHOOL, SEATS, Offices
from .plans import COMPUTERS, Plan
from .saga import API, CASES, beijing_today

PROVINCE = REGION[:2]
ENTRIES = f"{API}/sharing/entries"
DECIDERS = (("unit_reviewer", f"{REGION}-{SCHOOL}"), ("asset_authority", REGION), ("provincial_finance", PROVINCE))
OFFER = {"mode": "transfer", "scope": "nation", "contact": {"name": "林老师", "phone": "13812345678"}, "photos": 4}
PATIENCE = 90


@pytest.fixture(scope="module")
def town(run: Any) -> Iterator[Offices]:
    """The people, on the installation that the whole run shares: nothing is killed here."""
    made = Offices(stacks.running(run))
    yield made
    made.close()


class Deal:
    """An asset of the school on offer in the nation, and the other school that would like to have it."""

    def __init__(self, town: Offices) -> None:
        self.town = town
        self.supplier, self.receiver = town.handler(SCHOOL), town.another(HANDLER, f"{REGION}-{OTHER_SCHOOL}")
        self.operator = town.at("system_administrator", REGION)
        self.asset_no = cases.card(self.supplier, f"{REGION}-{SCHOOL}", **COMPUTERS)
        self.entry_id = cases.done(self.supplier.post(ENTRIES, json={"asset_nos": [self.asset_no], **OFFER}), 201)[0]["id"]
        for role, where in DECIDERS:
            cases.done(town.at(role, where).post(f"{ENTRIES}/{self.entry_id}/decisions", json={"decision": "agree"}))
        eventually(lambda: self.entry()["state"] == "published_nationally", PATIENCE, self.entry)

    def entry(self) -> Any:
        return cases.done(self.supplier.get(f"{ENTRIES}/{self.entry_id}"))

    def deliveries(self) -> list[tuple[str, str]]:
        """What the national platform was told of the offer, oldest first, and what became of it."""
        told = cases.done(self.operator.get(f"{API}/deliveries", params={"aggregate_id": self.entry_id}))["items"]
        return [(one["kind"], one["state"]) for one in reversed(told)]

    def ask(self) -> str:
        with self._agreements(self.receiver) as (stub, origin):
            return str(ask(stub.AskFor, pb.AskForRequest(entry_id=self.entry_id, message="教学需要"), origin).agreement.id)

    def say(self, who: httpx2.Client, agreement_id: str, answer: str, **more: str) -> str:
        with self._agreements(who) as (stub, origin):
            request = pb.AnswerAgreementRequest(agreement_id=agreement_id, answer=answer, **more)
            return str(ask(stub.AnswerAgreement, request, origin).agreement.state)

    def look(self, agreement_id: str) -> Any:
        with self._agreements(self.receiver) as (stub, origin):
            return ask(stub.GetAgreement, pb.GetAgreementRequest(agreement_id=agreement_id), origin).agreement

    def concluded(self) -> str:
        """Both sides agree; disposal drafts the case by event, under the agreement's id."""
        agreement_id = self.ask()
        self.say(self.supplier, agreement_id, "accept", terms="自提")
        assert self.say(self.receiver, agreement_id, "confirm") == "concluded"
        eventually(lambda: self.supplier.get(f"{CASES}/{agreement_id}").status_code == 200, PATIENCE, self.entry)
        return agreement_id

    def filed(self, case_id: str) -> Any:
        """The clerk adds what the rules ask for and files it."""
        plan = Plan("free_transfer", circumstances={"reorganisation": False}, receiving_unit=f"{REGION}-{OTHER_SCHOOL}")
        body = plan.draft(self.asset_no)
        cases.done(self.supplier.put(f"{CASES}/{case_id}", json=body))
        cases.complete(self.supplier, case_id)
        return cases.done(self.supplier.post(f"{CASES}/{case_id}/filing", json={}))

    @contextmanager
    def _agreements(self, who: httpx2.Client) -> Iterator[tuple[AgreementServiceStub, Origin]]:
        with calling(self.town.people.stack, "sharing", who) as (link, origin):
            yield AgreementServiceStub(link), origin


@pytest.mark.timeout(400)
def test_from_the_offer_to_the_moved_card_everything_closes_by_itself(town):  # B-051, B-053, B-056, B-058
    deal = Deal(town)
    case_id = deal.concluded()
    assert deal.entry()["state"] == "taken"
    draft = cases.done(deal.supplier.get(f"{CASES}/{case_id}"))
    assert (draft["state"], draft["method"]) == ("draft", "free_transfer")
    eventually(lambda: deal.deliveries()[-1] == ("withdraw", "delivered"), PATIENCE, deal.deliveries)
    case = deal.filed(case_id)
    eventually(lambda: deal.look(case_id).case_number == case["number"], PATIENCE, lambda: deal.look(case_id))
    while case["state"] in SEATS:
        case = cases.done(cases.decide(town.desk(case["state"]), case_id))
    cases.notice_over(town.people.stack, case_id)
    cases.done(cases.act(deal.supplier, case_id, "begin_execution"))
    for line in cases.done(deal.supplier.get(f"{CASES}/{case_id}/materials"))["lines"]:
        if line["stage"] == "execution":
            cases.done(cases.upload(deal.supplier, case_id, line["code"]), 201)
    cases.done(cases.act(deal.supplier, case_id, "finish_execution", on=beijing_today()))
    cases.done(cases.act(town.at("finance_reviewer", REGION), case_id, "reply"))
    eventually(lambda: deal.look(case_id).state == "done", PATIENCE, lambda: deal.look(case_id))
    entry = deal.entry()
    assert entry["state"] == "transferred"
    card = cases.done(deal.receiver.get(f"{API}/registry/assets/{deal.asset_no}"))
    assert card["asset_no"] == deal.asset_no  # the receiver's now, under its number
    assert deal.supplier.get(f"{API}/registry/assets/{deal.asset_no}").status_code == 404
    assert [kind for kind, _ in deal.deliveries()] == ["publish", "withdraw"]


@pytest.mark.timeout(300)
def test_a_case_that_is_refused_frees_the_asset_and_lets_it_be_offered_anew(town):
    deal = Deal(town)
    case_id = deal.concluded()
    case = deal.filed(case_id)
    cases.done(cases.decide(town.desk(case["state"]), case_id, "refuse", "接收方编制已满"))
    eventually(lambda: deal.look(case_id).state == "failed", PATIENCE, lambda: deal.look(case_id))
    assert "接收方编制已满" in deal.look(case_id).reason
    assert deal.entry()["state"] == "returned"

    def again() -> bool:  # the hold of the refused case ends by an event, too
        return deal.supplier.post(ENTRIES, json={"asset_nos": [deal.asset_no], **OFFER}).status_code == 201

    eventually(again, PATIENCE, deal.entry)
    for role, where in DECIDERS:
        cases.done(town.at(role, where).post(f"{ENTRIES}/{deal.entry_id}/decisions", json={"decision": "agree"}))
    eventually(lambda: [kind for kind, _ in deal.deliveries()] == ["publish", "withdraw", "publish"], PATIENCE, deal.deliveries)


@pytest.mark.timeout(300)
def test_a_draft_that_nobody_touched_goes_with_the_agreement_that_was_given_up(town):
    deal = Deal(town)
    case_id = deal.concluded()
    assert deal.say(deal.receiver, case_id, "withdraw", reason="已另行解决") == "failed"
    eventually(lambda: deal.supplier.get(f"{CASES}/{case_id}").status_code == 404, PATIENCE, deal.entry)
