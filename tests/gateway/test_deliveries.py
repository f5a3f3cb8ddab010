"""Deliveries, webhooks and the feed through the REST API of a running installation."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import httpx2
import psycopg

from services.chassis.event import parse
from tests.faults.ledger.installation import eventually
from tests.support.stack import Stack

API = "/api/v1"
SignedIn = Callable[..., httpx2.Client]
FIELDS = {
    "name": "会议桌", "class_code": "A05010202", "original_value_fen": 500000, "net_value_fen": 500000, "acquired_on": "2024-03-15",
    "acquisition_method": "新购", "quantity": 1, "measure_unit": "张",
}  # fmt: skip


def register(client: httpx2.Client, unit: str = "004011") -> str:
    answer = client.post(f"{API}/registry/assets", json={"unit": unit, "fields": FIELDS})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["asset_no"])


def feed(client: httpx2.Client, after: int = 0) -> tuple[list[dict[str, str]], int]:
    """Everything behind a position."""
    found = []
    while True:
        page = client.get(f"{API}/events", params={"after": after}).json()
        found += page["items"]
        after = page["next_after"]
        if not page["more"]:
            return found, after


def test_the_feed_tells_each_event_once_and_only_what_the_caller_may_see(signed_in: SignedIn) -> None:
    clerk, neighbour, bureau = signed_in(), signed_in("unit_handler", "004012"), signed_in("finance_reviewer", "310151")
    _, after = feed(clerk)
    asset_no = register(clerk)
    eventually(lambda: any(event["subject"] == asset_no for event in feed(clerk, after)[0]))
    heard, reached = feed(clerk, after)
    assert [event["type"] for event in heard if event["subject"] == asset_no] == ["registry.asset.registered.v1"]
    assert feed(clerk, reached)[0] == []
    assert any(event["subject"] == asset_no for event in feed(bureau, after)[0])
    assert not any(event["subject"] == asset_no for event in feed(neighbour, after)[0])


def test_who_has_no_post_for_it_has_no_feed_and_no_deliveries(signed_in: SignedIn, anybody: httpx2.Client) -> None:
    clerk = signed_in()
    for path in ("deliveries", "deliveries/targets", "deliveries/reconciliations", "webhooks", f"deliveries/{uuid4()}"):
        assert anybody.get(f"{API}/{path}").status_code == 401
        assert clerk.get(f"{API}/{path}").status_code == 403
    for path in (f"deliveries/{uuid4()}/replay", "deliveries/reconciliations"):
        assert clerk.post(f"{API}/{path}").status_code == 403
    assert anybody.get(f"{API}/events").status_code == 401


def test_a_webhook_is_told_of_an_asset_and_the_operator_sees_the_delivery(signed_in: SignedIn) -> None:
    operator, clerk, seen = signed_in("system_administrator", "310151"), signed_in(), list[bytes]()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/in"
    asked = {"name": "区大数据中心", "url": url, "organisation": "310151-004011", "types": ["registry.asset.*"]}
    eventually(lambda: operator.post(f"{API}/webhooks", json={**asked, "url": "http://127.0.0.1:1/"}).status_code == 201)
    made = operator.post(f"{API}/webhooks", json=asked, headers={"Idempotency-Key": (key := uuid4().hex)})
    assert made.status_code == 201
    assert operator.post(f"{API}/webhooks", json=asked, headers={"Idempotency-Key": key}).json() == made.json()
    asset_no = register(clerk)
    eventually(lambda: any(parse(body).subject == asset_no for body in seen), 30)
    server.shutdown()
    page = operator.get(f"{API}/deliveries", params={"target": made.json()["id"]}).json()
    stands = [(each["subject"], each["state"], each["attempts"]) for each in page["items"]]
    assert stands == [(f"registry.asset/{asset_no}", "delivered", 1)]
    detail = operator.get(f"{API}/deliveries/{page['items'][0]['id']}").json()
    assert [each["outcome"] for each in detail["tries"]] == ["received"]
    assert "会议桌" not in str(detail)
    listed = operator.get(f"{API}/webhooks").json()["items"]
    assert made.json()["secret"] not in str(listed)
    for each in listed:
        assert operator.delete(f"{API}/webhooks/{each['id']}").status_code == 204
    assert operator.get(f"{API}/webhooks").json()["items"] == []


def test_a_faulty_webhook_is_refused_field_by_field(signed_in: SignedIn) -> None:
    operator = signed_in("system_administrator", "310151")
    good = {"name": "x", "url": "https://example.gov.cn/in", "organisation": "310151", "types": ["*"]}
    for field, value in (("url", "http://example.gov.cn/in"), ("organisation", "310151-999999"), ("types", ["drop table"]), ("types", [])):
        answer = operator.post(f"{API}/webhooks", json={**good, field: value})
        assert (answer.status_code, field in answer.text) == (422, True), answer.text


def test_the_platform_is_a_target_and_a_comparison_runs_when_asked(signed_in: SignedIn) -> None:
    operator = signed_in("system_administrator", "310151")
    [platform] = [each for each in operator.get(f"{API}/deliveries/targets").json()["items"] if each["kind"] == "national_platform"]
    assert (platform["id"], platform["breaker"], platform["active"]) == ("national-platform", "closed", True)
    run = operator.post(f"{API}/deliveries/reconciliations").json()["id"]

    def finished() -> bool:
        runs = operator.get(f"{API}/deliveries/reconciliations").json()["items"]
        return any(each["id"] == run and each["finished_at"] for each in runs)

    eventually(finished, 30)


def test_replay_and_drop_refuse_what_is_not_there_and_what_is_over(signed_in: SignedIn, stack: Stack) -> None:
    operator = signed_in("system_administrator", "310151")
    assert operator.post(f"{API}/deliveries/{uuid4()}/replay").status_code == 404
    parked = str(uuid4())
    with psycopg.connect(stack.database_url("gateway"), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO delivery (id, target, subject, kind, key, aggregate, aggregate_id, aggregate_version, body, state, created_at)"
            " VALUES (%s, 'national-platform', %s, 'publish', %s, 'sharing.entry', 'E', 1, '{}', 'parked', now())",
            (parked, parked, parked),
        )
    assert operator.post(f"{API}/deliveries/{parked}/drop", json={"reason": "测试"}).status_code == 204
    answer = operator.post(f"{API}/deliveries/{parked}/drop", json={"reason": "测试"})
    assert (answer.status_code, answer.json()["code"]) == (409, "delivery_not_droppable")
    assert operator.get(f"{API}/deliveries", params={"state": "dropped"}).json()["items"][0]["last_error"] == "测试"


def test_operators_and_auditors_reach_the_gateways_own_records(signed_in: SignedIn) -> None:
    operator, auditor = signed_in("system_administrator", "310151"), signed_in("auditor", "310151")
    services = [each["service"] for each in operator.get(f"{API}/operations/stuck-events").json()["services"]]
    assert "gateway" in services
    assert auditor.get(f"{API}/audit/gateway").status_code == 200
