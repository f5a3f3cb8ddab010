"""The idle radar: what it finds, what it never suggests, and what its unit answers (B-084)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from alembic import command

from services.chassis import database as databases
from services.chassis.actor import Post
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.chassis.event import Event
from services.contracts.events.registry import AssetAssigned, AssetTakenBack
from services.sharing.domain.demand import beijing_day
from services.sharing.domain.radar import Rules
from services.sharing.worker import SharingWorker

from .conftest import BUREAU, COUNTY, HANDLER, OTHER_SCHOOL, REVIEWER, SCHOOL, UNITS
from .looking import Radar
from .test_following import told


@pytest.fixture
def radar(warehouse):
    return Radar(warehouse)


def after(days):
    return (beijing_day(datetime.now(UTC)) + timedelta(days=days)).isoformat()


def test_every_sign_is_found_and_explained_most_value_first(radar):  # B-084
    radar.tell("004011-1", state="idle", original_value_fen=100)
    radar.tell("004011-2", state="inefficient", original_value_fen=900)
    radar.tell("004011-3", acquired_on="2010-01-01", service_life_months=60, original_value_fen=800)
    radar.tell("004011-4", use_department="待查找", original_value_fen=700)
    radar.tell("004011-5", state="leased_or_lent")
    radar.tell("004011-5", came_back=True, state="awaiting_disposal", original_value_fen=600)
    for number in range(6, 10):
        radar.tell(f"004011-{number}", name="打印机", class_code="A02021003", model="L310", state="idle" if number == 6 else "in_use")
    radar.tell("004011-10")
    radar.tell("004011-11", state="written_off", use_department="")
    radar.look()
    found = radar.found()
    assert {one.asset_no: [sign.code for sign in one.signs] for one in found.items} == {
        "004011-2": ["inefficient"], "004011-3": ["past_life"], "004011-4": ["nobody_uses_it"], "004011-5": ["loan_ended"],
        "004011-1": ["idle"], "004011-6": ["idle", "duplicate"],
    }  # fmt: skip
    assert [one.value_fen for one in found.items] == sorted((one.value_fen for one in found.items), reverse=True)
    assert (found.total, found.value_fen) == (6, sum(one.value_fen for one in found.items))
    words = {sign.code: sign.explanation for one in found.items for sign in one.signs}
    assert words["duplicate"] == "本单位同类同型号资产有 4 项，其中 1 项闲置或低效运转。"
    assert "使用年限" in words["past_life"]
    assert found.items[0].unit_name == "城桥中学"
    second = radar.found(limit=4, cursor=radar.found(limit=4).next_cursor)
    assert [one.asset_no for one in second.items] == [one.asset_no for one in found.items[4:]]


def test_the_rules_are_configurable(radar):
    for number in range(1, 4):
        radar.tell(f"004011-{number}", name="打印机", state="idle" if number == 1 else "in_use")
    radar.tell("004011-9", acquired_on="2010-01-01", service_life_months=60)
    radar.look(rules=Rules(duplicates=2, past_life_months=1200))
    assert radar.signs() == {"004011-1": ["idle", "duplicate"]}


def test_a_loan_is_forgotten_once_the_asset_is_in_use_again(radar):
    radar.tell("004011-1", came_back=True, state="awaiting_disposal")
    radar.tell("004011-1", state="awaiting_disposal", place="库房")
    radar.look()
    assert radar.signs() == {"004011-1": ["loan_ended"]}
    radar.tell("004011-1", state="in_use")
    radar.tell("004011-1", state="awaiting_disposal")
    radar.look()
    assert radar.signs() == {}


@pytest.mark.parametrize(("kind", "signs"), [(AssetTakenBack, ["loan_ended", "nobody_uses_it"]), (AssetAssigned, ["nobody_uses_it"])])
def test_the_worker_tells_the_end_of_a_loan_from_other_changes(radar, warehouse, kind, signs):
    more = {"lending_id": "l-1"} if kind is AssetTakenBack else {"changed": ["place"]}
    payload = kind(**told("004011-1", "awaiting_disposal").model_dump(), **more)
    event = Event(uuid4(), payload.TYPE, "004011-1", 2, datetime.now(UTC), "service:registry", payload.data(), "c-1")
    with warehouse.sessions.begin() as session:
        SharingWorker().assets(session, [event])
    radar.look()
    assert radar.signs() == {"004011-1": signs}


def test_what_lies_in_the_warehouse_is_never_suggested(radar, warehouse):
    number = warehouse.card()
    radar.tell(number, state="idle")
    radar.look()
    assert radar.signs() == {number: ["idle"]}
    entry_id = warehouse.submit(number)
    assert radar.signs() == {}  # at once, before the radar looks again
    with pytest.raises(NotFound):
        radar.answer([number], "refuse", reason="仍在用")
    radar.look(days=2)
    assert radar.signs() == {}
    warehouse.withdraw(entry_id)
    radar.look(days=4)
    assert radar.signs() == {number: ["idle"]}


def test_accepting_begins_one_draft_of_the_unit_and_the_suggestion_rests_while_it_lives(radar, warehouse):
    radar.tell("004011-1", state="idle")
    radar.tell("004011-2", state="idle")
    radar.look()
    origin = warehouse.who(idempotency_key="accept-1")
    done = radar.answer(["004011-2", "004011-1"], "accept", origin)
    assert done == radar.answer(["004011-2", "004011-1"], "accept", origin)  # the same request twice begins one draft
    draft = radar.draft(done.draft_id)
    assert (done.answered, draft.unit_id, list(draft.asset_nos), draft.mode) == (2, SCHOOL, ["004011-2", "004011-1"], "")
    assert radar.signs() == {}
    assert set(radar.signs(answer="accepted")) == {"004011-1", "004011-2"}
    with pytest.raises(Conflict, match="already_accepted"):
        radar.answer(["004011-1"], "refuse", reason="在用")
    radar.look(days=2)
    assert radar.signs() == {}
    radar.delete_draft(done.draft_id)
    radar.look(days=4)
    assert set(radar.signs()) == {"004011-1", "004011-2"}
    said = [record for record in warehouse.audited() if record.operation == "suggestion.accepted"]
    assert [record.object_id for record in said] == ["004011-2", "004011-1"]
    assert said[0].after["draft_id"] == done.draft_id


def test_an_administrator_accepts_for_the_handlers_of_his_unit(radar, warehouse):
    radar.tell("004011-1", state="idle")
    radar.tell("004012-1", unit=OTHER_SCHOOL, state="idle")
    radar.look()
    done = radar.answer(["004011-1"], "accept", warehouse.who("asset_administrator"))
    assert list(radar.draft(done.draft_id).asset_nos) == ["004011-1"]
    with pytest.raises(NotFound):
        radar.draft(done.draft_id, warehouse.who(at=OTHER_SCHOOL))


def test_what_is_postponed_comes_back_on_its_day(radar):
    radar.tell("004011-1", state="idle")
    radar.look()
    radar.answer(["004011-1"], "postpone", postponed_until=after(10), reason="期末再看")
    (put_off,) = radar.found(answer="postponed").items
    assert (put_off.postponed_until, put_off.reason, put_off.answered_by) == (after(10), "期末再看", f"{HANDLER}-{SCHOOL}")
    radar.look(days=9)
    assert radar.signs() == {}
    radar.look(days=10)
    assert radar.signs() == {"004011-1": ["idle"]}
    for faulty in ("", after(0), after(-3), after(800), "2027年3月"):
        with pytest.raises(Invalid):
            radar.answer(["004011-1"], "postpone", postponed_until=faulty)


def test_what_is_refused_comes_back_only_with_a_new_sign(radar):
    radar.tell("004011-1", state="idle")
    radar.look()
    with pytest.raises(Invalid):
        radar.answer(["004011-1"], "refuse", reason=" ")
    with pytest.raises(Invalid):
        radar.answer(["004011-1"], "whatever")
    radar.answer(["004011-1"], "refuse", reason="备用机")
    radar.look(days=30)
    assert radar.signs() == {}
    assert radar.found(answer="refused").items[0].reason == "备用机"
    radar.tell("004011-1", state="idle", use_department="待查找")
    radar.look()
    assert radar.signs() == {"004011-1": ["idle", "nobody_uses_it"]}


def test_a_sign_that_went_and_comes_again_is_a_new_one(radar):
    radar.tell("004011-1", state="idle")
    radar.look()
    radar.answer(["004011-1"], "refuse", reason="备用机")
    for state in ("in_use", "idle"):
        radar.tell("004011-1", state=state)
        radar.look()
    assert radar.signs() == {"004011-1": ["idle"]}


def test_of_two_who_answer_at_once_one_begins_the_draft(radar, warehouse):
    radar.tell("004011-1", state="idle")
    radar.look()

    def accept(account):
        try:
            return radar.answer(["004011-1"], "accept", warehouse.who(account=account)).draft_id
        except Conflict as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(accept, ("a", "b", "c", "d")))
    assert said[1:] == ["already_accepted"] * 3
    assert list(radar.draft(said[0]).asset_nos) == ["004011-1"]


def test_one_draft_holds_the_assets_of_one_unit_and_all_are_answered_or_none(radar, warehouse):
    radar.tell("004011-1", state="idle")
    radar.tell("004012-1", unit=OTHER_SCHOOL, state="idle")
    radar.look()
    both = warehouse.holding([Post(HANDLER, unit, UNITS[unit][1]) for unit in (SCHOOL, OTHER_SCHOOL)], "both")
    with pytest.raises(Invalid, match="units_differ"):
        radar.answer(["004011-1", "004012-1"], "accept", both)
    with pytest.raises(NotFound):
        radar.answer(["004011-1", "004011-2"], "accept")
    assert set(radar.signs(both)) == {"004011-1", "004012-1"}
    assert radar.answer(["004011-1", "004012-1"], "refuse", both, reason="备用").answered == 2


def test_cards_of_before_are_passed_over_until_the_registry_tells_them_again(radar, warehouse):
    radar.tell("004011-1", state="idle")
    warehouse.sessions.kw["bind"].dispose()
    url = warehouse.sessions.kw["bind"].url.render_as_string(hide_password=False).replace("+psycopg", "")
    command.downgrade(databases.migration_config("sharing", url), "sharing@sharing_0005")
    databases.migrate("sharing", url)
    radar.look(days=1)
    assert radar.signs() == {}
    radar.versions["004011-1"] = 0  # as `events snapshot` does: the card at the version it has
    radar.tell("004011-1", state="idle")
    radar.look(days=2)
    assert radar.signs() == {"004011-1": ["idle"]}


def test_only_the_unit_answers_and_only_who_may_sees(radar, warehouse):
    radar.tell("004011-1", state="idle")
    radar.tell("004012-1", unit=OTHER_SCHOOL, state="idle")
    radar.look()
    assert set(radar.signs(warehouse.who(HANDLER, OTHER_SCHOOL))) == {"004012-1"}
    assert set(radar.signs(warehouse.who("department_reviewer", BUREAU))) == {"004011-1", "004012-1"}
    assert set(radar.signs(warehouse.who("finance_reviewer", COUNTY), unit="004012")) == {"004012-1"}
    with pytest.raises(NotFound):
        radar.signs(unit=OTHER_SCHOOL)
    for number in ("004012-1", "004011-77"):
        with pytest.raises(NotFound):
            radar.answer(["004011-1", number], "refuse", reason="在用")
    with pytest.raises(Forbidden):
        radar.answer(["004011-1"], "refuse", warehouse.who(REVIEWER), reason="在用")
    with pytest.raises(Forbidden):
        radar.found(warehouse.who("security_administrator", UNITS[SCHOOL][1]))
    assert radar.found().items[0].answer == "open"
