"""What a person sees when the door itself refuses or a service behind it is away: a page in Chinese, with what to do."""

import pytest
from pydantic import PostgresDsn, SecretStr
from starlette.testclient import TestClient

from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from tests.deliveries.ours import KEY

NOWHERE = "127.0.0.1:1"


@pytest.fixture
def visitor():
    settings = GatewaySettings(
        database_url=PostgresDsn(f"postgresql://nobody@{NOWHERE}/none"), identity_address=NOWHERE, registry_address=NOWHERE,
        sharing_address=NOWHERE, disposal_address=NOWHERE, labels_address=NOWHERE, sign_in_rate="1/minute",
        support=(("服务热线", "021-0000"),), webhook_keys=SecretStr(KEY),
    )
    ours = {"Origin": "http://localhost"}
    return TestClient(create_app(settings), base_url="http://localhost", headers=ours, raise_server_exceptions=False)


def sign_in(visitor):
    return visitor.post("/sign-in", data={"account": "310151", "password": "x"})


def test_a_service_that_is_away_is_said_on_the_form(visitor):
    answer = sign_in(visitor)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "服务暂时不可用" in answer.text


def test_too_many_tries_are_a_page_that_says_how_long_to_wait(visitor):
    sign_in(visitor)
    answer = sign_in(visitor)
    assert (answer.status_code, answer.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert "请求过于频繁" in answer.text
    assert int(answer.headers["retry-after"]) > 0


def test_the_help_page_names_whom_to_ask_and_needs_no_sign_in(visitor):
    answer = visitor.get("/help")
    assert answer.status_code == 200
    assert "服务热线" in answer.text
    assert "021-0000" in answer.text


def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(visitor):
    answer = visitor.get("/cards", headers={"HX-Request": "true"})
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fcards"


def test_programs_still_get_a_problem(visitor):
    assert visitor.get("/api/v1/me").headers["content-type"] == "application/problem+json"
