"""Which files may be a case's materials: kinds, sizes, names and codes; nothing here opens a file."""

import re
import unicodedata
from dataclasses import dataclass

from services.chassis.errors import Conflict, FieldFault, Invalid, Refused

MEBIBYTE = 1024 * 1024
LONGEST_NAME = 200
FILING, EXECUTION = "filing", "execution"
OTHER = "其他相关材料"
OPEN_FOR = {"draft": FILING, "returned": FILING, "executing": EXECUTION, "executed": EXECUTION}
"""The states in which the unit adds and removes materials, and for which stage of the law's lists."""
KINDS = {
    "pdf": ("application/pdf", ("pdf",)),
    "png": ("image/png", ("png",)),
    "jpeg": ("image/jpeg", ("jpg", "jpeg")),
    "tiff": ("image/tiff", ("tif", "tiff")),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
    "doc": ("application/msword", ("doc",)),
    "xls": ("application/vnd.ms-excel", ("xls",)),
    "ofd": ("application/ofd", ("ofd",)),
}
"""Kind by content → media type and the extensions a name may have."""
VOUCHERS = {
    "invoice": "购货发票或者收据", "booking_voucher": "记账凭证", "asset_card": "资产信息卡", "final_account": "竣工决算报告",
    "land_certificate": "国有土地使用权证", "house_certificate": "房屋所有权证", "real_estate_certificate": "不动产权证",
    "patent": "专利证", "copyright": "著作权证", "security": "担保/抵押凭证", "equity": "债权或者股权凭证",
    "investment_agreement": "投资协议",
}  # fmt: skip
"""What a material `…/voucher` may be, in the order of Art. 18（一）; named behind the code: `18-1/voucher/invoice`."""
_SHAPE = re.compile(r"[0-9a-z-]{1,12}(/[0-9a-z_]{1,40}){0,2}|other/[\w（）()、·-]{1,40}")
_RESERVED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How much a case's papers may weigh, in bytes, and how many files they may be."""

    file_bytes: int = 50 * MEBIBYTE
    case_bytes: int = 500 * MEBIBYTE
    case_files: int = 500


@dataclass(frozen=True, slots=True)
class Required:
    """A material that the law asks for: `code` (`18-1/form`), its name, stage and article."""

    code: str
    name: str
    stage: str
    article: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an upload belongs: what the law asks for, and which voucher it is where that was said."""

    wanted: Required
    voucher: str = ""


def place_of(code: str, required: tuple[Required, ...], stage: str) -> Place:
    """The place of a code among the case's materials of this stage; `other/…` is always free.

    Invalid for a code that the law does not ask for here, Refused for one of the other stage.
    """
    base, _, voucher = code.partition("/voucher/")
    wanted = f"{base}/voucher" if voucher else code
    if not _SHAPE.fullmatch(code) or (voucher and voucher not in VOUCHERS):
        raise _unknown(code)
    if code.startswith("other/"):
        return Place(Required(code, f"{OTHER}：{code.removeprefix('other/')}", stage, ""))
    for one in required:
        if one.code == wanted and one.stage == stage:
            return Place(one, voucher)
    if any(one.code == wanted for one in required):
        due = "实施处置之后" if stage == FILING else "申报时"
        raise Refused("material_other_stage", f"材料“{wanted}”应在{due}提交，现在不能上传。", remedy="请按材料清单所列阶段上传。")
    raise _unknown(code)


def stage_open(state: str) -> str:
    """The stage whose materials may change in this state; Refused in every other."""
    stage = OPEN_FOR.get(state)
    if stage is None:
        raise Refused(
            "materials_closed", "处置单正在审批或已经办结，现在不能增减材料。", remedy="退回后或批准实施后可以补充材料。"
        )
    return stage


def clean_name(name: str) -> str:
    """The name without folders, control and direction characters and what no file system takes; at most 200 characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].translate(_RESERVED)
    shown = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C" and letter not in "\u2028\u2029")
    stem, dot, extension = shown.rstrip(" .").rpartition(".")
    if not dot:
        return shown.strip(" .")[:LONGEST_NAME]
    tail = f".{extension[:10]}"
    return f"{(stem.strip(' .') or '未命名')[: LONGEST_NAME - len(tail)]}{tail}"


def media_type_of(kind: str, name: str) -> str:
    """The media type of a recognised file; Invalid where its name claims to be something else."""
    media_type, extensions = KINDS[kind]
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension not in extensions:
        message = f"文件名“{name}”与内容不符：内容是 {kind.upper()} 文件。"
        fault = FieldFault("file_name", "extension_differs", message)
        raise Invalid("extension_differs", message, remedy=f"请将扩展名改为 .{extensions[0]} 后重新上传。", faults=(fault,))
    return media_type


def refuse_excess(limits: UploadLimits, files: int, stored: int, size: int) -> None:
    """Refuse a file that would pass the bound of its case."""
    if files >= limits.case_files:
        raise Refused("too_many_materials", f"一件处置单最多 {limits.case_files} 个文件。", remedy="请合并扫描件后上传。")
    if stored + size > limits.case_bytes:
        most = limits.case_bytes // MEBIBYTE
        raise Refused("materials_too_large", f"一件处置单的材料合计不能超过 {most} MB。", remedy="请降低扫描分辨率后上传。")


def already_removed() -> Conflict:
    """The material was taken out before."""
    return Conflict("material_removed", "该材料已被移除。", remedy="请刷新后查看。")


def decided_upon() -> Refused:
    """The material belongs to a stage that is over."""
    return Refused("material_decided_upon", "该材料已经据以审批，不能移除。", remedy="如有更正，请另行上传说明。")


def _unknown(code: str) -> Invalid:
    message = f"本处置单的材料清单中没有“{code[:60]}”。"
    fault = FieldFault("code", "material_unknown", message)
    return Invalid("material_unknown", message, remedy="请选择清单所列材料，其他材料用 other/名称。", faults=(fault,))
