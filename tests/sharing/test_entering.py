"""Entering assets: what the registry is asked, held and told, what is refused, and what a repetition does (B-016 to B-020)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update

from services.chassis.actor import Actor, Call
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused, Unavailable
from services.chassis.rpc.client import ask
from services.chassis.tables import outbox, request_key
from services.contracts.rpc.sharing.v1 import entries_pb2
from services.registry.tables import hold
from services.registry.usecases.reserving import lapse
from services.sharing.clients import Registry
from services.sharing.domain.entry import Owner
from services.sharing.settings import SharingSettings
from services.sharing.tables import entry, entry_history
from services.sharing.usecases.submitting import refuse_excluded

from .conftest import FAR, HOSPITAL, REVIEWER, SCHOOL


def test_an_entered_asset_cannot_be_edited_in_place_and_the_refusal_names_the_way(warehouse):  # B-050
    number = warehouse.card()
    warehouse.submit(number)
    with pytest.raises(Refused, match="card_held") as refused:
        warehouse.change_card(number, model="M")
    assert "116号" in refused.value.article
    assert "取消调剂共享" in refused.value.remedy


def test_the_hold_stands_until_the_entry_ends(warehouse):
    number = warehouse.card()
    entry_id = warehouse.submit(number)
    warehouse.tell_registry()
    with warehouse.registry_sessions.begin() as session:
        late = Call(Actor("service:registry", "registry"), datetime.now(UTC) + timedelta(hours=1), "c")
        assert lapse(session, late) == 0
    warehouse.bring(entry_id, REVIEWER)
    warehouse.withdraw(entry_id)
    warehouse.bring(entry_id, REVIEWER)
    with pytest.raises(Refused, match="card_held"):
        warehouse.change_card(number, model="M")
    warehouse.cancel(entry_id)
    warehouse.tell_registry()
    assert warehouse.change_card(number, model="M") == 2


def test_many_assets_are_entered_in_one_go_or_none(warehouse):
    numbers = [warehouse.card() for _ in range(5)]
    assert [one.asset_no for one in warehouse.submit_all(numbers)] == numbers
    assert [item.asset.asset_no for item in warehouse.desk(warehouse.who(REVIEWER)).items] == numbers  # as they were asked for
    fresh, used = warehouse.card(), warehouse.card(state="在用")
    with pytest.raises(Refused, match="not_a_candidate") as refused:
        warehouse.submit_all([fresh, used])
    assert used in refused.value.message
    also = [warehouse.card(state="在用") for _ in range(2)]
    with pytest.raises(Refused, match="not_a_candidate") as refused:
        warehouse.submit_all([used, fresh, *also])
    assert refused.value.message.startswith(f"3 项资产不能入仓：{used}、{also[0]}、{also[1]}。其中")
    assert not warehouse.look_at_card(fresh).HasField("hold")
    with pytest.raises(Conflict, match="already_entered") as conflict:
        warehouse.submit_all([fresh, numbers[0]])
    assert numbers[0] in conflict.value.message


def test_the_same_submission_again_answers_the_same(warehouse):
    number, key = warehouse.card(), "k-1"
    first = warehouse.submit_all([number], origin=warehouse.who(idempotency_key=key))
    assert warehouse.submit_all([number], origin=warehouse.who(idempotency_key=key)) == first
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        warehouse.submit_all([number], "county", origin=warehouse.who(idempotency_key=key))


def test_a_submission_that_died_after_its_hold_succeeds_when_repeated_under_its_key(warehouse):
    number = warehouse.card()
    first = warehouse.submit_all([number], origin=warehouse.who(idempotency_key="k-1"))
    with warehouse.sessions.begin() as session:  # as if the commit had never come
        for table in (entry_history, entry, outbox, request_key):
            session.execute(delete(table))
    again = warehouse.submit_all([number], origin=warehouse.who(idempotency_key="k-1"))
    assert again[0].id != first[0].id
    with pytest.raises(Conflict, match="already_entered"):
        warehouse.submit_all([number], origin=warehouse.who(idempotency_key="k-2"))


def test_a_card_that_changes_between_look_and_hold_is_refused(warehouse, monkeypatch):
    number = warehouse.card()
    looked = Registry.look_at

    def look_and_be_late(self, asset_nos):
        found = looked(self, asset_nos)
        warehouse.change_card(number, model="M")
        return found

    monkeypatch.setattr(Registry, "look_at", look_and_be_late)
    with pytest.raises(Conflict, match="stale_version"):
        warehouse.submit(number)


def test_what_is_out_of_the_handlers_reach_does_not_exist(warehouse):
    foreign = warehouse.card(HOSPITAL)
    for numbers in ([foreign], ["NO-SUCH"]):
        with pytest.raises(NotFound):
            warehouse.submit_all(numbers)
    with pytest.raises(Forbidden):
        warehouse.submit_all([warehouse.card()], origin=warehouse.who(REVIEWER))


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"asset_nos": []}, "asset_nos_invalid"), ({"asset_nos": ["A", "A"]}, "asset_nos_invalid"), ({"mode": "gift"}, "mode_unknown"),
        ({"scope": "world"}, "scope_unknown"), ({"contact": entries_pb2.Contact()}, "terms_invalid"), ({"photos": 200}, "terms_invalid"),
    ],
)  # fmt: skip
def test_a_faulty_request_is_refused_before_anybody_is_asked(warehouse, wrong, code):
    given = {"asset_nos": ["A"], "mode": "transfer", "contact": entries_pb2.Contact(name="张", phone="13800005678")} | wrong
    with pytest.raises(Invalid, match=code):
        ask(warehouse.entries.SubmitEntries, entries_pb2.SubmitEntriesRequest(**given), warehouse.who())


def test_without_a_scope_the_city_sees_it(warehouse):  # B-023
    entry_id = warehouse.submit(scope="")
    assert warehouse.get(entry_id).entry.scope == "city"


def test_the_desks_are_warned_of_what_is_missing(warehouse):  # B-083
    number = warehouse.card(place="仓库", state="低效运转")
    answer = warehouse.submit_all([number], mode="share", photos=0)
    codes = ["place_incomplete", "photos_missing", "not_marked_shareable", "state_inefficient"]
    assert [finding.code for finding in answer[0].findings] == codes
    assert [finding.code for finding in warehouse.get(answer[0].id).entry.findings] == codes


def test_nothing_is_entered_while_the_registry_is_away(warehouse):
    number = warehouse.card()
    warehouse.registry_server.stop(0).wait()
    with pytest.raises(Unavailable):
        warehouse.submit(number)
    assert not warehouse.events()


def test_a_contact_is_masked_until_somebody_says_why_he_needs_it(warehouse):  # B-057
    entry_id = warehouse.submit()
    warehouse.bring(entry_id, REVIEWER)
    neighbour = warehouse.who(at=HOSPITAL)
    assert warehouse.get(entry_id, neighbour).entry.contact.phone == "138****5678"
    assert warehouse.square(origin=neighbour).items[0].contact.phone == "138****5678"

    def reveal(origin, reason):
        return ask(warehouse.entries.RevealContact, entries_pb2.RevealContactRequest(entry_id=entry_id, reason=reason), origin)

    with pytest.raises(Invalid, match="reason_required"):
        reveal(neighbour, "")
    assert reveal(neighbour, "商谈调剂").contact.phone == "13800005678"
    record = warehouse.audited()[-1]
    assert (record.operation, record.actor, record.after["reason"]) == ("entry.contact_revealed", f"unit_handler-{HOSPITAL}", "商谈调剂")
    assert not any("13800005678" in str(one.after) for one in warehouse.audited())
    with pytest.raises(NotFound):
        reveal(warehouse.who(at=FAR), "商谈调剂")


def test_an_entry_that_lapsed_at_the_registry_is_held_again_when_the_confirmation_comes(warehouse):
    number = warehouse.card()
    warehouse.submit(number)
    with warehouse.registry_sessions.begin() as session:
        session.execute(update(hold).values(lapses_at=datetime.now(UTC) - timedelta(seconds=1)))
    with warehouse.registry_sessions.begin() as session:
        lapse(session, Call(Actor("service:registry", "registry"), datetime.now(UTC), "c"))
    warehouse.tell_registry()
    assert warehouse.look_at_card(number, SCHOOL).hold.service == "sharing"


def test_units_of_a_region_to_which_the_notice_is_not_addressed_enter_nothing():  # B-013
    owner = Owner("310151-004011", "004011", "城桥中学", "31/3101/310151/310151-004001/310151-004011")
    refuse_excluded([owner], ())
    refuse_excluded([owner], ("3102", "310115"))
    for excluded in ("31", "3101", "310151"):
        with pytest.raises(Refused, match="region_excluded") as refused:
            refuse_excluded([owner], (excluded,))
        assert "116号" in refused.value.article
    settings = {"database_url": "postgresql://127.0.0.1:1/x", "amqp_url": "amqp://x/", "registry_address": "127.0.0.1:1"}
    settings |= {"identity_keys": "/x", "storage_url": "/x"}
    assert SharingSettings.load(**settings, excluded_regions="2102,210281").excluded == ("2102", "210281")
