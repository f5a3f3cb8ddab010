"""配置标准 over REST and on the page: registered, shown beside a demand, changed, ended (B-041)."""

import re
from uuid import uuid4

import pytest

from tests.gateway.test_sharing import SHARING
from tests.support.cases import done

REGION, CODE, STANDARDS = "310151", "A05010201", f"{SHARING}/standards"


@pytest.fixture
def office(browse):
    """A finance officer's browser."""
    return browse("finance_reviewer", REGION)


def test_a_standard_is_set_listed_and_ended_over_rest(signed_in):
    finance = signed_in("finance_reviewer", REGION)
    asked = {"region": REGION, "class_code": CODE, "standard": f"每生一张{uuid4().hex[:6]}"}
    done(finance.put(STANDARDS, json=asked), 204)
    (found,) = done(finance.get(STANDARDS, params={"q": asked["standard"]}))["items"]
    assert (found["class_code"], found["region"], found["class_name"] != "") == (CODE, REGION, True)
    assert finance.put(STANDARDS, json={**asked, "standard": "x", "seen": "别的"}).status_code == 409
    done(finance.put(STANDARDS, json={**asked, "standard": "", "seen": asked["standard"]}), 204)
    ended = done(finance.get(f"{STANDARDS}/{REGION}/{CODE}"))
    assert (ended["standard"]["standard"], ended["history"][0]["before"]) == ("", asked["standard"])
    assert finance.get(f"{STANDARDS}/43/{CODE}").status_code == 404
    assert signed_in("unit_handler", "004011").get(STANDARDS).status_code == 403


def test_the_page_registers_changes_and_ends_with_its_history(office, signed_in):
    words = f"每生一套{uuid4().hex[:6]}"
    answer = office.post("/standards", new_region=REGION, class_code=CODE, standard=words)
    assert "配置标准已登记" in answer.text
    assert words in office.get("/standards", params={"q": words}).text
    beside = signed_in("unit_handler", "004011").get(f"{SHARING}/demands/stock", params={"class_code": CODE})
    assert done(beside)["standard"] == words
    again = office.post("/standards", new_region=REGION, class_code=CODE, standard="另一句")
    assert (again.status_code, "配置标准已被他人修改" in again.text, "另一句" in again.text) == (409, True, True)
    one = {"region": REGION, "class_code": CODE}
    seen = re.findall(r'name="seen" value="([^"]*)"', office.get("/standards/one", params=one).text)[0]
    assert seen == words
    assert "配置标准已登记" in office.post("/standards/one", **one, seen=words, standard=f"{words}\r\n二套", do="set").text
    ended = office.post("/standards/one", **one, seen=f"{words}\r\n二套", do="end")
    assert ("配置标准已终止" in ended.text, "已终止" in ended.text, words in ended.text) == (True, True, True)
    assert office.post("/standards/one", **one, seen="", standard="", do="set").status_code == 422
    assert "没有符合条件的配置标准" in office.get("/standards", params={"q": words}).text


def test_only_who_may_set_standards_has_them_in_his_menu(office, signed_in, anybody, stack):
    assert 'href="/standards"' in office.get("/").text
    assert signed_in("unit_reviewer", "004011").get("/standards").status_code == 403
