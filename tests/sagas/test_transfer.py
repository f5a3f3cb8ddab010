"""The whole path through real services: offer, demand, match, agreement, case by event, card moved, all closed (B-038 to B-059)."""

import pytest

from tests.faults.ledger.installation import eventually
from tests.support import cases

from .deal import ENTRIES, OFFER, PATIENCE, Deal
from .saga import CASES


def offered(town):
    """A deal whose offer the national platform has received."""
    deal = Deal(town)
    eventually(deal.received, PATIENCE, deal.entry)
    return deal


@pytest.mark.timeout(400)
def test_from_the_offer_and_the_demand_to_the_moved_card_everything_closes_by_itself(town):  # B-040, B-042, B-051, B-053, B-056, B-058
    deal = offered(town)
    demand_id = deal.demanded()
    match_id = deal.matched(demand_id)
    case_id = deal.concluded(demand_id)
    assert deal.look(case_id)["demand_id"] == demand_id
    draft = cases.done(deal.supplier.get(f"{CASES}/{case_id}"))
    assert (draft["state"], draft["method"]) == ("draft", "free_transfer")
    eventually(lambda: deal.deliveries()[-1] == ("withdraw", "delivered"), PATIENCE, deal.deliveries)
    deal.carried_out(deal.filed(case_id))
    entry = deal.entry()
    assert (entry["state"], entry["state_name"], entry["transfer_mode"]) == ("transferred", "已调剂完成", "free_transfer")
    assert entry["receiving_unit"] == deal.look(case_id)["receiver"]["name"]
    assert entry["national_receipt_no"]
    assert deal.moved()
    demand = deal.demand(demand_id)
    assert (demand["state"], demand["supplied"]) == ("satisfied", 1)
    assert {one["id"]: one["state"] for one in deal.matches(demand_id)}[match_id] == "taken"
    closed = [("publish", "delivered"), ("withdraw", "delivered")]
    assert deal.deliveries() == closed
    eventually(lambda: deal.deliveries(demand_id) == closed, PATIENCE, lambda: deal.deliveries(demand_id))


@pytest.mark.timeout(300)
def test_a_case_that_is_refused_frees_the_asset_and_lets_it_be_offered_anew(town):
    deal = offered(town)
    case_id = deal.concluded()
    case = deal.filed(case_id)
    cases.done(cases.decide(town.desk(case["state"]), case_id, "refuse", "接收方编制已满"))
    eventually(lambda: deal.look(case_id)["state"] == "failed", PATIENCE, lambda: deal.look(case_id))
    assert "接收方编制已满" in deal.look(case_id)["reason"]
    assert deal.entry()["state"] == "returned"

    def again() -> bool:  # the hold of the refused case ends by an event, too
        return bool(deal.supplier.post(ENTRIES, json={"asset_nos": [deal.asset_no], **OFFER}).status_code == 201)

    eventually(again, PATIENCE, deal.entry)
    deal.through_the_desks()
    eventually(lambda: [kind for kind, _ in deal.deliveries()] == ["publish", "withdraw", "publish"], PATIENCE, deal.deliveries)


@pytest.mark.timeout(300)
def test_a_draft_that_nobody_touched_goes_with_the_agreement_that_was_given_up(town):
    deal = offered(town)
    case_id = deal.concluded()
    assert deal.say(deal.receiver, case_id, "withdraw", reason="已另行解决") == "failed"
    eventually(lambda: deal.supplier.get(f"{CASES}/{case_id}").status_code == 404, PATIENCE, deal.entry)
