"""How each operation of the permission table is tried at a place: the request that does it, and its answer.

`allowed` says what the table expects, so that the attempt is made to succeed then: with the present version, a fresh document.
"""

import time
from collections.abc import Callable
from uuid import uuid4

from httpx2 import Client, Response

from services.chassis.errors import Forbidden, NotFound
from services.chassis.rpc.client import Origin, ask, channel
from services.contracts.rpc.identity.v1.sessions_pb2 import AuthenticateRequest
from services.contracts.rpc.identity.v1.sessions_pb2_grpc import SessionServiceStub
from services.contracts.rpc.registry.v1.reservations_pb2 import ReleaseReservationRequest, ReserveAssetsRequest
from services.contracts.rpc.registry.v1.reservations_pb2_grpc import ReservationServiceStub
from tests.permissions import agreement_attempts as agreement
from tests.permissions import demand_attempts as demand
from tests.permissions import disposal_attempts as disposal
from tests.permissions import labels_attempts as labels
from tests.permissions import photo_attempts as photos
from tests.permissions import radar_attempts as radar
from tests.permissions import sharing_attempts as sharing
from tests.permissions.world import Place, World

Attempt = Callable[[World, Client, Place, bool], int]
API = "/api/v1"


def _status(answer: Response) -> int:
    return answer.status_code


def _asset(world: World, place: Place, allowed: bool, **body: object) -> tuple[str, dict[str, object]]:
    asset_no = world.cards[place.code]
    return f"{API}/registry/assets/{asset_no}", {"version": world.version(asset_no) if allowed else 1, **body}


def read_asset(world: World, client: Client, place: Place, allowed: bool) -> int:
    path, _ = _asset(world, place, False)
    statuses = {_status(client.get(path + part)) for part in ("", "/history")}
    assert len(statuses) == 1
    return statuses.pop()


def register_asset(world: World, client: Client, place: Place, allowed: bool) -> int:
    fields = {"name": "新登记的柜子", "class_code": "A05010201", "original_value_fen": 5, "net_value_fen": 5, "acquired_on": "2024-03-15",
              "acquisition_method": "新购", "quantity": 1, "measure_unit": "个"}  # fmt: skip
    return _status(client.post(f"{API}/registry/assets", json={"unit": place.id, "fields": fields}))


def change_asset(world: World, client: Client, place: Place, allowed: bool) -> int:
    path, body = _asset(world, place, allowed, reason="更正", changes={"remark": uuid4().hex})
    return _status(client.post(f"{path}/changes", json=body))


