"""The pages of a deputy: the desk is in his menu while he stands in, and nothing else of the post-holder's (审批中心)."""

from datetime import UTC, datetime, timedelta

import pytest

from services.gateway.session import COOKIE
from services.operations.processes import wait_until
from tests.gateway.test_sharing import API, CONTACT, SHARING, register
from tests.support import cases
from tests.support.cases import DISPOSAL, done

DISPOSALS = 'href="/disposal/approvals"'
REVIEW, REPORT, REGISTER = 'href="/approvals/entries"', 'href="/reports"', 'href="/card-registration"'


@pytest.fixture
def stand_in(signed_in):
    """`stand_in(principal, account, role, org_id)` appoints a deputy until tomorrow; answers the deputyship's id."""

    def appoint(principal, account, role, org_id):
        ends_at = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        asked = {"role": role, "org_id": org_id, "deputy": account, "reason": "出差", "ends_at": ends_at}
        made = []

        def appointed():
            made.append(principal.post(f"{SHARING}/deputies", json=asked))
            return made[-1].status_code == 201

        wait_until(appointed, 20, "sharing has not heard of the accounts", every=0.3)
        return made[-1].json()["id"]

    return appoint


def sees(client, text):
    token = client.headers["Authorization"].removeprefix("Bearer ")
    return text in client.get("/", headers={"Cookie": f"{COOKIE}={token}", "Authorization": ""}).text


@pytest.mark.parametrize("role", ["unit_handler", ""])
def test_the_desk_is_in_the_menu_while_one_stands_in(signed_in, people, stand_in, role):
    handler, reviewer = signed_in(), signed_in("unit_reviewer")
    deputy = signed_in(role, "004011")
    assert not sees(deputy, REVIEW)
    made = stand_in(reviewer, deputy.headers["X-Test-Account"], "unit_reviewer", "310151-004011")
    wait_until(lambda: sees(deputy, REVIEW), 60, "the menu does not show the desk")
    assert not sees(deputy, REPORT)
    assert sees(deputy, REGISTER) == (role == "unit_handler")
    asked = {"asset_nos": [register(handler)], "mode": "transfer", "scope": "city", "contact": CONTACT}
    handler.post(f"{SHARING}/entries", json=asked)
    todos = {todo["kind"] for todo in deputy.get(f"{API}/todos").json()["items"]}
    assert "entry_review" in todos
    assert reviewer.post(f"{SHARING}/deputies/{made}/end").status_code == 200
    wait_until(lambda: not sees(deputy, REVIEW), 60, "the menu still shows the desk")


def on_desk(client, case_id):
    """Whether the desk shows the case, on whichever of its pages."""
    cursor = None
    while cursor != "":
        page = done(client.get(f"{DISPOSAL}/desk", params={"limit": 200, "cursor": cursor or ""}))
        if any(one["id"] == case_id for one in page["items"]):
            return True
        cursor = page["next_cursor"]
    return False


def test_a_deputy_of_the_authority_finds_the_reports(signed_in, stand_in):
    authority, deputy = signed_in("asset_authority", "310151"), signed_in()
    stand_in(authority, deputy.headers["X-Test-Account"], "asset_authority", "310151")
    wait_until(lambda: sees(deputy, REPORT), 60, "the menu does not show the reports")
    assert not sees(deputy, REVIEW)


def test_a_deputy_of_the_bureau_decides_disposals_for_whom_he_stands_in(signed_in, stand_in):
    principal, deputy, handler = signed_in("finance_reviewer", "310151"), signed_in("unit_handler", "007011"), signed_in()
    case_id = cases.filed(handler, cases.card(handler, "004011"))["id"]
    done(cases.decide(signed_in("department_reviewer", "004001"), case_id))
    assert not sees(deputy, DISPOSALS)
    assert cases.decide(deputy, case_id).status_code == 403
    stand_in(principal, deputy.headers["X-Test-Account"], "finance_reviewer", "310151")
    wait_until(lambda: sees(deputy, DISPOSALS), 60, "the menu does not show the desk")
    wait_until(lambda: on_desk(deputy, case_id), 60, "disposal has not heard of the deputy")
    assert "disposal_finance_approval" in {todo["kind"] for todo in deputy.get(f"{API}/todos").json()["items"]}
    decided = done(cases.decide(deputy, case_id))["desks"][1]
    assert (decided["account"], decided["on_behalf_of"]) == (deputy.headers["X-Test-Account"], principal.headers["X-Test-Account"])
