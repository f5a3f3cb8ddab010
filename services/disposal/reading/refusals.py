"""Why an uploaded file is refused, in one Chinese sentence each."""

from services.chassis.errors import FieldFault, Invalid
from services.disposal.domain.uploads import MEBIBYTE

_AGAIN = "请上传 PDF、图片（PNG、JPEG、TIFF）、Word、Excel 或 OFD 文件。"


def empty() -> Invalid:
    """No bytes."""
    return _refused("file_empty", "文件是空的。", "请核对所选文件。")


def too_large(limit: int) -> Invalid:
    """More bytes than one file may have."""
    return _refused("file_too_large", f"文件超过 {limit // MEBIBYTE} MB 的上限。", "请降低扫描分辨率或拆分后上传。")


def encrypted() -> Invalid:
    """Protected by a password."""
    return _refused("file_encrypted", "文件已加密或设有密码，归档后无法查阅。", "请取消密码后重新上传。")


def broken(kind: str) -> Invalid:
    """Begins like a file of its kind and does not go on like one."""
    return _refused("file_broken", f"{kind} 文件不完整或已损坏。", "请重新扫描或导出后上传。")


def macros() -> Invalid:
    """An Office file with programs in it."""
    return _refused("file_macros", "Office 文件含有宏。", "请另存为不含宏的文件，或导出 PDF 后上传。")


def wrong_format(found: str) -> Invalid:
    """None of the kinds we keep; `found` says what it is, and is told where it is Chinese."""
    told = f"（{found}）" if any("一" <= each <= "鿿" for each in found) else ""
    return _refused("file_format", f"不接受这种文件{told}。", _AGAIN)


def _refused(code: str, message: str, remedy: str) -> Invalid:
    return Invalid(code, message, remedy=remedy, faults=(FieldFault("file", code, message),))
