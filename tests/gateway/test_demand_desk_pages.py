"""需求审批 as a reviewer works it: over REST and on the page, many at once, with an outcome each (B-039)."""

import re
from uuid import uuid4

import pytest

from tests.gateway.test_sharing import SHARING
from tests.gateway.test_warehouse import WISH
from tests.support.cases import done

UNIT, PAGE = "004012", "/approvals/demands"


@pytest.fixture
def filed(signed_in):
    """`filed(n)`: the ids of so many demands of the unit's, and the word that only they have."""
    handler = signed_in("unit_handler", UNIT)

    def make(many):
        word = f"样机{uuid4().hex[:8]}"
        wishes = ({**WISH, "name": f"{word}-{number}", "scope": "county"} for number in range(many))
        return [done(handler.post(f"{SHARING}/demands", json=wish), 201)["id"] for wish in wishes], word

    return make


@pytest.fixture
def reviewer(browse):
    """The reviewer's browser."""
    return browse("unit_reviewer", UNIT)


def send(reviewer, ticked, decision, **fields):
    """The form of the desk."""
    return reviewer.post(PAGE, **{"decision": decision, "demand_id": ticked, "scope": "", **fields})


def test_many_are_decided_over_rest_with_an_outcome_each(filed, signed_in):
    ids, word = filed(3)
    reviewer = signed_in("unit_reviewer", UNIT)
    listed = done(reviewer.get(f"{SHARING}/demand-desk", params={"q": word}))
    assert ([one["id"] for one in listed["items"]], listed["total"], listed["total_is_lower_bound"]) == (ids, 3, False)
    done(reviewer.post(f"{SHARING}/demands/{ids[0]}/decision", json={"decision": "agree"}))
    answer = done(reviewer.post(f"{SHARING}/demand-decisions", json={"demand_ids": ids, "decision": "agree", "scope": "department"}))
    assert answer["decided"] == 2
    assert [(one["state"], one["code"]) for one in answer["outcomes"]] == [("", "demand_decided"), ("published", ""), ("published", "")]
    assert done(reviewer.get(f"{SHARING}/demands/{ids[1]}"))["scope"] == "department"
    refused = signed_in("unit_handler", UNIT).post(f"{SHARING}/demand-decisions", json={"demand_ids": ids, "decision": "agree"})
    assert refused.status_code == 403


def test_ticked_demands_are_published_with_another_scope_or_sent_back_with_a_reason(filed, reviewer, signed_in):
    ids, word = filed(4)
    shown = reviewer.get(PAGE, params={"q": word}).text
    assert re.findall(r'name="demand_id" value="([^"]+)"', shown) == ids
    assert "已同意 2 项需求" in send(reviewer, ids[:2], "agree", scope="city", q=word).text
    answer = send(reviewer, ids[2:], "return", q=word)
    assert (answer.status_code, "退回必须说明理由" in answer.text) == (422, True)
    assert re.findall(r'value="([^"]+)" aria-label="[^"]+" checked', answer.text) == ids[2:]  # what was ticked stays ticked
    assert "已退回 2 项需求" in send(reviewer, ids[2:], "return", reason="请说明用途", q=word).text
    handler = signed_in("unit_handler", UNIT)
    states = [done(handler.get(f"{SHARING}/demands/{one}")) for one in ids]
    assert [one["state"] for one in states] == ["published", "published", "returned", "returned"]
    assert (states[0]["scope"], states[3]["note"]) == ("city", "请说明用途")


def test_who_was_slower_is_told_which_and_why(filed, reviewer, signed_in):
    ids, word = filed(2)
    done(signed_in("unit_reviewer", UNIT).post(f"{SHARING}/demands/{ids[0]}/decision", json={"decision": "agree"}))
    answer = send(reviewer, ids, "agree")
    assert answer.status_code == 409
    assert f'href="/demands/{ids[0]}"' in answer.text
    assert f"{word}-0" in answer.text
    assert "这一环节已经办结" in answer.text
    assert f'href="/demands/{ids[1]}"' not in answer.text


def test_all_that_wait_and_fit_a_search_are_decided_by_one_tick(filed, reviewer):
    ids, word = filed(52)
    first = reviewer.get(PAGE, params={"q": word}).text
    assert "办理全部 52 项" in first
    assert len(re.findall(r'name="demand_id"', first)) == 50
    assert "已同意 52 项需求" in send(reviewer, [], "agree", everything="1", q=word).text
    assert "没有符合条件的需求" in reviewer.get(PAGE, params={"q": word}).text
    assert len(ids) == 52
