"""A case's papers at the service's door: uploaded, listed, taken away, removed, received on paper."""

import hashlib

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.chassis.file_store import key_of
from services.chassis.rpc.client import ask
from services.contracts.rpc.disposal.v1 import materials_pb2 as pb
from tests.disposal.conftest import BUREAU, COUNTY, DEPARTMENT, FINANCE, HANDLER, HOSPITAL, NEIGHBOUR, OTHER_SCHOOL, SCHOOL

from . import samples
from .papers import download, lines, missing, printed, remove, stub, upload, upload_all

FILING = ["32-1/form", "32-1/decision", "32-1/voucher", "32-2", "32-3/appraisal", "32-3/opinion", "32-3/salvage"]


def test_a_draft_lists_what_the_law_asks_and_misses_it(office):  # E-125 to E-127
    drafted = office.draft()
    assert [line.code for line in lines(office, drafted.id) if line.stage == "filing"] == FILING
    assert missing(office, drafted.id, "filing") == FILING
    assert {line.article for line in lines(office, drafted.id) if line.code == "32-2"} == {"第三十二条（二）"}


def test_an_upload_is_stored_by_its_content_and_audited(office, tmp_path):
    drafted, content = office.draft(), samples.pdf("申请表")
    made = upload(office, drafted.id, "32-1/form", content, "../扫描/申请表.PDF")
    digest = hashlib.sha256(content).hexdigest()
    assert (made.sha256, made.size, made.media_type, made.file_name) == (digest, len(content), "application/pdf", "申请表.PDF")
    assert (tmp_path / "files" / key_of(digest)).read_bytes() == content
    assert "32-1/form" not in missing(office, drafted.id, "filing")
    record = office.audited()[-1]
    assert (record.operation, record.object_id, record.after["sha256"]) == ("material.uploaded", drafted.id, digest)
    assert record.org_path.endswith(SCHOOL)


def test_every_accepted_kind_comes_back_as_it_was(office):
    drafted = office.draft()
    for name, content in (
        ("a.png", samples.png()), ("a.jpg", samples.jpeg()), ("a.tif", samples.tiff()), ("a.docx", samples.docx()),
        ("a.xlsx", samples.xlsx()), ("a.ofd", samples.ofd()), ("a.doc", samples.ole("WordDocument")), ("a.xls", samples.ole("Workbook")),
    ):  # fmt: skip
        made = upload(office, drafted.id, "32-2", content, name)
        assert download(office, made.id, office.who()) == (content, name, made.media_type)


def test_a_large_file_passes_in_pieces(office):
    drafted = office.draft()
    content = samples.pdf()[:-6] + b"%" + b"x" * 12_000_000 + samples.pdf()[samples.pdf().rfind(b"startxref") :]
    made = upload(office, drafted.id, "32-2", content)
    assert download(office, made.id, office.who())[0] == content


