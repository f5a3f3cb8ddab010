"""One conversation from the request to the audit record and the history: its id travels with every question."""

from uuid import uuid4

import pika

from services.operations.process_list import OWNERS
from services.operations.processes import wait_until

DESK = {
    "name": "书柜", "class_code": "A05010201", "quantity": 1, "measure_unit": "个", "acquisition_method": "新购",
    "original_value_fen": 100, "net_value_fen": 100, "acquired_on": "2024-03-15",
}  # fmt: skip


def test_the_audit_record_names_the_requests_conversation(signed_in):
    handler, auditor, conversation = signed_in("unit_handler", "004011"), signed_in("auditor", "310151"), f"talk-{uuid4().hex[:8]}"
    made = handler.post("/api/v1/registry/assets", json={"unit": "004011", "fields": DESK}, headers={"X-Request-ID": conversation})
    assert made.headers["x-request-id"] == conversation
    records = auditor.get("/api/v1/audit/registry", params={"object_id": made.json()["asset_no"]}).json()["items"]
    assert [(record["correlation_id"], record["account"]) for record in records] == [(conversation, handler.headers["X-Test-Account"])]


def test_the_audit_chain_is_whole(signed_in):
    for service, role in (("registry", "auditor"), ("identity", "audit_administrator")):
        told = signed_in(role, "310151").get(f"/api/v1/audit/{service}/verification")
        assert told.status_code == 200, told.text
        assert told.json()["broken_at"] == 0


def test_an_operator_sees_backlogs_and_no_business_data(signed_in):
    told = signed_in("system_administrator", "310151").get("/api/v1/operations/stuck-events").json()
    assert {service["service"] for service in told["services"]} == set(OWNERS)
    assert not any("data" in event for event in told["items"])


def test_a_poisonous_message_is_shown_without_its_content_and_dropped_with_a_reason(stack, signed_in):
    operator = signed_in("system_administrator", "310151")
    url = stack.files.read("identity")["GUANZI_IDENTITY_AMQP_URL"]
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        connection.channel().basic_publish("identity.events", "identity.organisation.changed.v1", b"no json but a secret-word")
    wait_until(lambda: _quarantined(operator), 30, "nothing is quarantined")
    stuck = _quarantined(operator)[-1]
    assert "secret-word" not in operator.get("/api/v1/operations/stuck-events").text
    assert {todo["kind"] for todo in operator.get("/api/v1/todos").json()["items"]} == {"events_stuck"}
    path = f"/api/v1/operations/registry/stuck-events/{stuck['id']}"
    assert operator.post(f"{path}/drop", json={"consumer": stuck["consumer"], "reason": ""}).status_code == 422
    dropped = operator.post(f"{path}/drop", json={"consumer": stuck["consumer"], "reason": "来源不明的消息"})
    assert dropped.status_code == 204, dropped.text
    assert stuck["id"] not in [event["id"] for event in _quarantined(operator)]


def _quarantined(operator):
    events = operator.get("/api/v1/operations/stuck-events").json()["items"]
    return [event for event in events if event["service"] == "registry" and event["kind"] == "quarantined"]
