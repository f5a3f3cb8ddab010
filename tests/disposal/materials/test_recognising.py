"""What a file is by its content, and what is refused for what it is."""

import io

import pytest

from services.chassis.errors import Invalid
from services.disposal.reading.recognise import recognise
from services.disposal.reading.upload import received

from . import samples


def kind_of(content):
    return recognise(io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("pdf", samples.pdf()), ("png", samples.png()), ("jpeg", samples.jpeg()), ("tiff", samples.tiff()), ("tiff", samples.tiff(b"MM")),
        ("docx", samples.docx()), ("xlsx", samples.xlsx()), ("ofd", samples.ofd()), ("doc", samples.ole("WordDocument", body="Workbook")),
        ("xls", samples.ole("Workbook")), ("xls", samples.ole("Book")),
    ],
)  # fmt: skip
def test_every_accepted_kind_is_known_by_its_content(kind, content):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("file_empty", b""), ("file_format", b"MZ" + b"\0" * 200), ("file_format", b"<html><script>alert(1)</script></html>"),
        ("file_format", b"just some text"), ("file_format", b"\xff\xfe\0\0"), ("file_format", b"\n" + samples.pdf()),
        ("file_format", b"GIF89a" + b"\0" * 50), ("file_format", b"<?xml version='1.0'?><svg onload='x'/>"), ("file_format", b"\0" * 10),
        ("file_format", samples.zipped(**{"a.txt": "x"})), ("file_format", samples.ole("VisioDocument")),
        ("file_format", samples.ole("WordDocument", "Workbook")), ("file_format", samples.zipped(**{"[Content_Types].xml": "<Types/>"})),
        ("file_broken", samples.pdf()[:-30]), ("file_broken", samples.png()[:-20]), ("file_broken", samples.jpeg()[:-2]),
        ("file_broken", samples.tiff()[:8]), ("file_broken", samples.xlsx()[:-50]), ("file_broken", b"PK\x03\x04" + b"\0" * 40),
        ("file_encrypted", samples.pdf(password="x")), ("file_encrypted", samples.ole("EncryptionInfo", "EncryptedPackage")),
        ("file_macros", samples.docx(**{"word/vbaProject.bin": "x"})), ("file_macros", samples.ole("WordDocument", "_VBA_PROJECT")),
    ],
)  # fmt: skip
def test_whatever_is_no_plain_document_is_refused(code, content):
    with pytest.raises(Invalid) as refused:
        kind_of(content)
    assert refused.value.code == code
    assert refused.value.remedy


def test_a_file_is_counted_and_hashed_while_it_comes():
    with received(iter([samples.pdf()[:100], samples.pdf()[100:]]), 10_000) as upload:
        assert (upload.kind, upload.size) == ("pdf", len(samples.pdf()))


def test_a_file_is_refused_as_soon_as_it_passes_the_limit():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield b"%PDF-" + b"x" * 995

    with pytest.raises(Invalid, match="file_too_large"), received(endless(), 10_000):
        pass
    assert len(taken) == 11