def review_change(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _status(client.post(f"{API}/registry/changes/{awaiting_review(world, place, fresh=allowed)}/approve", json={}))


def awaiting_review(world: World, place: Place, *, fresh: bool) -> str:
    """A change of value that the place's handler filed."""
    known = world.cards.get(f"change-{place.code}")
    if known and not fresh:
        return known
    asset_no = world.register(place, name=f"{place.name}待审")
    body = {"version": 1, "reason": "重估", "changes": {"original_value_fen": 7, "net_value_fen": 7}}
    filed = world.handler(place).post(f"{API}/registry/assets/{asset_no}/changes", json=body)
    assert filed.json().get("state") == "awaiting_review", filed.text
    world.cards[f"change-{place.code}"] = filed.json()["change_id"]
    return world.cards[f"change-{place.code}"]


def assign_assets(world: World, client: Client, place: Place, allowed: bool) -> int:
    body = {"assets": [{"asset_no": world.cards[place.code]}], "user_name": uuid4().hex[:8], "reason": "交接"}
    return _status(client.post(f"{API}/registry/assignments", json=body))


def split_asset(world: World, client: Client, place: Place, allowed: bool) -> int:
    part = {"name": "拆出的一张", "quantity": 1, "original_value_fen": 10, "state": "闲置"}
    path, body = _asset(world, place, allowed, reason="分开管理", parts=[part])
    return _status(client.post(f"{path}/split", json=body))


def lend_asset(world: World, client: Client, place: Place, allowed: bool) -> int:
    terms = {"kind": "loan", "counterparty": "邻校", "purpose": "校际借用", "starts_on": "2026-11-01", "ends_on": "2027-11-01"}
    path, body = _asset(world, place, allowed, **terms)
    lent = client.post(f"{path}/lend", json=body)
    _, body = _asset(world, place, allowed)
    back = client.post(f"{path}/take-back", json=body)
    assert (lent.status_code < 300) == (back.status_code < 300), (lent.text, back.text)
    return _status(lent)


def reserve_assets(world: World, client: Client, place: Place, allowed: bool) -> int:
    """Asked by other services for the signed-in person, so over gRPC with his access token."""
    addresses = world.people.stack.files.read("gateway")
    token = client.headers["Authorization"].removeprefix("Bearer ")
    with channel(addresses["GUANZI_GATEWAY_IDENTITY_ADDRESS"]) as identity:
        access = ask(SessionServiceStub(identity).Authenticate, AuthenticateRequest(token=token), Origin("", "permissions")).access_token
    with channel(addresses["GUANZI_GATEWAY_REGISTRY_ADDRESS"]) as registry:
        return _reserved(ReservationServiceStub(registry), Origin(access, "permissions"), world.cards[place.code])


def _reserved(stub: ReservationServiceStub, origin: Origin, asset_no: str) -> int:
    reference = uuid4().hex
    asked = ReserveAssetsRequest(service="sharing", reference=reference, purpose="publication", reason="发布共享", asset_nos=[asset_no])
    try:
        ask(stub.ReserveAssets, asked, origin)
        ask(stub.ReleaseReservation, ReleaseReservationRequest(service="sharing", reference=reference), origin)
    except Forbidden:
        return 403
    except NotFound:
        return 404
    return 200


def assign_responsible(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _status(client.post(f"{API}/registry/responsible", json={"unit": place.id, "person": uuid4().hex[:6], "duty": "资产管理"}))


def record_totals(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _status(client.post(f"{API}/registry/control-totals", json={"unit": place.id, "cards": 1, "value_fen": 1}))


def read_organisation(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _status(client.get(f"{API}/identity/organisations/{place.id}"))


def read_account(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _status(client.get(f"{API}/identity/accounts/{world.bystander(place)}"))


def reset_password(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _status(client.post(f"{API}/identity/accounts/{world.bystander(place)}/reset-password"))


def grant_post(world: World, client: Client, place: Place, allowed: bool) -> int:
    path = f"{API}/identity/accounts/{world.bystander(place)}/posts"
    granted = client.post(path, json={"role": "asset_administrator", "org_id": place.id})
    revoked = client.delete(f"{path}/asset_administrator/{place.id}")
    assert (granted.status_code < 300) == (revoked.status_code < 300), (granted.text, revoked.text)
    return _status(granted)


def see_sessions(world: World, client: Client, place: Place, allowed: bool) -> int:
    statuses = {
        _status(client.get(f"{API}/sessions", params={"account": world.bystander(place)})) // 100,
        _status(client.post(f"{API}/identity/accounts/{world.bystander(place)}/unlock")) // 100,
    }
    assert len(statuses) == 1
    return _status(client.get(f"{API}/sessions", params={"account": world.bystander(place)}))


def unmask_contact(world: World, client: Client, place: Place, allowed: bool) -> int:
    return _status(client.post(f"{API}/identity/accounts/{world.bystander(place)}/contact", json={"reason": "核实身份"}))


def manage_operations(service: str) -> Attempt:
    def attempt(world: World, client: Client, place: Place, allowed: bool) -> int:
        seen = _status(client.get(f"{API}/operations/stuck-events"))
        tried = client.post(f"{API}/operations/{service}/stuck-events/{uuid4()}/replay", json={"consumer": service})
        assert tried.status_code == (404 if allowed else 403), tried.text
        return seen

    return attempt


def manage_deliveries(world: World, client: Client, place: Place, allowed: bool) -> int:
    asked = ("deliveries", "deliveries/targets", "deliveries/reconciliations")
    statuses = {_status(client.get(f"{API}/{each}")) for each in asked}
    assert len(statuses) == 1
    refused = client.post(f"{API}/deliveries/{uuid4()}/replay"), client.post(f"{API}/deliveries/{uuid4()}/drop", json={"reason": "试"})
    assert {_status(each) for each in refused} == {404 if allowed else 403}
    return statuses.pop()


def manage_webhooks(world: World, client: Client, place: Place, allowed: bool) -> int:
    body = {"name": "试", "url": "https://127.0.0.1:1/in", "organisation": place.id, "types": ["*"]}
    made = client.post(f"{API}/webhooks", json=body)
    for _ in range(100 if allowed else 0):  # until the gateway has heard of the organisation
        if made.status_code != 422:
            break
        time.sleep(0.1)
        made = client.post(f"{API}/webhooks", json=body)
    ended = client.delete(f"{API}/webhooks/{made.json()['id'] if made.status_code == 201 else uuid4()}")
    assert (made.status_code < 300) == (ended.status_code < 300), (made.text, ended.text)
    return _status(made)


ATTEMPTS: dict[tuple[str, str], Attempt] = {
    ("registry", "asset.read"): read_asset,
    ("registry", "asset.register"): register_asset,
    ("registry", "asset.change"): change_asset,
    ("registry", "change.review"): review_change,
    ("registry", "asset.assign"): assign_assets,
    ("registry", "asset.split"): split_asset,
    ("registry", "asset.lend"): lend_asset,
    ("registry", "asset.reserve"): reserve_assets,
    ("registry", "responsibility.assign"): assign_responsible,
    ("registry", "reconciliation.record"): record_totals,
    ("registry", "operations.manage"): manage_operations("registry"),
    ("identity", "organisation.read"): read_organisation,
    ("identity", "account.read"): read_account,
    ("identity", "account.manage"): reset_password,
    ("identity", "post.grant"): grant_post,
    ("identity", "session.manage"): see_sessions,
    ("identity", "contact.unmask"): unmask_contact,
    ("identity", "operations.manage"): manage_operations("identity"),
    ("sharing", "entry.submit"): sharing.submit_entry,
    ("sharing", "entry.review"): sharing.decide_at("submitted"),
    ("sharing", "entry.authorise"): sharing.decide_at("authority_review"),
    ("sharing", "entry.report"): sharing.decide_at("agreed"),
    ("sharing", "entry.read"): sharing.read_entry,
    ("sharing", "square.read"): sharing.read_square,
    ("sharing", "contact.reveal"): sharing.reveal_contact,
    ("sharing", "deputy.appoint"): sharing.appoint_deputy,
    ("sharing", "demand.submit"): demand.submit_demand,
    ("sharing", "demand.review"): demand.review_demand,
    ("sharing", "demand.read"): demand.read_demand,
    ("sharing", "purchase.check"): demand.check_purchase,
    ("sharing", "standard.set"): demand.set_standard,
    ("sharing", "agreement.act"): agreement.act_for_unit,
    ("sharing", "agreement.read"): agreement.read_agreement,
    ("sharing", "photo.upload"): photos.upload_photo,
    ("sharing", "square.publish"): photos.publish_square,
    ("sharing", "radar.read"): radar.read_suggestions,
    ("sharing", "radar.answer"): radar.answer_suggestion,
    ("sharing", "report.read"): radar.read_report,
    ("sharing", "operations.manage"): manage_operations("sharing"),
    ("disposal", "assessment.ask"): disposal.ask_assessment,
    ("disposal", "case.file"): disposal.file_case,
    ("disposal", "case.review"): disposal.decide_at("department_review"),
    ("disposal", "case.approve"): disposal.approve,
    ("disposal", "case.govern"): disposal.decide_at("government_approval"),
    ("disposal", "case.read"): disposal.read_case,
    ("disposal", "bundle.export"): disposal.export_bundle,
    ("disposal", "ledger.record"): disposal.record_income,
    ("disposal", "finding.raise"): disposal.raise_finding,
    ("disposal", "calendar.publish"): disposal.publish_calendar,
    ("disposal", "operations.manage"): manage_operations("disposal"),
    ("labels", "template.read"): labels.read_templates,
    ("labels", "template.manage"): labels.manage_template,
    ("labels", "print.order"): labels.order_print,
    ("labels", "label.read"): labels.read_labels,
    ("labels", "label.paste"): labels.paste_label,
    ("labels", "station.manage"): labels.manage_station,
    ("labels", "operations.manage"): manage_operations("labels"),
    ("gateway", "delivery.manage"): manage_deliveries,
    ("gateway", "webhook.manage"): manage_webhooks,
    ("gateway", "operations.manage"): manage_operations("gateway"),
}
ELSEWHERE = {
    ("registry", "import.run"): "test_imports: one file with a row for every place",
    ("registry", "import.read"): "test_imports",
    ("registry", "audit.read"): "test_leaks: records are a list",
    ("identity", "audit.read"): "test_leaks",
    ("gateway", "audit.read"): "test_leaks",
    ("sharing", "audit.read"): "test_leaks",
    ("disposal", "audit.read"): "test_leaks",
    ("labels", "audit.read"): "test_leaks",
    ("identity", "organisation.manage"): "test_organisation_files: one file with a row for every place",
    ("registry", "class_code.import"): "a command of the operator, no route",
}
