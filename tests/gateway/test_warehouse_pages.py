"""The pages of the exchange between units take whatever an address or a form says: a refusal or an answer, never a defect."""

import re
from pathlib import Path

import pytest

import services.sharing
from services.gateway.csrf import csrf_token
from services.gateway.pages import terms
from services.gateway.session import COOKIE
from tests.gateway.test_pages import ODD, unbroken

HANDLER, REVIEWER, FINANCE = ("unit_handler", "004011"), ("unit_reviewer", "004011"), ("finance_reviewer", "310151")
NOBODYS = "01a1fffc-81a4-77e2-8a03-8d5b1e6c655d"
ADDRESSES = {
    "/my-sharing/demands": (HANDLER, ("view", "cursor")),
    "/my-sharing/agreements": (HANDLER, ("side", "open", "cursor")),
    "/my-sharing/bookings": (HANDLER, ("side", "view", "cursor", "week")),
    "/my-sharing/bookings?view=week": (HANDLER, ("side", "week")),
    "/demands/new": (HANDLER, ("again", "class_code")),
    "/demands/stock": (HANDLER, ("unit", "class_code")),
    "/squares/demands": (HANDLER, ("q", "class_code", "region", "area", "cursor")),
    "/squares/local": (HANDLER, ("state", "years", "order", "photos")),
    "/approvals/demands": (REVIEWER, ("cursor", "q")),
    "/statements": (FINANCE, ("number", "unit", "cursor")),
    "/standards": (FINANCE, ("q", "class_code", "region", "cursor")),
    "/standards/one": (FINANCE, ("region", "class_code")),
    "/radar": (HANDLER, ("answer", "unit", "cursor")),
    "/sharing-results": (FINANCE, ("year", "by", "below")),
    "/public/square": (HANDLER, ("region", "q", "class_code", "cursor")),
}
NAMES = ("/demands/{}", "/agreements/{}", "/photos/{}/picture", "/photos/{}/thumbnail", "/public/photos/{}")
DEMAND = {
    "class_code": "A0201", "name": "电脑", "quantity": "1", "scope": "city", "reason": "x", "contact.name": "李",
    "contact.phone": "13812345678", "needed_by": "", "budget_fen": "", "indicator_name_0": "内存", "indicator_value_0": "16",
    "indicator_relation_0": "min", "mode": "", "unit": "", "demand_id": "",
}  # fmt: skip
FORMS = {
    "/demands/new": (HANDLER, DEMAND),
    "/approvals/demands": (REVIEWER, {"demand_id": NOBODYS, "decision": "agree", "scope": "", "reason": "", "q": ""}),
    f"/demands/{NOBODYS}/decision": (REVIEWER, {"decision": "agree", "version": "1", "scope": "", "reason": ""}),
    f"/entries/{NOBODYS}/booking": (HANDLER, {"starts_at": "2026-12-01T08:00", "ends_at": "2026-12-01T09:00", "purpose": "x"}),
    f"/entries/{NOBODYS}/agreement": (HANDLER, {"message": "x", "demand_id": ""}),
    f"/agreements/{NOBODYS}/answer": (HANDLER, {"answer": "accept", "terms": "", "reason": ""}),
    f"/bookings/{NOBODYS}/return": (HANDLER, {"condition": "x"}),
    "/purchase-checks": (HANDLER, {"class_code": "A0201", "quantity": "1", "indicator_value_0": "1", "unit": ""}),
    f"/purchase-checks/matches/{NOBODYS}": (HANDLER, {"reason": "x", "class_code": "A0201", "quantity": "1", "unit": ""}),
    "/radar": (HANDLER, {"asset_no": "NONE-1", "answer": "postpone", "reason": "x", "postponed_until": "2026-12-31"}),
    "/squares/local/public": (FINANCE, {"region": "310151", "open": "0"}),
    "/standards": (FINANCE, {"new_region": "310151", "class_code": "A0201", "standard": "每人一台"}),
    "/standards/one": (FINANCE, {"region": "310151", "class_code": "A0201", "standard": "x", "seen": "", "do": "set"}),
    "/photos/NONE-1": (HANDLER, {"back": "//evil.example", "file": "x"}),
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_address_breaks_a_page(signed_in, path):
    seat, names = ADDRESSES[path]
    client = signed_in(*seat)
    assert client.get(path).status_code in (200, 404)
    for name in names:
        for odd in ODD:
            unbroken(client.get(path, params={name: odd}), odd)


@pytest.mark.parametrize("path", NAMES)
def test_no_name_breaks_a_page(signed_in, path):
    client = signed_in(*HANDLER)
    for odd in ("x", "%00", "%C2%B2", "9" * 60, "%ED%A0%80", NOBODYS):
        assert unbroken(client.get(path.format(odd)), odd).status_code in (404, 422)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.replace("/", " ").replace(NOBODYS, "one"))
def test_no_form_breaks_a_page(stack, signed_in, anybody, path):
    seat, fields = FORMS[path]
    token = signed_in(*seat).headers["Authorization"].removeprefix("Bearer ")
    anybody.headers.update({"Cookie": f"{COOKIE}={token}", "Origin": stack.base_url})
    for name in fields:
        for odd in ODD:
            answer = unbroken(anybody.post(path, data={**fields, "csrf_token": csrf_token(token), name: odd}), odd)
            assert "evil" not in answer.headers.get("location", "")


CLOSED = ("/demands/new", "/purchase-checks", "/standards", "/standards/one", "/radar", "/my-sharing/demands", "/my-sharing/bookings")


@pytest.mark.parametrize("path", CLOSED)
def test_who_may_not_is_told_so(signed_in, path):
    assert signed_in("system_administrator", "310151").get(path).status_code == 403


def test_every_operation_that_the_warehouse_records_is_told_in_chinese():
    sources = Path(services.sharing.__file__).parent.rglob("*.py")
    recorded = re.compile(r'audit\.Entry\(\s*"([a-z_]+\.[a-z_]+)"')
    written = {word for path in sources for word in recorded.findall(path.read_text(encoding="utf-8"))}
    assert written
    assert not written - terms.OPERATIONS.keys()
