"""The warehouse's and the operators' pages take whatever an address or a form says: a refusal or an answer, never a defect."""



import pytest

from services.gateway.csrf import csrf_token
from services.gateway.session import COOKIE
from tests.gateway.test_pages import ODD, unbroken

HANDLER, REVIEWER, PROVINCE = ("unit_handler", "004011"), ("unit_reviewer", "004011"), ("provincial_finance", "31")
NOBODYS = "01a1fffc-81a4-77e2-8a03-8d5b1e6c655d"
ADMINISTRATOR = ("system_administrator", "310151")
ADDRESSES = {
    "/warehouse/application": (HANDLER, ("q", "mode", "state", "class_code", "unit", "picked", "draft", "cursor", "asset_no")),
    "/my-warehouse/drafts": (HANDLER, ("cursor",)),
    "/warehouse/withdrawal": (HANDLER, ("q", "cursor")),
    "/my-warehouse": (HANDLER, ("q", "cursor")),
    "/my-sharing/share": (HANDLER, ("q", "cursor")),
    "/squares/local": (HANDLER, ("q", "class_code", "region", "area", "cursor")),
    "/approvals/entries": (REVIEWER, ("q", "cursor")),
    "/reports": (PROVINCE, ("step", "q", "cursor")),
    "/deliveries": (ADMINISTRATOR, ("target", "state", "subject", "cursor")),
}
NAMES = {
    "/entries/{}": HANDLER, "/squares/{}": HANDLER, "/my-warehouse/{}": HANDLER, "/approvals/{}": REVIEWER, "/reports/{}": PROVINCE,
    "/deliveries/{}": ADMINISTRATOR,
}  # fmt: skip
OFFER = {
    "asset_no": "NONE-1", "mode": "transfer", "national": "1", "scope_wide": "nation", "contact.name": "李", "contact.phone": "13812345678",
}  # fmt: skip
HOOK = {"name": "x", "url": "https://example.invalid/", "organisation": "310151", "types": "*", "organisations": ""}
FORMS = {
    "/warehouse/application": (HANDLER, {**OFFER, "photos": "4", "do": "submit", "draft": ""}),
    "/warehouse/application?": (HANDLER, {"do": "next", "next_cursor": "x", "q": "课桌", "shown": "A", "only": "", "unit": ""}),
    f"/warehouse/drafts/{NOBODYS}/delete": (HANDLER, {}),
    "/warehouse/withdrawal": (HANDLER, {"entry_id": NOBODYS, "reason": "x"}),
    "/decisions": (REVIEWER, {"entry_id": NOBODYS, "decision": "agree", "reason": "", "scope": "city", "back": "/approvals/entries"}),
    "/decisions?": (REVIEWER, {"everything": "1", "decision": "return", "reason": "", "desk": "entry_review", "mode": "", "q": "x"}),
    f"/entries/{NOBODYS}/decision": (REVIEWER, {"decision": "agree", "reason": "x", "scope": "", "version": "1"}),
    f"/deliveries/{NOBODYS}": (ADMINISTRATOR, {"way": "drop", "reason": "x"}),
    "/webhooks": (ADMINISTRATOR, HOOK),
    "/deputies": (REVIEWER, {"post": "unit_reviewer@310151-004011", "deputy": "x", "ends_at": "2026-12-31", "reason": "x"}),
    f"/deputies/{NOBODYS}/end": (REVIEWER, {}),
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_address_breaks_a_page(signed_in, path):
    seat, names = ADDRESSES[path]
    client = signed_in(*seat)
    for name in names:
        for odd in ODD:
            unbroken(client.get(path, params={name: odd}), odd)


@pytest.mark.parametrize("path", NAMES)
def test_no_name_breaks_a_page(signed_in, path):
    client = signed_in(*NAMES[path])
    for odd in ("x", "%00", "%C2%B2", "9" * 60, "%ED%A0%80"):
        answer = unbroken(client.get(path.format(odd)), odd)
        assert answer.status_code in (404, 422)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.replace("/", " ")[:20])
def test_no_form_breaks_a_page(stack, signed_in, anybody, path):
    seat, fields = FORMS[path]
    token = signed_in(*seat).headers["Authorization"].removeprefix("Bearer ")
    anybody.headers.update({"Cookie": f"{COOKIE}={token}", "Origin": stack.base_url})
    for name in fields:
        for odd in ODD:
            unbroken(anybody.post(path, data={**fields, "csrf_token": csrf_token(token), name: odd}), odd)


@pytest.mark.parametrize("path", ["/deliveries", "/deputies", "/webhooks", "/warehouse/application", "/warehouse/withdrawal"])
def test_who_may_not_is_told_so(signed_in, path):
    assert signed_in("auditor", "310151").get(path).status_code == 403
