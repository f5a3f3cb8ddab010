"""The API keeps to its own description: no 5xx, no undeclared status, content type or form of answer, whatever is sent."""

from itertools import count
from os import getpid

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from services.gateway.api.openapi import description
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from tests.deliveries.ours import KEY
from tests.support import cases, labels

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = (
    ("unit_handler", "004011"), ("unit_reviewer", "004011"), ("asset_administrator", "004011"), ("finance_reviewer", "310151"),
    ("department_reviewer", "004001"), ("auditor", "310151"), ("system_administrator", "310151"), ("security_administrator", "310151"),
)  # fmt: skip
ENDING = ("/api/v1/sessions/current", "/api/v1/sessions/end-everywhere")
NOWHERE = {f"{service}_address": "127.0.0.1:1" for service in ("identity", "registry", "sharing", "disposal", "labels")}
SETTINGS = GatewaySettings.load(**NOWHERE, database_url="postgresql://127.0.0.1:1/none", webhook_keys=KEY, pages=False)
DESCRIPTION = description(create_app(SETTINGS))
schema = schemathesis.openapi.from_dict(DESCRIPTION)
schema.config.phases.coverage.unexpected_methods = {"PUT"}
_turns = count()


@pytest.fixture(scope="module")
def tokens(people):
    names = [people.account(f"schema{getpid()}-{number}", role, at) for number, (role, at) in enumerate(ROLES)]
    return [people.client(name).headers["Authorization"] for name in names]


@pytest.fixture(scope="module")
def passing_token(people):
    """Of a session that a request may end."""
    return people.client(people.account(f"schema{getpid()}-passing", "unit_handler", "004011")).headers["Authorization"]


@pytest.fixture(scope="module")
def things(people, tokens):
    """Things that are there: a path parameter of such a name is made to point at one, every second time."""
    handler = people.client()
    handler.headers["Authorization"] = tokens[0]
    fields = {"name": "课桌", "class_code": "A05010201", "quantity": 100, "measure_unit": "张", "acquisition_method": "新购"}
    fields |= {"original_value_fen": 5_000, "net_value_fen": 5_000, "acquired_on": "2024-03-15"}
    asset_no = handler.post("/api/v1/registry/assets", json={"unit": "004011", "fields": fields}).json()["asset_no"]
    change = {"version": 1, "reason": "重估", "changes": {"original_value_fen": 6_000, "net_value_fen": 6_000}}
    change_id = handler.post(f"/api/v1/registry/assets/{asset_no}/changes", json=change).json()["change_id"]
    sent = handler.post("/api/v1/registry/imports", files={"file": ("x.csv", b"\xe8\xb5\x84")}, data={"mode": "check"})
    account = people.account(f"schema{getpid()}-subject", "unit_handler", "004011")
    case = cases.drafted(handler, cases.card(handler, "004011"))
    material = cases.done(cases.upload(handler, case["id"], "32-1/form"), 201)
    made = {"asset_no": asset_no, "change_id": change_id, "organisation_id": "004011", "account": account}
    made |= {"case_id": case["id"], "material_id": material["id"], "article": "第十条（二）"}
    administrator = people.client(people.account(f"schema{getpid()}-labels", "asset_administrator", "004011"))
    station = labels.station(administrator)["id"]
    job = labels.order(handler, station, labels.card(handler, "004011"))["job"]["id"]
    made |= {"station_id": station, "job_id": job, "code": "60x40-qr"}
    return {**made, **({"import_id": sent.json()["import_id"]} if sent.status_code == 202 else {})}


@schema.parametrize()
@settings(
    max_examples=6, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_the_answer_is_as_described(case, stack, tokens, passing_token, things):
    turn = next(_turns)
    token = passing_token if case.operation.path in ENDING else tokens[turn % len(tokens)]
    if turn // len(tokens) % 2:
        case.path_parameters.update({name: thing for name, thing in things.items() if name in case.path_parameters})
    answer = case.call(base_url=stack.base_url, headers={"Authorization": token}, timeout=60)
    case.validate_response(answer, checks=CHECKS)


def test_every_operation_says_what_it_answers():
    for path, item in DESCRIPTION["paths"].items():
        for method, operation in item.items():
            assert operation["summary"], (method, path)
            good = [status for status in operation["responses"] if status.startswith("2")]
            assert len(good) == 1, (method, path)
            assert {"401", "422", "429", "503"} <= operation["responses"].keys()


def test_the_routes_others_rely_on_are_there():
    paths = {path: set(item) for path, item in DESCRIPTION["paths"].items()}
    for method, path in (
        ("post", "/sessions"), ("post", "/me/password"), ("delete", "/sessions/current"), ("post", "/registry/imports"),
        ("get", "/registry/imports/{import_id}"), ("get", "/registry/imports/{import_id}/report.xlsx"), ("get", "/registry/assets"),
        ("get", "/registry/assets/{asset_no}"), ("get", "/registry/assets/{asset_no}/history"),
        ("post", "/registry/assets/{asset_no}/changes"), ("get", "/registry/totals"), ("get", "/todos"),
        ("post", "/sharing/entries"), ("get", "/sharing/entries/{entry_id}"), ("post", "/sharing/entries/{entry_id}/decisions"),
        ("post", "/sharing/entries/{entry_id}/withdrawal"), ("get", "/sharing/squares/{square}"), ("get", "/deliveries"),
        ("post", "/deliveries/{delivery_id}/replay"), ("post", "/deliveries/{delivery_id}/drop"), ("get", "/events"),
        ("post", "/disposal/assessments"), ("post", "/disposal/cases"), ("post", "/disposal/cases/{case_id}/filing"),
        ("post", "/disposal/cases/{case_id}/decisions"), ("post", "/disposal/cases/{case_id}/materials"),
        ("post", "/labels/render"), ("get", "/labels/preview/{asset_no}.svg"), ("post", "/labels/jobs"), ("post", "/stations/enrol"),
        ("get", "/disposal/cases/{case_id}/bundle.zip"), ("get", "/disposal/notices"), ("post", "/disposal/calendar"),
    ):  # fmt: skip
        assert method in paths[f"/api/v1{path}"], path
