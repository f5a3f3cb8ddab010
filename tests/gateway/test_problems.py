"""Every error is problem+json, also those that the framework makes."""

import pytest


def _is_problem(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["code"] == code
    assert said["status"] == status
    assert said["request_id"] == answer.headers["x-request-id"]
    assert any("一" <= letter <= "鿿" for letter in said["detail"])
    return said


def test_an_unknown_route_is_a_problem(anybody):
    _is_problem(anybody.get("/api/v1/nowhere"), 404, "no_such_route")


def test_a_method_that_does_not_fit_is_a_problem(anybody):
    answer = anybody.put("/api/v1/sessions")
    _is_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"]


def test_a_body_that_is_no_json_is_a_problem(anybody):
    _is_problem(anybody.post("/api/v1/sessions", content=b"{", headers={"Content-Type": "application/json"}), 400, "malformed_json")


def test_a_foreign_content_type_is_a_problem(anybody):
    answer = anybody.post("/api/v1/sessions", content=b"a=b", headers={"Content-Type": "application/x-www-form-urlencoded"})
    _is_problem(answer, 415, "unsupported_media_type")


def test_faulty_fields_are_told_one_by_one(anybody):
    said = _is_problem(anybody.post("/api/v1/sessions", json={"account": 7, "extra": 1}), 422, "invalid_request")
    assert {(fault["field"], fault["code"]) for fault in said["errors"]} == {
        ("account", "string_type"), ("password", "missing"), ("extra", "extra_forbidden"),
    }  # fmt: skip


@pytest.mark.parametrize("announced", [True, False])
def test_a_strangers_body_is_stopped_at_64_kilobytes(anybody, announced):
    body = b'{"account": "' + b"x" * 70_000 + b'"}'
    content = body if announced else iter([body[:40_000], body[40_000:]])
    _is_problem(anybody.post("/api/v1/sessions", content=content, headers={"Content-Type": "application/json"}), 413, "too_large")


def test_a_signed_in_body_is_stopped_at_a_megabyte(signed_in):
    answer = signed_in().post("/api/v1/registry/assignments", json={"reason": "x" * 1_100_000})
    _is_problem(answer, 413, "too_large")


def test_only_routes_that_take_files_take_large_forms(signed_in):
    answer = signed_in().post("/api/v1/registry/assets", files={"file": ("x", b"x" * 1_100_000)})
    _is_problem(answer, 413, "too_large")


def test_control_characters_never_reach_a_service(signed_in):
    client = signed_in()
    assert client.get("/api/v1/registry/assets", params={"q": "桌\x00子"}).status_code == 422
    assert client.get("/api/v1/identity/organisations", params={"q": "\x1b"}).status_code == 422


def test_the_conversations_id_is_taken_over_and_returned(anybody):
    assert anybody.get("/healthz", headers={"X-Request-ID": "my-conversation-7"}).headers["x-request-id"] == "my-conversation-7"
    made_up = anybody.get("/healthz", headers={"X-Request-ID": "not an id"}).headers["x-request-id"]
    assert made_up != "not an id"
    assert len(made_up) == 36


def test_a_foreign_host_name_is_not_served(anybody):
    _is_problem(anybody.get("/api/v1/me", headers={"Host": "evil.example"}), 421, "unknown_host")


ENDLESS = ("1e999", "NaN", "-Infinity", "1" + "0" * 400, "[" * 150 + "]" * 150, '{"a":' * 150 + "1" + "}" * 150, "[" * 100_000)


@pytest.mark.parametrize("value", ENDLESS, ids=range(len(ENDLESS)))
def test_numbers_without_end_and_bottomless_nesting_are_refused(signed_in, value):
    body = '{"unit": "004011", "fields": {"name": "x", "details": {"x": ' + value + "}}}"
    answer = signed_in().post("/api/v1/registry/assets", content=body.encode(), headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
