"""Pages take whatever an address or a form says: a refusal or an answer, never a defect, and nothing of it as markup."""

import pytest

from services.gateway.csrf import csrf_token
from services.gateway.session import COOKIE

ODD = ("²", "\0", "9" * 25, "-1", "%", "'\"<script>", "国" * 300, "1e5", "2024-13-45")
ADDRESSES = {
    "/cards": ("q", "unit", "state", "class_code", "acquired_from", "import_id", "value_from", "sort", "cursor", "notice"),
    "/changes": ("state", "cursor", "unit", "asset_no"),
    "/imports": ("cursor",),
    "/differences": ("state", "cursor"),
    "/audit": ("service", "account", "object", "operation", "before"),
    "/organisations": ("q", "cursor"),
    "/class-codes": ("class_code",),
    "/sign-in": ("next",),
    "/disposal/cases": ("view", "q", "method", "cursor"),
    "/disposal/assessment": ("method",),
    "/disposal/approvals": ("desk", "cursor"),
    "/disposal/ledgers/income": ("state", "case_id", "cursor"),
    "/disposal/ledgers/losses": ("state", "case_id"),
    "/disposal/ledgers/findings": ("state", "case_id"),
    "/disposal/annual-report": ("year",),
    "/notices": ("region", "cursor"),
}
CARD = {
    "unit": "004011", "name": "课桌", "class_code": "A05010201", "quantity": "1", "original_value_fen": "1", "acquired_on": "2024-01-01",
}
FIELDS = ("quantity", "original_value_fen", "acquired_on", "service_life_months", "details.seats", "unit", "kind", "remark")


def unbroken(answer, odd):
    assert answer.status_code < 500, answer.text
    assert "<script>" not in answer.text.replace("&#34;", "")
    return answer


@pytest.mark.parametrize("path", ADDRESSES)
def test_no_address_breaks_a_page(signed_in, path):
    client = signed_in("auditor", "004011")
    for name in ADDRESSES[path]:
        for odd in ODD:
            unbroken(client.get(path, params={name: odd}), odd)


@pytest.mark.parametrize("path", [
    "/cards/{}", "/cards/{}/card.pdf", "/changes/{}", "/imports/{}/outcome", "/responsibility/{}", "/disposal/cases/{}",
    "/disposal/cases/{}/change", "/disposal/cases/{}/reply.pdf", "/disposal/cases/{}/bundle.zip", "/disposal/articles/{}",
    "/disposal/materials/{}", "/disposal/ledgers/{}", "/notices/{}",
])  # fmt: skip
def test_no_name_breaks_a_page(signed_in, path):
    client = signed_in("auditor", "004011")
    for odd in ("x", "%00", "%C2%B2", "9" * 60, "%ED%A0%80"):
        unbroken(client.get(path.format(odd)), odd)


@pytest.mark.parametrize("name", FIELDS)
def test_no_form_breaks_a_page(stack, signed_in, anybody, name):
    token = signed_in("unit_handler", "004011").headers["Authorization"].removeprefix("Bearer ")
    anybody.headers.update({"Cookie": f"{COOKIE}={token}", "Origin": stack.base_url})
    for odd in ODD:
        form = {**CARD, "kind": "vehicle", "csrf_token": csrf_token(token), name: odd}
        unbroken(anybody.post("/card-registration", data=form), odd)


def test_a_form_without_the_token_of_our_pages_is_refused(stack, signed_in, anybody):
    token = signed_in("unit_handler", "004011").headers["Authorization"].removeprefix("Bearer ")
    anybody.headers.update({"Cookie": f"{COOKIE}={token}", "Origin": stack.base_url})
    refused = anybody.post("/card-registration", data=CARD)
    assert refused.status_code == 403
    assert "请刷新页面后重试" in refused.text


def test_static_files_may_be_kept_for_ever_and_pages_never(signed_in):
    client = signed_in()
    page = client.get("/cards")
    assert page.headers["cache-control"] == "no-store"
    style = next(part.partition('"')[0] for part in page.text.split('href="')[1:] if part.startswith("/static/guanzi"))
    assert "immutable" in client.get(style).headers["cache-control"]
