"""Signing in and out, the own password, the list of sessions: the routes others rely on."""

from os import getpid
from uuid import uuid4

from tests.support.people import PASSWORD


def _new(people, **kwargs):
    return people.account(f"s{getpid()}-{uuid4().hex[:8]}", "unit_handler", "004011", **kwargs)


def test_signing_in_gives_a_token_that_opens_the_api(people, anybody):
    account = _new(people)
    answer = anybody.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert answer.status_code == 201
    said = answer.json()
    assert set(said) == {"token", "expires_at", "must_change_password"}
    assert said["must_change_password"] is False
    me = anybody.get("/api/v1/me", headers={"Authorization": f"Bearer {said['token']}"}).json()
    assert me["account"] == account
    assert [(post["role"], post["role_name"], post["budget_code"]) for post in me["posts"]] == [("unit_handler", "单位经办岗", "004011")]


def test_a_wrong_password_is_a_problem_in_chinese(people, anybody):
    answer = anybody.post("/api/v1/sessions", json={"account": _new(people), "password": "falsch"})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == 401
    assert said["code"]
    assert any("一" <= letter <= "鿿" for letter in said["detail"])


def test_until_the_initial_password_is_changed_all_else_is_refused(people):  # B-015
    account = _new(people, must_change=True)
    with people.client() as client:
        said = client.post("/api/v1/sessions", json={"account": account, "password": PASSWORD}).json()
        assert said["must_change_password"] is True
        client.headers["Authorization"] = f"Bearer {said['token']}"
        for path in ("/me", "/registry/assets", "/todos", "/sessions"):
            refused = client.get(f"/api/v1{path}")
            assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required"), path
        assert client.post("/api/v1/registry/assets", json={}).json()["code"] == "password_change_required"
        changed = client.post("/api/v1/me/password", json={"old": PASSWORD, "new": "Xin-Mima-2468-Guanzi"})
        assert changed.status_code == 204, changed.text
        assert client.get("/api/v1/me").json()["must_change_password"] is False


def test_a_session_that_ended_is_not_believed_any_more(signed_in):
    client = signed_in()
    assert client.delete("/api/v1/sessions/current").status_code == 204
    refused = client.get("/api/v1/me")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_ending_everywhere_ends_every_session_of_the_account(people, signed_in):
    first = signed_in()
    second = people.client(first.headers["X-Test-Account"])
    assert len(first.get("/api/v1/sessions").json()["items"]) == 2
    assert first.post("/api/v1/sessions/end-everywhere").json() == {"ended": 2}
    assert second.get("/api/v1/me").status_code == 401


def test_one_session_is_ended_by_its_id(people, signed_in):
    first = signed_in()
    second = people.client(first.headers["X-Test-Account"])
    other = next(session for session in first.get("/api/v1/sessions").json()["items"] if not session["current"])
    assert first.delete(f"/api/v1/sessions/{other['id']}").status_code == 204
    assert second.get("/api/v1/me").status_code == 401
    assert first.get("/api/v1/me").status_code == 200


def test_a_machine_signs_in_with_its_client_credential(people, anybody):
    name, secret = f"machine-{uuid4().hex[:8]}", uuid4().hex
    people.machine(name, "310151", secret)
    answer = anybody.post("/api/v1/machine-sessions", json={"client_id": name, "client_secret": secret})
    assert answer.status_code == 201, answer.text
    me = anybody.get("/api/v1/me", headers={"Authorization": f"Bearer {answer.json()['token']}"})
    assert me.json()["kind"] == "machine"


def test_a_forged_token_is_refused(anybody):
    for shown in ("Bearer forged", "Basic YTpi", "Bearer", "Bearer " + "x" * 500):
        assert anybody.get("/api/v1/me", headers={"Authorization": shown}).status_code == 401


def test_without_a_session_every_route_of_the_api_asks_to_sign_in(anybody):
    said = anybody.get("/api/v1/openapi.json").json()
    for path, item in said["paths"].items():
        for method, operation in item.items():
            if "security" in operation:
                answer = anybody.request(method, path.replace("{", "").replace("}", ""))
                assert answer.status_code == 401, (method, path, answer.text)
