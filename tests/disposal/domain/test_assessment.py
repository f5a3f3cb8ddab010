"""The shape of the answer on the wire, as other systems rely on it."""

import json

from services.disposal.domain.assessment import asked, assess, to_mapping


def answer(**body):
    policy, facts = asked(body)
    return json.loads(json.dumps(to_mapping(assess(facts, policy))))


def test_the_answer_has_every_part_and_no_other():
    given = answer()
    assert list(given) == [
        "final_authority", "route", "appraisal_required", "publicity_working_days", "reply",
        "materials", "findings", "refusals", "warnings",
    ]  # fmt: skip
    assert given["final_authority"] == "county_government"
    assert given["route"] == [
        {"step": "department_review", "authority": "supervising_department"},
        {"step": "finance_approval", "authority": "finance_bureau"},
        {"step": "government_approval", "authority": "county_government"},
    ]
    assert (given["appraisal_required"], given["publicity_working_days"], given["reply"]) == (False, 5, "after_execution")
    assert given["materials"][0] == {
        "code": "18-1/form", "name": "《行政事业单位国有资产处置申请表》", "stage": "filing", "article": "第十八条（一）",
    }  # fmt: skip
    assert given["materials"][-1]["stage"] == "execution"


def test_a_finding_and_a_refusal_say_rule_article_text_and_whether_they_are_read_into_the_law():
    given = answer(method="donation", assets=[{"kind": "vehicle"}], counterparty={"kind": "donee"})
    (found,) = [found for found in given["findings"] if found["rule"] == "official_vehicle"]
    assert found == {
        "rule": "official_vehicle", "article": "第十条（一）", "text": "公务用车处置，由主管部门审核同意后报县政府批准。",
        "interpretation": False,
    }  # fmt: skip
    (refused,) = given["refusals"]
    assert list(refused) == ["rule", "article", "text", "interpretation", "remedy"]
    assert (refused["rule"], refused["article"]) == ("official_vehicle_donated", "第二十条")
