"""Bundles of cases that went other ways than straight on: each verifies, whatever happened to it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from services.chassis.actor import Post
from services.chassis.ids import new_id
from services.disposal.proof import verify
from services.disposal.tables import deputy
from tests.disposal.conftest import BUREAU, COUNTY, DEPARTMENT, FINANCE, GOVERNMENT, UNITS
from tests.disposal.materials.papers import exported, upload, upload_all


def found_in(office, tmp_path, case_id, origin=None):
    path = tmp_path / "bundle.zip"
    path.write_bytes(exported(office, case_id, origin)[0])
    bundle = verify.verify(path, rules=True)
    assert bundle.faults == []
    return bundle


def filed(office, *numbers, **more):
    drafted = office.draft(*numbers, **more)
    upload_all(office, drafted.id, "filing")
    return office.file_draft(drafted.id)


def test_a_case_that_its_months_batch_raised(office, tmp_path):  # E-050
    first, _, _ = (filed(office, office.card(original_value_fen=40_000_000)) for _ in range(3))
    assert office.get(first.id).case.desks[-1].step == "government_approval"
    office.bring(first.id, DEPARTMENT, FINANCE, GOVERNMENT)
    bundle = found_in(office, tmp_path, first.id)
    assert [step["operation"] for step in bundle.history] == ["filed", "raised", "agreed", "agreed", "agreed"]
    assert bundle.json("facts.json")["month_batch_fen"] == 80_000_000


def test_a_case_that_a_deputy_decided(office, tmp_path):
    one = filed(office)
    principal, stand_in, now = f"{DEPARTMENT}-{BUREAU}", "deputy-wang", datetime.now(UTC)
    office.knows_account(principal, [(DEPARTMENT, BUREAU)])
    with office.sessions.begin() as session:
        session.execute(insert(deputy).values(
            id=new_id(), principal=principal, role=DEPARTMENT, org_id=BUREAU, path=UNITS[BUREAU][1], deputy=stand_in,
            starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1), version=1,
        ))  # fmt: skip
    office.decide(one.id, office.holding([Post("unit_reviewer", BUREAU, UNITS[BUREAU][1])], stand_in))
    told = found_in(office, tmp_path, one.id).json("approvals.json")
    assert [(each["account"], each["on_behalf_of"]) for each in told] == [(stand_in, principal)]


def test_a_case_that_was_changed_after_its_approval(office, tmp_path):  # E-033
    one = filed(office)
    office.bring(one.id, DEPARTMENT, FINANCE)
    office.act(one.id, "change", reason="评估价值调整", facts={"circumstances": {"appraised_fen": 100}})
    office.decide(one.id, office.desk_of(FINANCE))
    told = found_in(office, tmp_path, one.id).json("approvals.json")
    assert len({each["facts_sha256"] for each in told}) == 2


def test_a_refused_and_a_withdrawn_case(office, tmp_path):
    refused, withdrawn = filed(office), filed(office)
    office.decide(refused.id, office.desk_of(DEPARTMENT), "refuse", "不符合规定")
    office.act(withdrawn.id, "withdraw", reason="另有用途")
    for one, state in ((refused, "refused"), (withdrawn, "withdrawn")):
        assert found_in(office, tmp_path, one.id, office.who("auditor", COUNTY)).json("case.json")["state"] == state


def test_a_secret_case_goes_to_those_named_in_it_alone(office, tmp_path):  # E-019
    one = filed(office, office.card(), secret=True, access=["chief"])
    bundle = found_in(office, tmp_path, one.id)
    assert bundle.json("case.json")["secret"]
    assert bundle.json("events.json")[0]["data"]["assets"] == []


def test_bundles_taken_while_their_cases_go_on_verify(office, tmp_path):
    """Whatever is written between looking and sealing, by this case or another, a bundle tells one moment."""
    ids = [filed(office, office.card(original_value_fen=100_000)).id for _ in range(2)]

    def go_on(case_id):
        office.bring(case_id, DEPARTMENT, FINANCE)
        office.notice_over(case_id)
        office.act(case_id, "begin_execution")
        return upload(office, case_id, "other/照片").id

    with ThreadPoolExecutor(6) as pool:
        taken = [pool.submit(exported, office, case_id) for _ in range(3) for case_id in ids]
        gone = [pool.submit(go_on, case_id) for case_id in ids]
        taken += [pool.submit(exported, office, case_id) for _ in range(3) for case_id in ids]
    assert all(one.result() for one in gone)
    for number, one in enumerate(taken):
        path = tmp_path / f"{number}.zip"
        path.write_bytes(one.result()[0])
        assert verify.verify(path).faults == []
