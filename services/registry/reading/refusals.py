"""Why a file is refused as a whole, in one Chinese sentence each."""

from services.chassis.errors import Invalid

_SAVE_AGAIN = "请用 Excel 或 WPS 另存为 .xlsx 或 CSV（UTF-8）后重新上传。"


def empty() -> Invalid:
    """No bytes."""
    return Invalid("file_empty", "文件是空的。", remedy="请核对所选文件。")


def too_large(limit: int) -> Invalid:
    """More bytes than a file of its kind may have."""
    return Invalid("file_too_large", f"文件超过 {limit // (1024 * 1024)} MB 的上限。", remedy="请拆分文件，或另存为 CSV 后导入。")


def encrypted() -> Invalid:
    """A workbook with a password."""
    return Invalid("file_encrypted", "文件设有打开密码，无法读取。", remedy="请取消密码后重新上传。")


def wrong_format(found: str) -> Invalid:
    """Neither XLSX nor CSV; `found` says what it is."""
    return Invalid("file_format", f"这是{found}，不是 XLSX 或 CSV 文件。", remedy=_SAVE_AGAIN)


def broken() -> Invalid:
    """Cut off or damaged."""
    return Invalid("file_broken", "文件不完整或已损坏，无法打开。", remedy="请重新导出后再上传。")


def bomb() -> Invalid:
    """Small when packed, huge when unpacked."""
    return Invalid("file_unpacks_too_large", "文件解压后过大，已拒绝打开。", remedy=_SAVE_AGAIN)


def sheet_too_large(cells: int) -> Invalid:
    """The used area of the sheet is larger than can be held."""
    return Invalid(
        "sheet_too_large", f"工作表的使用区域超过 {cells:,} 个单元格。",
        remedy="请删除数据区以外的行、列和格式，或另存为 CSV（UTF-8）后导入。",
    )


def unknown_encoding() -> Invalid:
    """Text in none of the encodings we read."""
    return Invalid("file_encoding", "CSV 文件的文字编码无法识别，应为 UTF-8 或 GB18030。", remedy="请另存为“CSV UTF-8”后重新上传。")


def unreadable_line(line: int) -> Invalid:
    """A quotation mark that is never closed, or a cell beyond all measure."""
    return Invalid(
        "csv_unreadable", f"CSV 文件第 {line} 行附近无法读取，可能有未配对的引号。", remedy="请检查该处的引号，或另存为 XLSX 后导入。"
    )


def no_sheet() -> Invalid:
    """A workbook without any sheet of cells."""
    return Invalid("no_sheet", "工作簿中没有可读取的工作表。", remedy="请核对所选文件。")
