"""Who may not do what he tries, over REST: two clerks at one asset, an officer who filed, a department for itself."""

import threading
from concurrent.futures import ThreadPoolExecutor

from tests.disposal.materials.samples import pdf

from .offices import BUREAU, FINANCE, HANDLER, OTHER_SCHOOL, REGION
from .plans import COMPUTERS, Plan
from .saga import API, CASES, insisted, keyed

SCRAP = Plan("scrap")
REVIEWER, APPROVER = "department_reviewer", "finance_reviewer"


def registered(clerk, unit):
    return insisted(keyed(clerk, f"{API}/registry/assets", {"unit": f"{REGION}-{unit}", "fields": COMPUTERS}))["asset_no"]


def drafted(clerk, asset_no):
    """A draft with every paper that its filing needs."""
    case_id = insisted(keyed(clerk, CASES, SCRAP.draft(asset_no)))["id"]
    for line in clerk.get(f"{CASES}/{case_id}/materials").json()["lines"]:
        file = {"file": ("a.pdf", pdf(f"{line['code']} {case_id}"), "application/pdf")}
        assert clerk.post(f"{CASES}/{case_id}/materials", data={"code": line["code"]}, files=file).status_code == 201
    return case_id


def file(clerk, case_id):
    return keyed(clerk, f"{CASES}/{case_id}/filing", {})()


def agree(who, case_id):
    return keyed(who, f"{CASES}/{case_id}/decisions", {"decision": "agree"})()


def test_of_two_clerks_who_file_the_same_asset_at_once_one_wins_and_the_other_is_told(town):
    clerks = [town.another(HANDLER, f"{REGION}-{OTHER_SCHOOL}") for _ in range(2)]
    asset_no = registered(clerks[0], OTHER_SCHOOL)
    ids = [drafted(clerk, asset_no) for clerk in clerks]
    together = threading.Barrier(2)

    def rush(clerk, case_id):
        together.wait(30)
        return file(clerk, case_id)

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(rush, clerks, ids))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert won.status_code == 200, won.text
    assert 400 <= lost.status_code < 500, lost.text
    assert asset_no in lost.text or "另一件" in lost.json()["detail"]
    loser = ids[answers.index(lost)]
    assert clerks[0].get(f"{CASES}/{won.json()['id']}").json()["state"] == "department_review"
    assert clerks[0].get(f"{CASES}/{loser}").json()["state"] == "draft"
    assert file(clerks[1], loser).status_code == lost.status_code  # and later no more than now


def test_the_deciding_officer_who_is_also_the_filer_decides_nothing_and_a_colleague_does(town):
    officer = town.another(APPROVER, REGION, (HANDLER, f"{REGION}-{FINANCE}"))
    case_id = drafted(officer, registered(officer, FINANCE))
    assert file(officer, case_id).status_code == 200
    assert agree(town.at(REVIEWER, f"{REGION}-{FINANCE}"), case_id).json()["state"] == "finance_approval"
    refused = agree(officer, case_id)
    assert (refused.status_code, refused.json()["code"]) == (422, "filer_may_not_decide")
    assert agree(town.at(APPROVER, REGION), case_id).json()["state"] == "approved"


def test_a_department_that_files_for_itself_keeps_its_review_by_another_of_its_persons(town):
    filer = town.another(REVIEWER, f"{REGION}-{BUREAU}", (HANDLER, f"{REGION}-{BUREAU}"))
    case_id = drafted(filer, registered(filer, BUREAU))
    filed = file(filer, case_id).json()
    assert [desk["step"] for desk in filed["desks"]] == ["department_review", "finance_approval"]
    assert agree(filer, case_id).json()["code"] == "filer_may_not_decide"
    assert agree(town.at(APPROVER, REGION), case_id).status_code == 409  # the bureau does not skip the department
    assert agree(town.at(REVIEWER, f"{REGION}-{BUREAU}"), case_id).json()["state"] == "finance_approval"
