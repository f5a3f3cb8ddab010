"""Names, codes and bounds of materials."""

import pytest

from services.chassis.errors import Invalid, Refused
from services.disposal.domain.uploads import (
    MEBIBYTE,
    Required,
    UploadLimits,
    clean_name,
    media_type_of,
    place_of,
    refuse_excess,
    stage_open,
)

FORM = Required("32-1/form", "处置申请表", "filing", "第三十二条（一）")
VOUCHER = Required("32-1/voucher", "价值凭证", "filing", "第三十二条（一）")
RECEIPT = Required("27/receipt", "进账单", "execution", "第二十七条")
ASKED = (FORM, VOUCHER, RECEIPT)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("申请表.pdf", "申请表.pdf"), ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\扫描\\发票.PDF", "发票.PDF"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("a\nb\0c.pdf", "abc.pdf"), (' a<b>:"|?*.pdf ', "a_b______.pdf"), (".pdf", "未命名.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("..pdf", "未命名.pdf"), ("无扩展名", "无扩展名"),
    ],
)  # fmt: skip
def test_a_name_keeps_no_folder_and_nothing_that_misleads(given, kept):
    assert clean_name(given) == kept
    assert len(clean_name(given)) <= 200


def test_the_extension_must_say_what_the_content_is():
    assert media_type_of("jpeg", "a.JPG") == "image/jpeg"
    for name in ("a.pdf.exe", "a.docx", "pdf"):
        with pytest.raises(Invalid, match="extension_differs"):
            media_type_of("pdf", name)


def test_codes_are_those_that_the_law_lists():
    card = Required("32-2", "信息卡", "filing", "第三十二条（二）")
    assert place_of("32-1/form", ASKED, "filing").wanted == FORM
    assert place_of("32-2", (*ASKED, card), "filing").wanted == card
    for code in ("18-1/form", "", "32-1", "../x/y", "32-1/voucher/nonsense", "32-1/form/invoice"):
        with pytest.raises(Invalid, match="material_unknown"):
            place_of(code, ASKED, "filing")


def test_a_voucher_may_say_which_it_is():  # E-076
    place = place_of("32-1/voucher/land_certificate", ASKED, "filing")
    assert (place.wanted, place.voucher) == (VOUCHER, "land_certificate")


def test_other_papers_are_always_welcome():  # E-082
    assert place_of("other/会议纪要", ASKED, "execution").wanted == Required("other/会议纪要", "其他相关材料：会议纪要", "execution", "")


def test_each_stage_takes_its_own_papers():  # E-105
    with pytest.raises(Refused, match="material_other_stage"):
        place_of("27/receipt", ASKED, "filing")
    assert (stage_open("draft"), stage_open("returned"), stage_open("executing")) == ("filing", "filing", "execution")
    for state in ("department_review", "approved", "replied", "closed", "refused"):
        with pytest.raises(Refused, match="materials_closed"):
            stage_open(state)


def test_a_case_holds_so_many_files_and_so_many_bytes():
    limits = UploadLimits(case_bytes=10 * MEBIBYTE, case_files=2)
    refuse_excess(limits, 1, 5 * MEBIBYTE, 5 * MEBIBYTE)
    with pytest.raises(Refused, match="materials_too_large"):
        refuse_excess(limits, 1, 5 * MEBIBYTE, 5 * MEBIBYTE + 1)
    with pytest.raises(Refused, match="too_many_materials"):
        refuse_excess(limits, 2, 0, 1)
