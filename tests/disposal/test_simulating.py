"""`guanzi disposal simulate`: what another policy would have made of the cases that were decided, from a real database, unchanged."""

import json
from importlib.resources import files

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner

from services.chassis.tables import audit, outbox
from services.disposal.commands import app
from services.disposal.tables import case

from .conftest import DEPARTMENT, FINANCE, HOSPITAL, OTHER_SCHOOL

OWN = files("services.disposal.domain.policy").joinpath("changsha-2024.toml").read_text(encoding="utf-8")
LIMITS = ("county_government_from_fen", "finance_bureau_up_to_fen")


@pytest.fixture
def policy(tmp_path):
    """`policy(old=new)` is the path of a copy of the shipped policy with these texts replaced."""

    def copy(**replaced):
        text = OWN
        for old, new in replaced.items():
            assert f"{old} = 100_000_000" in text
            text = text.replace(f"{old} = 100_000_000", f"{old} = {new}")
        path = tmp_path / "draft-2027.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return copy


@pytest.fixture
def simulate(sessions, monkeypatch):
    url = sessions.kw["bind"].url.render_as_string(hide_password=False).replace("+psycopg", "")
    monkeypatch.setenv("GUANZI_DISPOSAL_DATABASE_URL", url)
    return lambda path, *more: CliRunner().invoke(app, ["disposal", "simulate", "--policy", str(path), *more])


@pytest.fixture
def decided(office):
    """Small, large (scrapped above the limit), refused; and one that waits, of a third unit."""
    small = office.approved(office.card(original_value_fen=40_000_000))
    large = office.approved(office.card(OTHER_SCHOOL, original_value_fen=120_000_000), unit=OTHER_SCHOOL)
    refused = office.filed(office.card(HOSPITAL, original_value_fen=130_000_000), unit=HOSPITAL)
    office.decide(refused.id, office.desk_of(DEPARTMENT, HOSPITAL), "refuse", "不符合规定")
    waiting = office.filed(office.card("430121-004001", original_value_fen=150_000_000), unit="430121-004001")
    return {"small": small.number, "large": large.number, "refused": refused.number, "waiting": waiting.number}


def told(answer):
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_the_policy_by_which_they_were_decided_changes_nothing(decided, simulate, policy):
    answer = told(simulate(policy(), "--json"))
    assert (answer["policy"], answer["cases"], answer["changed"]) == ("changsha-2024", 3, [])
    assert "3 件已审批的处置单" in simulate(policy()).stdout


def test_a_higher_limit_takes_the_county_government_out_of_the_routes_it_decided_and_out_of_no_other(decided, simulate, policy):
    answer = told(simulate(policy(**dict.fromkeys(LIMITS, "200_000_000")), "--json"))
    assert [one["number"] for one in answer["changed"]] == [decided["large"], decided["refused"]]
    large = answer["changed"][0]
    steps = ["department_review", "finance_approval"]
    assert large["route"] == {"before": [*steps, "government_approval"], "after": steps}
    assert large["final_authority"] == {"before": "county_government", "after": "finance_bureau"}
    assert large["materials"] == {"added": [], "removed": []}  # Art. 13 has a limit of its own


def test_a_lower_limit_of_appraisal_asks_for_more_papers(decided, simulate, policy):
    answer = told(simulate(policy(scrap_appraisal_above_fen="30_000_000"), "--json"))
    assert [one["number"] for one in answer["changed"]] == [decided["small"]]
    assert [paper["code"] for paper in answer["changed"][0]["materials"]["added"]] == ["13/report", "13/approval"]
    assert answer["changed"][0]["appraisal_required"] == {"before": False, "after": True}


def test_a_refusal_that_the_other_policy_knows_is_named_with_its_article(decided, simulate, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(OWN.replace('[rules.still_usable]\noutcome = "warning"', '[rules.still_usable]\noutcome = "refusal"'))
    answer = told(simulate(other, "--json"))
    assert {one["number"] for one in answer["changed"]} == {decided["small"], decided["large"], decided["refused"]}
    assert {refusal["article"] for one in answer["changed"] for refusal in one["refusals"]["added"]} == {"第三十一条"}


def test_the_table_says_it_in_chinese(decided, simulate, policy):
    said = simulate(policy(**dict.fromkeys(LIMITS, "200_000_000"))).stdout.splitlines()
    assert "2 件有变化" in said[0]
    assert said[1].split() == ["处置单号", "单位", "方式", "原值（元）", "变化"]
    assert said[2].split()[:4] == [decided["large"], "东门小学", "报废", "1,200,000.00"]
    assert said[2].endswith("审批路线：主管部门 → 县财政局 → 县政府，改为 主管部门 → 县财政局")


def test_a_policy_of_later_years_is_tried_as_if_it_were_in_force(decided, simulate, tmp_path):
    later = tmp_path / "changsha-2029.toml"
    text = OWN.replace("valid_from = 2024-01-01", "valid_from = 2029-01-01").replace("valid_to = 2028-12-31", "valid_to = 2033-12-31")
    later.write_text(text)
    assert told(simulate(later, "--json"))["changed"] == []


def test_of_a_secret_case_only_its_number_and_what_changes_is_told(office, simulate, policy):  # E-019
    number = office.card(original_value_fen=120_000_000)
    one = office.filed(number, secret=True, access=[f"{role}-{at}" for role, at in SEATS])
    while one.state != "approved":
        here = next(desk.step for desk in one.desks if desk.here)
        one = office.bring(one.id, {"department_review": DEPARTMENT, "finance_approval": FINANCE}.get(here, "county_approver"))
    path = policy(**dict.fromkeys(LIMITS, "200_000_000"))
    changed = told(simulate(path, "--json"))["changed"]
    assert [line["number"] for line in changed] == [one.number]
    assert {"unit", "original_value_fen"} & set(changed[0]) == set()
    said = simulate(path).stdout
    assert "（涉密）" in said
    assert "星沙中学" not in said
    assert "1,200,000" not in said


SEATS = (("department_reviewer", "430121-004001"), ("department_reviewer", "430121-004001"), ("finance_reviewer", "43/4301/430121"),
         ("county_approver", "43/4301/430121"))  # fmt: skip


def test_nothing_is_written(decided, simulate, policy, sessions):
    def counted():
        with sessions() as session:
            return [session.scalar(select(func.count()).select_from(table)) for table in (audit, outbox, case)]

    before = counted()
    simulate(policy(**dict.fromkeys(LIMITS, "200_000_000")))
    assert counted() == before


@pytest.mark.parametrize(("content", "said"), [
    ("id = ", "不是有效的 TOML"), ('id = "x"', "thresholds：必填"), (OWN.replace("第十六条", "第九十九条"), "条文中没有第九十九条"),
    (OWN.replace("price_floor_percent = 90", 'price_floor_percent = "90"'), "thresholds.price_floor_percent"),
])  # fmt: skip
def test_a_faulty_file_is_refused_with_every_fault(tmp_path, simulate, content, said):
    path = tmp_path / "broken.toml"
    path.write_text(content)
    answer = simulate(path)
    assert answer.exit_code == 1
    assert said in answer.stderr


def test_a_file_that_is_not_there_is_refused(tmp_path, simulate):
    assert simulate(tmp_path / "none.toml").exit_code == 2
