"""Papers printed through the service's door: forms as things stand, results and replies as they were issued."""

import hashlib
import io

import pypdf
import pytest

from services.chassis.errors import Refused
from services.chassis.file_store import key_of
from services.disposal.server.printing import printer
from services.operations.processes import wait_until
from tests.disposal.conftest import COUNTY, DEPARTMENT, FINANCE, beijing_today
from tests.disposal.materials.papers import printed, upload, upload_all


def text_of(content):
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def test_the_application_form_is_filled_from_the_draft_then_from_the_case(office):  # E-165
    drafted = office.draft()
    content, name, media_type = printed(office, drafted.id, "application_form")
    assert (name, media_type) == ("处置申请表-草稿.pdf", "application/pdf")
    text = text_of(content)
    for part in ("申报单位星沙中学", "主管部门县教育局", "处置方式报废", "500,000.00元", "人民币伍拾万元整", "第十条（一）"):
        assert part in text
    upload_all(office, drafted.id, "filing")
    one = office.file_draft(drafted.id)
    office.decide(one.id, office.desk_of(DEPARTMENT), "agree", "情况属实")
    content, name, _ = printed(office, one.id, "application_form", office.who(FINANCE, COUNTY))
    assert name == f"处置申请表-{one.number}.pdf"
    assert "同意。情况属实办理人：department_reviewer-430121-004001" in text_of(content)


def test_the_list_tells_what_is_missing_now(office):
    drafted = office.draft()
    upload(office, drafted.id, "32-1/form")
    text = text_of(printed(office, drafted.id, "missing_list")[0])
    assert "32-1/form" not in text
    assert "第三十二条（三）" in text
    assert "申报时" in text


def test_result_and_reply_are_issued_once_and_stay_the_same_bytes(office, tmp_path):  # E-023, E-040
    drafted = office.draft()
    for document, code in (("approval_result", "not_approved_yet"), ("reply", "no_reply_yet")):
        with pytest.raises(Refused, match=code):
            printed(office, drafted.id, document)
    upload_all(office, drafted.id, "filing")
    one = office.file_draft(drafted.id)
    office.bring(one.id, DEPARTMENT, FINANCE)
    result = printed(office, one.id, "approval_result")[0]
    assert "审批结果通知" in text_of(result)
    office.notice_over(one.id)
    office.act(one.id, "begin_execution")
    upload_all(office, one.id, "execution")
    office.act(one.id, "finish_execution", on=beijing_today())
    reply_no = office.act(one.id, "reply", office.who(FINANCE, COUNTY)).reply_no
    content, name, _ = printed(office, one.id, "reply", office.who(FINANCE, COUNTY))
    text = text_of(content)
    for part in (
        reply_no, "长沙县财政局", "关于星沙中学报废国有资产的批复", "第三十三条", "卡片核销", "条文原文", "账卡相符、账实相符和账账相符",
    ):  # fmt: skip
        assert part in text
    office.tell_registry()
    office.act(one.id, "book", booking_no="记-1")
    assert printed(office, one.id, "reply") == (content, name, "application/pdf")
    assert printed(office, one.id, "approval_result")[0] == result
    assert (tmp_path / "files" / key_of(hashlib.sha256(content).hexdigest())).read_bytes() == content
    issued = [record for record in office.audited() if record.operation == "document.issued"]
    assert [record.after["kind"] for record in issued] == ["approval_result", "reply"]
    assert (issued[1].after["number"], issued[1].after["issued_by"]) == (reply_no, f"{FINANCE}-{COUNTY}")


def test_documents_are_printed_beside_the_server_without_anybody_asking(office, settings):
    drafted = office.draft()
    upload_all(office, drafted.id, "filing")
    one = office.file_draft(drafted.id)
    office.bring(one.id, DEPARTMENT, FINANCE)
    assert [record for record in office.audited() if record.operation == "document.issued"] == []
    task = printer(office.sessions, settings)
    task.start()
    wait_until(lambda: any(record.operation == "document.issued" for record in office.audited()), 60, "nothing was printed")
    task.stop()
    assert "审批结果通知" in text_of(printed(office, one.id, "approval_result")[0])
    assert len([record for record in office.audited() if record.operation == "document.issued"]) == 1
