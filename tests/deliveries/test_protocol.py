"""The platform's protocol is what openapi.yaml says: our messages, the simulator's receipts, lists and refusals."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import jsonschema_rs
import pytest
import yaml  # type: ignore[import-untyped]

from services.gateway import national
from services.gateway.deliveries.domain import signing
from services.gateway.deliveries.domain.answers import NoReceipt
from services.gateway.deliveries.domain.breaker import Breaker
from services.gateway.deliveries.usecases.claiming import Claimed, Target
from services.gateway.national.protocol import KIND, TARGET
from services.gateway.national.protocol import SENDER as SENDER_HEADER
from tests.deliveries.ours import Clock, Ours, demand_publication, publication
from tests.deliveries.platform import SECRET, SENDER, Theirs
from tests.faults.ledger.installation import eventually

SAID: dict[str, Any] = yaml.safe_load(Path(national.__file__).with_name("openapi.yaml").read_text(encoding="utf-8"))


def fits(name: str, value: object) -> None:
    dialect = "https://json-schema.org/draft/2020-12/schema"
    schema = {"$schema": dialect, "$ref": f"#/components/schemas/{name}", "components": SAID["components"]}
    jsonschema_rs.validator_for(schema).validate(value)


def signed(theirs: Theirs, method: str, path: str, body: bytes = b"", **changed: str) -> httpx2.Response:
    headers = {**signing.headers(SECRET, Clock()(), "n" * 32, method, path, body), SENDER_HEADER: SENDER, signing.KEY: "key-1", **changed}
    return httpx2.request(method, theirs.url + path, content=body, headers=headers)


def test_messages_receipts_and_lists_fit_the_description(ours: Ours, theirs: Theirs) -> None:
    ours.know(theirs.platform)
    publish, withdraw = publication("004011-1"), publication("004011-2", 2, "withdraw")
    fits("Message", json.loads(publish.body))
    fits("Withdrawal", json.loads(withdraw.body))
    ours.enqueue(publish, withdraw)
    ours.dispatch(theirs.platform).start()
    eventually(ours.settled)
    for row in ours.rows():
        fits("Receipt", row.receipt)
    page = signed(theirs, "GET", "/v1/offers?limit=1")
    fits("Page", page.json())
    assert page.json()["next_after"] == "004011-1"


def test_demands_messages_receipts_and_lists_fit_the_description_too(ours: Ours, theirs: Theirs) -> None:  # B-039
    ours.know(theirs.platform)
    wanted = [demand_publication("D-1"), demand_publication("D-1", 3, "change", supplied=2), demand_publication("D-2")]
    wanted.append(demand_publication("D-2", 3, "withdraw"))
    for each in wanted:
        fits("DemandWithdrawal" if each.kind == "withdraw" else "DemandMessage", json.loads(each.body))
    ours.enqueue(*wanted)
    ours.dispatch(theirs.platform).start()
    eventually(ours.settled, story=ours.rows)
    for row in ours.rows():
        fits("DemandReceipt", row.receipt)
        assert row.receipt["demand_id"] == row.aggregate_id
    assert theirs.sequences() == {"D-1": [2, 3], "D-2": [2, 3]}
    first = signed(theirs, "GET", "/v1/demands?limit=1").json()
    rest = signed(theirs, "GET", "/v1/demands?after=D-1", b"", **nonce(1, "GET", "/v1/demands?after=D-1")).json()
    for page in (first, rest):
        fits("DemandPage", page)
    assert [(one["demand_id"], one["state"]) for one in first["items"] + rest["items"]] == [("D-1", "published"), ("D-2", "withdrawn")]
    assert (first["next_after"], rest["next_after"], first["items"][0]["demand"]["lacking"]) == ("D-1", None, 3)
    assert signed(theirs, "GET", "/v1/offers", b"", **nonce(2, "GET", "/v1/offers")).json()["items"] == []


def test_a_demand_that_does_not_fit_its_address_or_the_description_is_refused_for_good(theirs: Theirs) -> None:
    path = "/v1/demands/D-1"
    offer, another = publication("D-1").body.encode(), demand_publication("D-2").body.encode()
    ended_elsewhere = demand_publication("D-2", 3, "withdraw").body.encode()
    for number, (method, where, body) in enumerate(
        [("PUT", path, b"{}"), ("PUT", path, offer), ("PUT", path, another), ("POST", f"{path}/withdrawal", ended_elsewhere)]
    ):
        headers = signing.headers(SECRET, Clock()(), f"{number:032}", method, where, body)
        assert signed(theirs, method, where, body, **headers).status_code in (400, 422)
    assert theirs.keys() == []


def test_a_receipt_that_names_another_demand_is_none(theirs: Theirs) -> None:
    wanted = demand_publication("D-1")
    claimed = Claimed(uuid4(), uuid4(), TARGET, wanted.subject, "publish", wanted.key, wanted.body, 1, 0, Clock()())
    letter = theirs.platform.letter(Target(TARGET, KIND, "", "", Breaker()), claimed)
    assert (letter.method, letter.url) == ("PUT", f"{theirs.url}/v1/demands/D-1")
    receipt = {"receipt_no": "QG1", "idempotency_key": wanted.key, "accepted_at": "2026-11-22T00:00:00Z"}
    assert letter.receipt is not None
    assert letter.receipt({**receipt, "demand_id": "D-1"}) == "QG1"
    with pytest.raises(NoReceipt):
        letter.receipt({**receipt, "demand_id": "D-2"})


def test_a_repetition_gets_the_first_receipt_and_another_message_under_the_key_is_refused(theirs: Theirs) -> None:
    path, body = "/v1/offers/004011-1", publication("004011-1").body.encode()
    first = signed(theirs, "PUT", path, body)
    again = signed(theirs, "PUT", path, body, **signing.headers(SECRET, Clock()(), "m" * 32, "PUT", path, body))
    assert (first.status_code, again.status_code, again.headers["Idempotent-Replayed"]) == (201, 200, "true")
    assert first.json() == again.json()
    other = publication("004011-1", 2, "change").body.encode()
    answer = signed(theirs, "PUT", path, other, **signing.headers(SECRET, Clock()(), "o" * 32, "PUT", path, other))
    fits("Problem", answer.json())
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("changed", "code"),
    [({signing.SIGNATURE: "v1=00"}, "signature_wrong"), ({signing.NONCE: "x"}, "signature_missing"),
     ({signing.TIMESTAMP: "1000000000"}, "timestamp_out_of_range"), ({SENDER_HEADER: ""}, "sender_missing")],
)  # fmt: skip
def test_a_message_that_cannot_be_believed_is_refused(theirs: Theirs, changed: dict[str, str], code: str) -> None:
    answer = signed(theirs, "PUT", "/v1/offers/004011-1", publication("004011-1").body.encode(), **changed)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert theirs.keys() == []


def test_a_nonce_is_good_once(theirs: Theirs) -> None:
    body = publication("004011-1").body.encode()
    statuses = [signed(theirs, "PUT", "/v1/offers/004011-1", body).status_code for _ in range(2)]
    assert statuses == [201, 401]


def test_a_message_that_does_not_fit_is_refused_for_good(theirs: Theirs) -> None:
    for body in (b"", b"{}", b'{"action": "publish", "sequence": 0, "offer": {}}', publication("004011-2").body.encode()):
        nonce = signing.headers(SECRET, Clock()(), f"{len(body):032}", "PUT", "/v1/offers/004011-1", body)
        assert signed(theirs, "PUT", "/v1/offers/004011-1", body, **nonce).status_code in (400, 422)


def test_the_control_url_takes_orders_and_tells_what_came_of_them(theirs: Theirs) -> None:
    told = httpx2.post(f"{theirs.url}/control", json={"mode": "down", "times": 2}).json()
    assert (told["orders"]["mode"], told["effects"]) == ("down", 0)
    assert httpx2.post(f"{theirs.url}/control", json={"mode": "sulking"}).status_code == 422
    assert signed(theirs, "PUT", "/v1/offers/004011-1", publication("004011-1").body.encode()).status_code == 503
    assert httpx2.get(f"{theirs.url}/control").json()["misdeeds"] == {"down": 1}
    assert httpx2.get(f"{theirs.url}/control/ledger").json() == {"effects": [], "offers": [], "demands": []}


def test_the_control_url_is_told_of_demands_too_and_lets_them_be_lost(theirs: Theirs) -> None:
    httpx2.post(f"{theirs.url}/control", json={"mode": "refusing", "demand_ids": ["D-2"]})
    for number, name in enumerate(("D-1", "D-2")):
        path, body = f"/v1/demands/{name}", demand_publication(name).body.encode()
        headers = signing.headers(SECRET, Clock()(), f"{number:032}", "PUT", path, body)
        answer = signed(theirs, "PUT", path, body, **headers, **{signing.KEY: name})
        assert (answer.status_code, answer.json().get("code", "")) == ((201, ""), (422, "demand_not_acceptable"))[number]
    assert [one["demand_id"] for one in httpx2.get(f"{theirs.url}/control/ledger").json()["demands"]] == ["D-1"]
    assert httpx2.get(f"{theirs.url}/control").json()["demands"] == 1
    assert httpx2.post(f"{theirs.url}/control/losses", json={"sender": SENDER, "demand_ids": ["D-1"]}).json() == {"lost": 1}
    told = httpx2.get(f"{theirs.url}/control/ledger").json()
    assert (told["demands"], [effect["demand_id"] for effect in told["effects"]]) == ([], ["D-1"])


def test_a_fault_told_for_some_times_ends_for_the_list_as_for_messages(theirs: Theirs) -> None:
    theirs.behave("down", times=2)
    statuses = [signed(theirs, "GET", "/v1/offers", b"", **nonce(number, "GET", "/v1/offers")).status_code for number in range(3)]
    assert statuses == [503, 503, 200]
    path, body = "/v1/offers/004011-1", publication("004011-1").body.encode()
    assert signed(theirs, "PUT", path, body).status_code == 201
    theirs.behave("down", asset_nos=["004011-2"])
    assert signed(theirs, "GET", "/v1/offers", b"", **nonce(4, "GET", "/v1/offers")).status_code == 200


def nonce(number: int, method: str, path: str) -> dict[str, str]:
    return signing.headers(SECRET, Clock()(), f"{number:032}", method, path, b"")
