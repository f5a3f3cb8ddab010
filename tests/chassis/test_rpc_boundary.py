"""The gRPC boundary over a real channel: identity, conversation, deadline and every kind of error."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import grpc
import pytest
import structlog.testing
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from sqlalchemy.exc import DataError, OperationalError

from services.chassis import errors, tokens
from services.chassis.actor import Actor, Call, Post
from services.chassis.errors import FieldFault
from services.chassis.rpc import server as boundary
from services.chassis.rpc.client import Origin, ask, channel
from services.chassis.rpc.server import Boundary, current_call, onward, patience, seconds_left, this_is_a_question
from services.contracts.rpc.chassis.v1 import operations_pb2 as messages
from services.contracts.rpc.chassis.v1 import operations_pb2_grpc as generated

CLERK = Actor("zhang", "张三", (Post("unit_handler", "310151-004011", "31/310151-004011"),), "s-1")


class Probe(generated.OperationsServiceServicer):
    """Answers with what the test asks for; keeps the call it saw."""

    failure: Exception | None = None
    seen: Call | None = None
    left: float | None = None
    patient: float = 0.0
    does: Callable[[], None] = staticmethod(lambda: None)

    def VerifyAudit(self, request, context):  # noqa: N802  # gRPC's own name
        self.does()
        self.seen, self.left, self.onward = current_call(), seconds_left(), onward()
        self.patient = patience(3.0)
        if self.failure:
            raise self.failure
        return messages.VerifyAuditResponse(sealed=7)


@pytest.fixture
def key() -> OKPKey:
    return OKPKey.generate_key("Ed25519", {"kid": "k1"})


@pytest.fixture
def server(key, tmp_path) -> Iterator[tuple[Probe, generated.OperationsServiceStub]]:
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    probe = Probe()  # type: ignore[abstract]  # the other methods answer "unimplemented"
    server = grpc.server(ThreadPoolExecutor(2), interceptors=[Boundary(tokens.verifier(keys), frozenset())])
    generated.add_OperationsServiceServicer_to_server(probe, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with channel(f"127.0.0.1:{port}") as link:
        yield probe, generated.OperationsServiceStub(link)
    server.stop(0).wait()


def token(key: OKPKey, **changes: object) -> str:
    claims = {**tokens.claims_of(CLERK), "iss": tokens.ISSUER, "aud": tokens.AUDIENCE, "exp": int(time.time()) + 60, **changes}
    return jwt.encode({"alg": tokens.ALGORITHM, "kid": "k1"}, claims, key, algorithms=[tokens.ALGORITHM])


def verify_audit(stub: generated.OperationsServiceStub, bearer: str, timeout: float = 5.0) -> messages.VerifyAuditResponse:
    answer = ask(stub.VerifyAudit, messages.VerifyAuditRequest(), Origin(bearer, "c-1", "key-1", "00-ab-cd-01"), timeout)
    assert isinstance(answer, messages.VerifyAuditResponse)
    return answer


def test_actor_conversation_key_and_deadline_arrive(server, key):
    probe, stub = server
    assert verify_audit(stub, token(key)).sealed == 7
    call = probe.seen
    assert call.actor == CLERK
    assert (call.correlation_id, call.idempotency_key, call.traceparent) == ("c-1", "key-1", "00-ab-cd-01")
    assert 0 < probe.left < 5.5  # gRPC rounds what it carries up, and two clocks measure it


def test_others_are_waited_for_no_longer_than_the_caller_waits(server, key):
    probe, stub = server
    verify_audit(stub, token(key))
    assert probe.patient == 3.0
    verify_audit(stub, token(key), timeout=1.0)
    assert 0 < probe.patient < 1.5


def test_questions_to_others_go_on_as_the_same_caller_in_the_same_conversation_without_the_key(server, key):
    probe, stub = server
    bearer = token(key)
    verify_audit(stub, bearer)
    assert probe.onward == Origin(bearer, "c-1", traceparent="00-ab-cd-01")


def test_forged_foreign_and_expired_tokens_are_refused(server, key):
    _, stub = server
    stranger = OKPKey.generate_key("Ed25519", {"kid": "k1"})
    for bad in ("", "x.y.z", token(stranger), token(key, iss="other"), token(key, aud="other"), token(key, exp=int(time.time()) - 60)):
        with pytest.raises(errors.Unauthenticated):
            verify_audit(stub, bad)


@pytest.mark.parametrize(
    "kind",
    [
        errors.NotFound, errors.Conflict, errors.Refused, errors.Invalid, errors.Forbidden, errors.Unauthenticated, errors.Throttled,
        errors.Unavailable,
    ],
)
def test_every_error_crosses_whole(server, key, kind):
    probe, stub = server
    probe.failure = kind("some_code", "原因说明。", "第十条（一）", "请改为……", (FieldFault("原值", "negative", "不能为负"),))
    with pytest.raises(kind) as raised:
        verify_audit(stub, token(key))
    error = raised.value
    assert (error.code, error.message, error.article, error.remedy) == ("some_code", "原因说明。", "第十条（一）", "请改为……")
    assert error.faults == (FieldFault("原值", "negative", "不能为负"),)


def test_a_defect_tells_the_caller_nothing_of_its_inside(server, key):
    probe, stub = server
    probe.failure = ValueError("身份证号 310151200001011234")
    with pytest.raises(errors.Unavailable) as raised:
        verify_audit(stub, token(key))
    assert "310151" not in str(raised.value)


def test_what_the_database_cannot_hold_is_the_callers_fault_and_its_absence_is_not(server, key):
    probe, stub = server
    unstorable, away = DataError("INSERT", {}, Exception("NUL")), OperationalError("SELECT", {}, Exception("gone"))
    for failure, kind in ((unstorable, errors.Invalid), (away, errors.Unavailable)):
        probe.failure = failure
        with pytest.raises(kind):
            verify_audit(stub, token(key))


@pytest.fixture
def logged() -> Iterator[Callable[[int], list[str]]]:
    """`logged(2)` waits for two lines of calls and answers the levels of all there are."""
    with structlog.testing.capture_logs() as lines:

        def levels(count: int) -> list[str]:
            deadline = time.monotonic() + 5
            while len(lines) < count and time.monotonic() < deadline:
                time.sleep(0.01)
            assert all(line["correlation_id"] == "c-1" and line["account"] == "zhang" for line in lines)
            return [str(line["log_level"]) for line in lines]

        yield levels


def test_a_refusal_is_logged_and_a_question_answered_soon_only_for_who_looks_closely(server, key, logged):
    probe, stub = server
    probe.does = this_is_a_question
    verify_audit(stub, token(key))
    probe.failure = errors.NotFound("not_found", "未找到。")
    with pytest.raises(errors.NotFound):
        verify_audit(stub, token(key))
    assert logged(2) == ["debug", "info"]


def test_a_command_and_a_slow_question_are_logged_however_well_they_go(server, key, logged, monkeypatch):
    probe, stub = server
    verify_audit(stub, token(key))
    probe.does = this_is_a_question
    monkeypatch.setattr(boundary, "SLOW_SECONDS", 0.0)
    verify_audit(stub, token(key))
    assert logged(2) == ["info", "info"]


def test_nobody_listening_is_unavailable():
    with channel("127.0.0.1:1") as link, pytest.raises(errors.Unavailable):
        verify_audit(generated.OperationsServiceStub(link), "t", timeout=2)


@pytest.mark.parametrize(("request_", "tries"), [(messages.VerifyAuditRequest(), 4), (iter(()), 1)], ids=["message", "stream"])
def test_what_has_a_key_is_sent_again_where_its_server_was_lost_but_a_stream_cannot_be(request_, tries):
    sent = []
    with channel("127.0.0.1:1") as nowhere:
        stub = generated.OperationsServiceStub(nowhere)

        def send(asked, **how):
            sent.append(asked)
            return stub.VerifyAudit(messages.VerifyAuditRequest(), **how)

        with pytest.raises(errors.Unavailable):
            ask(send, request_, Origin("t", "c", "key-1"), 5.0)
    assert sent == [request_] * tries
