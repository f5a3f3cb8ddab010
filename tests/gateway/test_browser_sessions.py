"""What protects a browser's session: the cookie's form, our own pages only, headers against foreign content."""

import pytest

from services.gateway.csrf import csrf_token
from services.gateway.session import COOKIE


@pytest.fixture
def token(signed_in):
    return signed_in().headers["Authorization"].removeprefix("Bearer ")


@pytest.fixture
def browser(stack, anybody, token):
    """A client with the session cookie, as a page of ours would use it."""
    anybody.headers.update({"Cookie": f"{COOKIE}={token}", "Origin": stack.base_url, "X-CSRF-Token": csrf_token(token)})
    return anybody


CHANGE = {"account": "nobody", "old": "x", "new": "y"}


def test_a_cookie_reads_without_further_ado(browser):
    del browser.headers["X-CSRF-Token"], browser.headers["Origin"]
    assert browser.get("/api/v1/me").status_code == 200


def test_a_page_of_ours_may_write(browser):
    assert browser.post("/api/v1/sessions/end-everywhere").status_code == 200


@pytest.mark.parametrize(
    "shown",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
    ],
)
def test_a_page_of_somebody_else_may_not_write(browser, shown):
    refused = browser.post("/api/v1/sessions/end-everywhere", headers=shown)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert browser.get("/api/v1/me").status_code == 200


def test_silence_about_where_a_request_comes_from_is_a_no(browser):
    del browser.headers["Origin"]
    assert browser.post("/api/v1/sessions/end-everywhere").json()["code"] == "csrf"


def test_signing_out_takes_the_cookie_away(browser):
    answer = browser.delete("/api/v1/sessions/current")
    assert answer.status_code == 204
    gone = answer.headers["set-cookie"]
    assert gone.startswith(f'{COOKIE}=""')
    assert "Max-Age=0" in gone


def test_a_changed_password_gives_the_browser_a_new_token(browser, token):
    changed = browser.post("/api/v1/me/password", json={"old": "Chengqiao-7531-Zhongxue", "new": "Xin-Mima-2468-Guanzi"})
    assert changed.status_code == 204, changed.text
    cookie = changed.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert token not in cookie
    for attribute in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert browser.get("/api/v1/me").status_code == 401


def test_every_answer_forbids_foreign_content_and_storing(anybody):
    for path in ("/api/v1/me", "/api/v1/openapi.json", "/healthz", "/asyncapi.json"):
        headers = anybody.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe-inline" not in headers["content-security-policy"].partition("style-src")[0]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_the_description_needs_no_session(anybody):
    assert anybody.get("/api/v1/openapi.json").json()["openapi"].startswith("3.1")
    assert anybody.get("/asyncapi.json").json()["asyncapi"] == "3.0.0"


@pytest.mark.parametrize("shown", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_nobody_is_signed_in_by_a_page_of_somebody_else(anybody, shown):
    form = {"account": "somebody-else", "password": "x"}
    assert anybody.post("/sign-in", data=form, headers=shown).status_code == 403


def test_our_own_sign_in_form_is_heard(stack, anybody):
    form = {"account": "somebody-else", "password": "x"}
    assert anybody.post("/sign-in", data=form, headers={"Origin": stack.base_url}).status_code == 401
