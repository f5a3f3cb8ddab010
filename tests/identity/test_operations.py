"""What operators and auditors are answered: each his part, and the chain's state."""

import pytest

from services.chassis import audit
from services.chassis.errors import Forbidden
from services.chassis.rpc.client import ask
from services.contracts.rpc.chassis.v1 import operations_pb2 as pb


def records(rpc, who, **filters):
    return ask(rpc.operations.ListAudit, pb.ListAuditRequest(**filters), rpc.as_(who))


def test_an_auditor_sees_the_records_of_his_part_only(rpc, account):
    account("region-auditor", "auditor", "310151")
    account("school-auditor", "auditor", "310151-004011")
    seen = {each.object_id for each in records(rpc, "region-auditor").records}
    assert {"310151-004012", "school-auditor", "310151"} <= seen
    assert "430121-002001" not in seen
    assert {each.org_path.rpartition("/")[2] for each in records(rpc, "school-auditor").records} == {"310151-004011"}


def test_business_posts_and_other_administrators_see_no_records(rpc, account):
    for name, role, at in (("clerk", "unit_handler", "310151-004011"), ("admin", "system_administrator", "310151")):
        account(name, role, at)
        with pytest.raises(Forbidden):
            records(rpc, name)


def test_records_are_filtered_and_come_in_pages(rpc, account):
    account("auditor", "audit_administrator", "310151")
    account("clerk")
    by_object = records(rpc, "auditor", object_id="clerk").records
    assert [each.operation for each in by_object] == ["post.grant", "account.create"]
    first = records(rpc, "auditor", limit=3)
    rest = records(rpc, "auditor", limit=3, before_position=first.next_before_position)
    assert len({each.position for each in [*first.records, *rest.records]}) == 6


def test_the_chain_is_verified_and_its_tail_reported(rpc, account, sessions):
    account("auditor", "audit_administrator", "310151")
    with sessions.begin() as session:
        sealed = audit.seal(session.connection())
    verdict = ask(rpc.operations.VerifyAudit, pb.VerifyAuditRequest(), rpc.as_("auditor"))
    assert (verdict.sealed, verdict.unsealed, verdict.broken_at) == (sealed, 1, 0)  # the tail: signing in just now


def test_stuck_events_are_for_system_administrators(rpc, account):
    account("admin", "system_administrator", "310151")
    account("clerk")
    answer = ask(rpc.operations.ListStuckEvents, pb.ListStuckEventsRequest(), rpc.as_("admin"))
    assert (list(answer.events), answer.inbox_backlog) == ([], 0)
    assert answer.outbox_backlog > 0
    with pytest.raises(Forbidden):
        ask(rpc.operations.ListStuckEvents, pb.ListStuckEventsRequest(), rpc.as_("clerk"))
