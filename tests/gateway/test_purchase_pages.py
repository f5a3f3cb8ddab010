"""购置前查询 as a clerk and a budget officer use it: refusing with reasons, the statement, verifying it, the list (B-044, B-092)."""

import re
from uuid import uuid4

from tests.gateway.test_sharing import SHARING
from tests.gateway.test_warehouse import offered, supplier  # noqa: F401  # fixtures
from tests.support.cases import done

BUYER, ANSWERS = "004012", ("valid", "expired", "superseded")


def test_what_serves_is_refused_on_the_page_one_by_one_until_the_statement_lists_why(browse, offered):  # noqa: F811
    clerk, model = browse("unit_handler", BUYER), f"Q{uuid4().hex[:6]}"
    first, second = (offered(class_code="A02020100", name="复印机", model=model) for _ in range(2))
    asked = {"class_code": "A02020100", "quantity": "1", "indicator_name_0": "型号", "indicator_relation_0": "contains"}
    asked["indicator_value_0"] = model
    shown = clerk.post("/purchase-checks", **asked).text
    ids = re.findall(r"/purchase-checks/matches/([0-9a-f-]{36})", shown)
    assert (len(ids), f"/entries/{first}" in shown, f"/entries/{second}" in shown) == (2, True, True)
    missing = clerk.post(f"/purchase-checks/matches/{ids[0]}", **asked, reason=" ")
    assert (missing.status_code, "不采用匹配必须说明理由" in missing.text, ids[0] in missing.text) == (422, True, True)
    left = clerk.post(f"/purchase-checks/matches/{ids[0]}", **asked, reason="已近报废年限").text
    assert (ids[0] in left, ids[1] in left, f'value="{model}"' in left) == (False, True, True)
    given = clerk.post(f"/purchase-checks/matches/{ids[1]}", **asked, reason="距离过远").text
    number = re.findall(r"/statements\?number=(310151-\d{4}-\d{6})", given)[0]
    assert "不采用的 2 项及原因列入证明" in given
    paper = clerk.get("/statements", params={"number": number}).text
    assert all(word in paper for word in (number, "有效", "已近报废年限", "距离过远", "辽财资〔2025〕116号", "A02020100", model))
    assert f"/statements?number={number}</span>" in paper
    assert number in clerk.get("/statements").text


def test_a_budget_officer_checks_for_a_unit_and_verifies_valid_superseded_and_unknown(browse, signed_in):
    officer = browse("finance_reviewer", "310151")
    asked = {"unit": BUYER, "class_code": "A02021003", "quantity": "2", "indicator_name_0": "型号", "indicator_relation_0": "contains"}
    asked["indicator_value_0"] = uuid4().hex[:10]
    first, second = (re.findall(r"/statements\?number=([\d-]+)", officer.post("/purchase-checks", **asked).text)[0] for _ in range(2))
    old = officer.get("/statements", params={"number": first}).text
    assert ("已被新证明替代" in old, second in old) == (True, True)
    unknown = officer.get("/statements", params={"number": "310151-2026-999999"})
    assert (unknown.status_code, "没有出具过编号为 310151-2026-999999 的证明" in unknown.text) == (404, True)
    listed = officer.get("/statements", params={"unit": BUYER}).text
    assert (first in listed, second in listed) == (True, True)
    system = signed_in("finance_reviewer", "310151")
    told = done(system.get(f"{SHARING}/statements/{first}"))
    assert (told["state"], told["valid"], told["superseded_by"]) == ("superseded", False, second)
    assert done(system.get(f"{SHARING}/statements/{second}"))["state"] == "valid"
    missing = system.get(f"{SHARING}/statements/310151-2026-999999")
    assert (missing.status_code, missing.json()["code"]) == (404, "statement_unknown")
    items = done(system.get(f"{SHARING}/statements", params={"unit": BUYER, "limit": 200}))["items"]
    assert {first, second} <= {one["number"] for one in items}
    assert {one["state"] for one in items} <= set(ANSWERS)


def test_statements_are_not_for_who_neither_checks_nor_reads(browse):
    assert browse("system_administrator", "310151").get("/statements").status_code == 403