def test_a_file_that_is_not_what_it_says_is_refused_and_leaves_no_row(office):
    drafted = office.draft()
    for name, content, code in (
        ("a.pdf", b"MZ" + b"\0" * 99, "file_format"), ("a.pdf", samples.png(), "extension_differs"),
        ("a.exe", samples.pdf(), "extension_differs"),
        ("a.pdf", samples.pdf(password="x"), "file_encrypted"), ("a.pdf", b"%PDF-1.7 x", "file_broken"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=code):
            upload(office, drafted.id, "32-2", content, name)
    assert "32-2" in missing(office, drafted.id, "filing")


def test_a_code_that_the_law_does_not_list_is_refused(office):
    drafted = office.draft()
    with pytest.raises(Invalid, match="material_unknown"):
        upload(office, drafted.id, "21-3")
    made = upload(office, drafted.id, "other/会议纪要")  # E-130
    assert (made.name, made.stage) == ("其他相关材料：会议纪要", "filing")
    assert [line.code for line in lines(office, drafted.id)][-1] == "other/会议纪要"


def test_a_voucher_says_which_it_is(office):  # E-076
    made = upload(office, office.draft().id, "32-1/voucher/invoice")
    assert (made.code, made.name.partition("（")[2]) == ("32-1/voucher", "购货发票或者收据）")


def test_only_who_files_for_the_unit_uploads(office):
    drafted = office.draft()
    for origin, error in (
        (office.who(at=OTHER_SCHOOL), NotFound), (office.who(at=NEIGHBOUR), NotFound), (office.who(FINANCE, COUNTY), Forbidden),
        (office.who(DEPARTMENT, BUREAU), Forbidden), (office.who("unit_reviewer"), Forbidden),
    ):  # fmt: skip
        with pytest.raises(error):
            upload(office, drafted.id, "32-2", origin=origin)


def test_a_draft_is_seen_by_its_own_unit_alone_a_case_by_those_above(office):
    drafted = office.draft()
    made = upload(office, drafted.id, "32-2")
    for origin in (office.who(FINANCE, COUNTY), office.who(HANDLER, HOSPITAL), office.who(DEPARTMENT, BUREAU)):
        with pytest.raises(NotFound):
            download(office, made.id, origin)
    upload_all(office, drafted.id, "filing")
    office.file_draft(drafted.id)
    for origin in (office.who(FINANCE, COUNTY), office.who(DEPARTMENT, BUREAU), office.who("auditor", COUNTY)):
        assert download(office, made.id, origin)[1] == "扫描件.pdf"
    for origin in (office.who(HANDLER, HOSPITAL), office.who(FINANCE, "43/4301/430122")):
        with pytest.raises(NotFound):
            download(office, made.id, origin)
        with pytest.raises(NotFound):
            lines(office, drafted.id, origin)
    with pytest.raises(Forbidden):
        lines(office, drafted.id, office.who("system_administrator", COUNTY))


def test_papers_of_a_secret_case_are_for_those_named_in_it(office):  # E-019
    number = office.card()
    drafted = office.draft(number, secret=True, access=["chief"])
    made = upload(office, drafted.id, "32-2")
    upload_all(office, drafted.id, "filing")
    office.file_draft(drafted.id)
    for origin in (office.who(account="colleague"), office.who(FINANCE, COUNTY), office.who("auditor", COUNTY)):
        with pytest.raises(NotFound):
            download(office, made.id, origin)
        with pytest.raises(NotFound):
            printed(office, drafted.id, "application_form", origin)
    assert download(office, made.id, office.who(FINANCE, COUNTY, account="chief"))[1] == "扫描件.pdf"


def test_a_case_at_the_desks_takes_no_papers_a_returned_one_does(office):
    drafted = office.draft()
    upload_all(office, drafted.id, "filing")
    one = office.file_draft(drafted.id)
    with pytest.raises(Refused, match="materials_closed"):
        upload(office, one.id, "32-2")
    office.decide(one.id, office.desk_of(DEPARTMENT), "return", "请补充发票")
    wrong = upload(office, one.id, "32-1/voucher", samples.pdf("再传"))
    remove(office, wrong.id, office.insider(one.id))
    assert len(next(line for line in lines(office, one.id) if line.code == "32-1/voucher").files) == 1


def test_a_removed_file_stays_on_record_and_in_the_store(office, tmp_path):
    drafted = office.draft()
    made = upload(office, drafted.id, "32-2")
    with pytest.raises(NotFound):
        remove(office, made.id, office.who(at=OTHER_SCHOOL))
    remove(office, made.id, office.who())
    assert "32-2" in missing(office, drafted.id, "filing")
    assert (tmp_path / "files" / key_of(made.sha256)).exists()
    assert download(office, made.id, office.who())[0]
    assert office.audited()[-1].operation == "material.removed"
    with pytest.raises(Conflict, match="material_removed"):
        remove(office, made.id, office.who())
    assert upload(office, drafted.id, "32-2").id != made.id


def test_what_was_decided_upon_is_not_removed(office):
    drafted = office.draft()
    upload_all(office, drafted.id, "filing")
    filed = lines(office, drafted.id)[0].files[0]
    one = office.file_draft(drafted.id)
    with pytest.raises(Refused, match="materials_closed"):
        remove(office, filed.id, office.insider(one.id))
    office.bring(one.id, DEPARTMENT, FINANCE)
    office.notice_over(one.id)
    office.act(one.id, "begin_execution")
    with pytest.raises(Refused, match="material_decided_upon"):
        remove(office, filed.id, office.insider(one.id))


def test_after_the_execution_its_own_papers_are_asked_for(office):  # E-083, E-105
    one = office.approved(method="free_transfer", receiving_unit="004012")
    office.notice_over(one.id)
    office.act(one.id, "begin_execution")
    assert missing(office, one.id, "execution") == ["19/application", "19/approval"]
    with pytest.raises(Refused, match="material_other_stage"):
        upload(office, one.id, "18-4")
    upload_all(office, one.id, "execution")
    assert missing(office, one.id, "execution") == []


def test_the_same_file_twice_is_one_and_a_repeated_request_gets_its_answer(office):
    drafted = office.draft()
    first = upload(office, drafted.id, "32-2")
    assert upload(office, drafted.id, "32-2").id == first.id
    keyed = office.who(idempotency_key="k1")
    again = upload(office, drafted.id, "32-1/form", origin=keyed)
    assert upload(office, drafted.id, "32-1/form", origin=keyed).id == again.id
    with pytest.raises(Conflict, match="idempotency_key_reused"):
        upload(office, drafted.id, "32-1/form", samples.png(), "a.png", keyed)


def test_paper_originals_are_received_by_the_finance_bureau(office):  # E-074
    drafted = office.draft()
    upload_all(office, drafted.id, "filing")
    finance = office.who(FINANCE, COUNTY)
    with pytest.raises(NotFound):
        ask(stub(office).RegisterPaper, pb.RegisterPaperRequest(case_id=drafted.id), finance)
    office.file_draft(drafted.id)
    with pytest.raises(Forbidden):
        ask(stub(office).RegisterPaper, pb.RegisterPaperRequest(case_id=drafted.id), office.who())
    with pytest.raises(Invalid, match="material_unknown"):
        ask(stub(office).RegisterPaper, pb.RegisterPaperRequest(case_id=drafted.id, codes=["x"]), finance)
    some = ask(stub(office).RegisterPaper, pb.RegisterPaperRequest(case_id=drafted.id, codes=["32-2"]), finance)
    assert [line.code for line in some.lines if any(file.paper_received_by for file in line.files)] == ["32-2"]
    every = ask(stub(office).RegisterPaper, pb.RegisterPaperRequest(case_id=drafted.id), finance)
    assert all(line.files[0].HasField("paper_received_at") for line in every.lines if line.files)
    assert next(record.after["codes"] for record in office.audited() if record.operation == "paper.registered") == ["32-2"]


def test_stray_ids_and_first_messages_are_refused(office):
    with pytest.raises(NotFound):
        lines(office, "x", office.who())
    with pytest.raises(NotFound):
        download(office, "x", office.who())
    with pytest.raises(Invalid):
        ask(stub(office).UploadMaterial, iter([pb.UploadMaterialRequest(piece=b"x")]), office.who())
    with pytest.raises(Invalid, match="document_unknown"):
        printed(office, office.draft().id, "poem")
