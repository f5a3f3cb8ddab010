"""What an official reply does to cards: written off or another unit's, all or none, once (E-031, E-040, E-083)."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from services.chassis.errors import Conflict, NotFound, Refused
from services.chassis.event import Event
from services.chassis.rpc.client import ask
from services.contracts.events.reservation import DisposalReservationFulfilled, DisposalReservationStands
from services.contracts.rpc.registry.v1 import assets_pb2 as pb
from services.contracts.rpc.registry.v1 import overview_pb2
from services.contracts.rpc.registry.v1.responsibility_pb2_grpc import ResponsibilityServiceStub
from services.registry.worker import RegistryWorker

from .conftest import BUREAU, OFFICE, OTHER_SCHOOL, SCHOOL
from .test_assigning import assign
from .test_changes import approve
from .test_finding import find
from .test_lending import lend, take_back
from .test_reserving import reserve
from .test_responsibility import assign as name_custodian
from .test_splitting import part, split

OTHER_ID = f"310151-{OTHER_SCHOOL}"


def held(registry, **fields):
    """A card whose disposal is filed."""
    number = registry.register(**fields)
    reserve(registry, [number], f"D-{number}", "disposal", "disposal")
    return number


def fulfilled(number, to_unit_id="", **more):
    given = {
        "reference": f"D-{number}", "asset_nos": [number], "outcome": "move" if to_unit_id else "write_off", "to_unit_id": to_unit_id,
        "method": "free_transfer" if to_unit_id else "scrap", "case_number": "处〔2026〕7号", "reply_no": "长财资批〔2026〕3号",
        "article": "第三十三条", "on": date(2026, 3, 9),
    }  # fmt: skip
    return DisposalReservationFulfilled(**{**given, **more})


def hear(sessions, payload, version=2):
    event = Event(uuid4(), payload.TYPE, payload.reference, version, datetime.now(UTC), "service:disposal", payload.data(), "c-1")
    handler = RegistryWorker.reservation_fulfilled if "fulfilled" in payload.TYPE else RegistryWorker.reservation_confirmed
    with sessions.begin() as session:
        handler(RegistryWorker(), session, event)


def history(registry, number, origin):
    return ask(registry.assets.ListHistory, pb.ListHistoryRequest(asset_no=number), origin).entries


def test_a_scrapped_card_is_written_off_with_the_reply_and_its_article(registry, sessions):  # E-031, E-038
    number, kept = held(registry), registry.register()
    hear(sessions, fulfilled(number))
    page = registry.get(number)
    assert (page.card.state, page.card.version, page.HasField("hold")) == ("已核销", 2, False)
    line = history(registry, number, registry.who())[0]
    assert (line.operation, line.article) == ("written_off", "第三十三条")
    assert line.reason == "报废：处置单 处〔2026〕7号，批复 长财资批〔2026〕3号，2026-03-09 处置完毕"
    told = registry.events(number)[-1]
    assert (told["type"], told["aggregateversion"], told["correlationid"]) == ("registry.asset.written_off.v1", 2, "c-1")
    assert (told["data"]["state"], told["data"]["method"], told["data"]["reference"]) == ("written_off", "scrap", f"D-{number}")
    total = ask(registry.overview.GetTotals, overview_pb2.GetTotalsRequest(), registry.who())
    assert (total.cards, total.value_fen) == (1, 500_000)
    assert [one.asset_no for one in find(registry, states=["已核销"]).items] == [number]
    assert kept


def test_hearing_the_same_reply_again_changes_nothing(registry, sessions):
    number = held(registry)
    for _ in range(2):
        hear(sessions, fulfilled(number))
    assert (registry.get(number).card.version, len(registry.events(number))) == (2, 2)


def test_a_transferred_card_keeps_its_number_and_both_units_see_the_move(registry, sessions):  # E-083, A-068, A-069
    number = held(registry, state="待处置", use_department="总务处", user_name="陈霞洋", place="东院/1号楼/2层/203室")
    name_custodian(registry, ResponsibilityServiceStub(registry.link), asset_no=number)
    hear(sessions, fulfilled(number, OTHER_ID, article="第十九条"))
    theirs = registry.who(at=OTHER_SCHOOL)
    card = registry.get(number, theirs).card
    assert (card.unit.budget_code, card.state) == (OTHER_SCHOOL, "闲置")
    assert (card.use_department, card.user_name, card.place) == ("待查找", "待查寻", "")
    with pytest.raises(NotFound):
        registry.get(number)
    for origin in (registry.who(), theirs, registry.who("department_reviewer", BUREAU)):
        assert [line.operation for line in history(registry, number, origin)] == ["moved", "registered"]
    told = registry.events(number)[-1]
    assert (told["type"], told["data"]["unit_id"], told["data"]["from_unit_id"]) == (
        "registry.asset.moved.v1", OTHER_ID, f"310151-{SCHOOL}"
    )  # fmt: skip
    assert registry.events(f"asset:310151-{SCHOOL}/{number}")[-1]["type"] == "registry.responsibility.withdrawn.v1"
    paths = {record.operation: record.org_path for record in registry.audited()}
    assert (paths["asset.moved"].endswith(OTHER_ID), paths["asset.moved_away"].endswith(SCHOOL)) == (True, True)


def test_who_gave_a_card_away_sees_no_more_of_it_than_until_then(registry, sessions):
    number = held(registry)
    hear(sessions, fulfilled(number, OTHER_ID))
    assign(registry, [(number, 2)], registry.who(at=OTHER_SCHOOL), user_name="李静")
    assert [line.operation for line in history(registry, number, registry.who())] == ["moved", "registered"]
    with pytest.raises(NotFound):
        history(registry, number, registry.who(at=OFFICE))


def test_a_card_goes_to_no_unit_that_the_registry_does_not_know(registry, sessions):
    number = held(registry)
    for unit_id in ("310151-009999", "310151"):
        with pytest.raises(NotFound, match="receiving_unit_unknown"):
            hear(sessions, fulfilled(number, unit_id))
    with pytest.raises(Refused, match="moves_nowhere"):
        hear(sessions, fulfilled(number, f"310151-{SCHOOL}"))
    assert registry.get(number).card.version == 1


def test_a_reply_touches_no_card_that_its_case_does_not_hold(registry, sessions):
    number, other = held(registry), registry.register()
    with pytest.raises(Refused, match="card_not_held"):
        hear(sessions, fulfilled(number, asset_nos=[number, other]))
    with pytest.raises(Refused, match="card_not_held"):
        hear(sessions, fulfilled(number, reference="D-other"))
    assert registry.get(number).card.state == "在用"


def test_what_is_lent_is_taken_back_before_it_is_disposed_of(registry, sessions):
    lent = registry.register()
    lend(registry, lent)
    with pytest.raises(Refused, match="take_back_first") as refused:
        reserve(registry, [lent], f"D-{lent}", "disposal", "disposal")
    assert "收回" in refused.value.remedy
    hear(sessions, DisposalReservationStands(reference=f"D-{lent}", asset_nos=[lent]))
    for to_unit_id in ("", OTHER_ID):
        with pytest.raises(Refused, match="take_back_first"):
            hear(sessions, fulfilled(lent, to_unit_id))
    take_back(registry, lent, 2, state="待处置")
    hear(sessions, fulfilled(lent))
    assert registry.get(lent).card.state == "已核销"


def test_a_snapshot_of_disposal_holds_the_card_as_its_confirmation_does(registry, sessions):
    number = held(registry)
    hear(sessions, DisposalReservationStands(reference=f"D-{number}", asset_nos=[number]))
    assert not registry.get(number).hold.HasField("lapses_at")


def test_nothing_happens_to_a_card_whose_disposal_is_filed(registry):  # E-037
    number = registry.register(quantity=3)
    awaiting = registry.change(number, 1, original_value_fen=1)
    reserve(registry, [number], "D-1", "disposal", "disposal")
    attempts = [
        lambda: registry.change(number, 1, model="M"), lambda: approve(registry, awaiting.change_id), lambda: lend(registry, number),
        lambda: split(registry, number, [part()]), lambda: assign(registry, [(number, 1)], user_name="李静"),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(Refused, match="card_held") as refused:
            attempt()
        assert refused.value.article == "《长沙县行政事业单位国有资产处置管理办法》第十二条"
        assert refused.value.remedy == "请在处置单中办理，或待处置单退回、撤回后再修改。"
    for reference, service, purpose in (("E-1", "sharing", "publication"), ("D-2", "disposal", "disposal")):
        with pytest.raises(Conflict, match="card_reserved") as reserved:
            reserve(registry, [number], reference, service, purpose)
        assert reserved.value.remedy == "请在原处置单中办理，或待原处置单退回、撤回后再办理。"


def test_what_stands_in_the_warehouse_leaves_it_before_it_is_disposed_of(registry):  # E-054, E-072
    number = registry.register()
    reserve(registry, [number])
    with pytest.raises(Conflict, match="card_reserved") as refused:
        reserve(registry, [number], "D-1", "disposal", "disposal")
    assert "116号" in refused.value.article
    assert "退仓" in refused.value.remedy
