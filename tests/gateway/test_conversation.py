"""One conversation from the request to the audit record and the history: its id travels with every question."""

from uuid import uuid4

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
    assert {service["service"] for service in told["services"]} == {"identity", "registry"}
    assert not any("data" in event for event in told["items"])
