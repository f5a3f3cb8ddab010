"""Negative visibility: every scope × relation of viewer and owner × stage, over list, id, search, count and events (B-073).

What is expected comes from the table of tests/sharing/domain/test_audience.py, not from the product.
"""

import pytest

from services.chassis.errors import Forbidden, NotFound, ServiceError
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import entries_pb2
from services.sharing.domain.audience import Place, local_audiences, wide_audiences

from .conftest import AUTHORITY, COUNTY, HANDLER, PROVINCE, REVIEWER, SCHOOL, UNITS
from .domain.test_audience import VIEWERS

SCOPES = ("department", "county", "city", "province", "nation")
LOCAL_FROM = {"department": "department", "county": "county", "city": "city", "province": "city", "nation": "city"}
SAME_UNIT = {"same unit", "section of the unit"}


def offer(warehouse, scope, mode, word):
    """An entry of the school whose asset bears `word`, published as far as its scope goes."""
    entry_id = warehouse.submit(warehouse.card(name=word), scope=scope, mode=mode)
    warehouse.bring(entry_id, REVIEWER, *((AUTHORITY, PROVINCE) if scope in ("province", "nation") else ()))
    return entry_id


def viewer(warehouse, relation):
    return warehouse.who(HANDLER, VIEWERS[relation][0], f"viewer-{relation}".replace(" ", "-"))


def seen(relation, scope):
    return scope in VIEWERS[relation][1].split()


def expected(relation, scope, square, mode):
    """Whether the square shows an offer of this scope and mode to the viewer."""
    if square == "local":
        return seen(relation, LOCAL_FROM[scope])
    return square == mode and scope in ("province", "nation") and seen(relation, scope)


@pytest.fixture
def offers(warehouse):
    """Scope and mode → entry id and the word its asset is found by."""
    made = {}
    for number, (scope, mode) in enumerate([(scope, mode) for scope in SCOPES for mode in ("transfer", "share")]):
        word = f"{'甲乙丙丁戊己庚辛壬癸'[number]}号样机"
        made[scope, mode] = (offer(warehouse, scope, mode, word), word)
    return made


def test_lists_searches_counts_and_ids_show_each_viewer_what_is_shown_to_him(warehouse, offers):
    wrong = []
    for relation in VIEWERS:
        origin = viewer(warehouse, relation)
        for square in ("local", "transfer", "share"):
            wanted = {entry_id for (scope, mode), (entry_id, _) in offers.items() if expected(relation, scope, square, mode)}
            page = warehouse.square(square, origin)
            if {item.id for item in page.items} != wanted or page.total != len(wanted) or page.next_cursor:
                wrong.append((relation, square, "list"))
            for (scope, mode), (entry_id, word) in offers.items():
                found = warehouse.square(square, origin, q=word)
                if ([item.id for item in found.items], found.total) != (([entry_id], 1) if entry_id in wanted else ([], 0)):
                    wrong.append((relation, square, f"search {scope} {mode}"))
    assert not wrong


def test_an_id_out_of_sight_answers_as_one_that_does_not_exist(warehouse, offers):
    nowhere = "018f0000-0000-7000-8000-000000000000"
    for relation in VIEWERS:
        origin = viewer(warehouse, relation)
        for (scope, _), (entry_id, _) in offers.items():
            visible = seen(relation, scope) or seen(relation, LOCAL_FROM[scope])
            answers = []
            for one in (entry_id, nowhere):
                try:
                    answers.append(warehouse.get(one, origin).entry.id)
                except NotFound as error:
                    answers.append(error.message)
            assert (answers[0] == entry_id) == visible, (relation, scope)
            assert visible or answers[0] == answers[1]
            reveal = entries_pb2.RevealContactRequest(entry_id=entry_id, reason="试")
            if not visible:
                with pytest.raises(NotFound):
                    ask(warehouse.entries.RevealContact, reveal, origin)


def test_events_name_the_audiences_so_that_a_subscriber_can_be_kept_to_his_own(warehouse, offers):
    for (scope, _), (entry_id, _) in offers.items():
        shown_to = set(warehouse.events(entry_id)[-1]["data"]["visible_to"])
        for relation, (path, _) in VIEWERS.items():
            belongs_to = local_audiences(Place(path)) | wide_audiences(Place(path))
            assert bool(shown_to & belongs_to) == (seen(relation, scope) or seen(relation, LOCAL_FROM[scope]))


@pytest.mark.parametrize("relation", [one for one in VIEWERS if one not in SAME_UNIT])
def test_before_the_reviewer_and_after_the_withdrawal_nobody_else_sees_anything(warehouse, relation):
    origin = viewer(warehouse, relation)
    waiting, gone = warehouse.submit(scope="nation"), offer(warehouse, "nation", "transfer", "样机")
    warehouse.withdraw(gone)
    warehouse.bring(gone, REVIEWER)
    for entry_id in (waiting, gone):
        with pytest.raises(NotFound):
            warehouse.get(entry_id, origin)
    assert [warehouse.square(square, origin).total for square in ("local", "transfer", "share")] == [0, 0, 0]


def test_who_sees_an_offer_in_a_square_learns_nothing_of_its_way(warehouse):
    entry_id = warehouse.submit(scope="nation", photos=0)
    warehouse.bring(entry_id, REVIEWER)
    warehouse.decide(entry_id, warehouse.who(AUTHORITY, COUNTY), "return", "请核对规格")
    answer = warehouse.get(entry_id, viewer(warehouse, "same city"))
    entry = answer.entry
    assert (entry.reason, entry.submitted_by, entry.desk, entry.state, entry.scope) == ("", "", "", "published_locally", "city")
    assert not entry.findings
    assert not answer.history
    assert list(answer.allowed) == ["reveal_contact"]


def test_those_above_read_the_whole_file_and_those_beside_do_not(warehouse):
    entry_id = warehouse.submit()
    path = UNITS[SCHOOL][1]
    above = [
        ("department_reviewer", path.rpartition("/")[0]), ("finance_reviewer", COUNTY), (AUTHORITY, "31/3101"), (PROVINCE, "31"),
        ("auditor", COUNTY), (REVIEWER, SCHOOL), ("asset_administrator", SCHOOL),
    ]  # fmt: skip
    for role, at in above:
        assert warehouse.get(entry_id, warehouse.who(role, at)).history
    for role, at in [("department_reviewer", f"{COUNTY}/310151-007001"), ("finance_reviewer", "43"), (REVIEWER, "310151-004012")]:
        with pytest.raises(NotFound):
            warehouse.get(entry_id, warehouse.who(role, at))
    for role in ("system_administrator", "security_administrator", "audit_administrator"):
        with pytest.raises(Forbidden):
            warehouse.get(entry_id, warehouse.who(role, COUNTY))
        with pytest.raises(ServiceError):
            warehouse.square(origin=warehouse.who(role, COUNTY))
