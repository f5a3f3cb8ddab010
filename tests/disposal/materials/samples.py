"""Small real files of every kind that may be uploaded."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pypdf

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCX_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def pdf(text: str = "", password: str = "") -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": text})
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def png() -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + b"\0" * 300 + b"\xff\xd9"


def tiff(order: bytes = b"II") -> bytes:
    return (b"II*\0\x08\0\0\0" if order == b"II" else b"MM\0*\0\0\0\x08") + b"\0" * 60


def xlsx() -> bytes:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    return made.getvalue()


def zipped(**members: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def docx(**more: str) -> bytes:
    return zipped(**{"[Content_Types].xml": DOCX_TYPES, "word/document.xml": "<w:document/>", **more})


def ofd() -> bytes:
    return zipped(**{"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>'})


def ole(*streams: str, body: str = "") -> bytes:
    """An OLE file's header and a directory with these streams; `body` is text between them."""
    text = body.encode("utf-16-le")
    text += b"\0" * (-len(text) % 512)
    return OLE + b"\0" * 504 + text + b"".join(_entry(name, 5 if name == "Root Entry" else 2) for name in ("Root Entry", *streams))


def _entry(name: str, kind: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return encoded.ljust(64, b"\0") + struct.pack("<HB", len(encoded), kind) + b"\0" * 61
